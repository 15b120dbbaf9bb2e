"""Dimensions: keys and values on each cloud, aliases by date, and what clouds could not tell apart."""

import pytest

from costguard.model.cloud import Cloud
from costguard.model.condition import Operator


def dimension(load_text, body, name="cost_center", **kwargs):
    return load_text(f"taxonomy:\n  {name}: {body}\n", **kwargs).taxonomy[name]


def keys(found):
    return tuple(found.subject.keys[cloud] for cloud in (Cloud.AWS, Cloud.AZURE, Cloud.GCP))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("", ("CostCenter", "CostCenter", "cost_center")),
        ("key: Cost Centre,", ("Cost Centre", "Cost Centre", "cost_center")),
        ("key: {azure: cc},", ("CostCenter", "cc", "cost_center")),
        ("key: {aws: a, azure: b, gcp: c-d},", ("a", "b", "c-d")),
    ],
)
def test_a_dimension_has_a_key_on_each_cloud(load_text, key, expected):
    assert keys(dimension(load_text, f"{{{key} values: any}}")) == expected


@pytest.mark.parametrize(
    ("values", "operator", "written", "label"),
    [
        ("any", Operator.LIKE, ("?*",), ("?*",)),
        ("{one_of: [CC-1, 007, true]}", Operator.ONE_OF, ("CC-1", "007", "true"), ("cc-1", "007", "true")),
        ("{like: ['CC-*', 'A B?']}", Operator.LIKE, ("CC-*", "A B?"), ("cc-*", "a_b?")),
        ("{pattern: '[A-Z]{2}'}", Operator.PATTERN, ("[A-Z]{2}",), ("(?i)[A-Z]{2}",)),
    ],
)
def test_values_are_tested_as_written_on_aws_and_azure_and_as_labels_on_google_cloud(
    load_text, values, operator, written, label
):
    found = dimension(load_text, f"{{values: {values}}}")
    assert [found.accepts[cloud].operator for cloud in found.accepts] == [operator] * 3
    assert found.accepts[Cloud.AWS].operands == found.accepts[Cloud.AZURE].operands == written
    assert found.accepts[Cloud.GCP].operands == label


def test_only_listed_values_are_suggested(load_text):
    assert dimension(load_text, "{values: {one_of: [a, b]}}").suggestions == ("a", "b")
    assert dimension(load_text, "{values: {like: ['a*']}}").suggestions == ()


def test_an_alias_is_accepted_through_its_date(load_text):
    body = "{values: any, aliases: {Old: 2026-08-31, Last: 2026-09-01, New: 2027-01-01}}"
    found = dimension(load_text, body)
    assert found.subject.aliases == ("Last", "New")
    assert [alias.key for alias in found.aliases] == ["Old", "Last", "New"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (
            "instance_type: {values: any}",
            "1:12 `instance_type` is an attribute of resources; give the dimension another name",
        ),
        (
            "a: {values: {one_of: [Prod, prod]}}",
            "1:40 `prod` and `Prod` are both the label `prod` on Google Cloud; rename one",
        ),
        (
            "a: {values: {one_of: [A B, A_B]}}",
            "1:39 `A_B` and `A B` are both the label `a_b` on Google Cloud; rename one",
        ),
        (
            "a: {values: {one_of: [Müller]}}",
            "1:34 the value `M\\xfcller` has characters other than printable ASCII, which clouds compare apart",
        ),
        (
            f"a: {{values: {{one_of: [{'x' * 64}]}}}}",
            "1:34 a label on Google Cloud has at most 63 characters, and this value 64; shorten it",
        ),
        (
            f"a: {{values: {{one_of: [{'x' * 257}]}}}}",
            "1:34 a tag value has at most 256 characters on AWS and Azure, and this one 257; shorten it",
        ),
        (
            f"a: {{key: {'k' * 129}, values: any}}",
            "1:21 a tag key has at most 128 characters on AWS, and this one 129; shorten it",
        ),
        (
            "a: {key: 'aws:owner', values: any}",
            "1:21 the tag key `aws:owner` is AWS's own, as all that begin with `aws:`; choose another",
        ),
        (
            "a: {key: Größe, values: any}",
            "1:21 the tag key `Gr\\xf6\\xdfe` has characters other than printable ASCII; clouds fold them apart",
        ),
        (
            "a: {key: {gcp: CostCenter}, values: any}",
            (
                "1:27 `CostCenter` is no label key: a lower case letter, then lower case, digits, `_`, `-`; "
                "write `costcenter`"
            ),
        ),
        (
            f"a: {{key: {{gcp: {'k' * 64}}}, values: any}}",
            "1:27 a label key has at most 63 characters, and this one 64; shorten it",
        ),
        (
            "a: {key: Owner, values: any}, b: {key: owner, values: any}",
            "1:42 `b` and `a` share the key `owner` on Azure; give one another key",
        ),
        (
            "a: {key: {gcp: x-y}, values: any}, b: {key: {gcp: x-y}, values: any}",
            "1:47 `b` and `a` share the key `x-y` on Google Cloud; give one another key",
        ),
        (
            "a: {key: X, values: any}, b: {key: Y, aliases: {X: 2027-01-01}, values: any}",
            "1:38 `b` and `a` share the key `X` on AWS; give one another key",
        ),
        (
            "a: {values: {like: ['x[ab]']}}",
            "1:32 `[` has no meaning in the glob `x[ab]`: `*` is any run, `?` one; list each choice apart",
        ),
        (
            "a: {values: {pattern: 'a(?=b)'}}",
            (
                "1:34 the pattern `a(?=b)` is not RE2: invalid perl operator: (?=; see "
                "https://github.com/google/re2/wiki/Syntax"
            ),
        ),
        (
            "a: {values: {pattern: 'ä+'}}",
            "1:34 the pattern has characters other than ASCII, which no cloud compares alike; remove them",
        ),
    ],
)
def test_what_some_cloud_cannot_hold_or_tell_apart_is_refused(faults_of, body, fault):
    assert fault in faults_of(f"taxonomy: {{{body}}}")


def test_two_stars_are_one(load_text):
    assert dimension(load_text, "{values: {like: ['a**']}}").accepts[Cloud.AWS].operands == ("a**",)


def test_a_bad_pattern_prints_nothing_on_its_own(faults_of, capfd):
    faults_of("taxonomy: {a: {values: {pattern: '('}}}")
    assert capfd.readouterr() == ("", "")
