"""The tests that a policy ships: the resource that they build, and what they expect of it."""

import pytest

from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.finding import Code, State
from costguard.model.resource import AFTER_APPLY, UNSET, known
from costguard.model.tags import Origin, Tag, Tags
from costguard.policy.policy_set import Expectation

RULES = "rules: [{id: small, require: {size_gb: {at_most: 1}}}]\n"


@pytest.fixture
def case(load_text):
    return lambda resource, expect="pass", more="": load_text(
        f"{RULES}tests:\n  - {{name: it works, resource: {{{resource}}}, expect: {expect}{more}}}\n"
    ).cases[0]


def test_a_case_is_a_created_resource_with_an_address(case):
    found = case("type: aws_ebs_volume")
    assert (found.name, found.rule, found.expect) == ("it works", "", ())
    resource = found.resource
    assert (resource.address, resource.type, resource.cloud, resource.action) == (
        "aws_ebs_volume.example",
        "aws_ebs_volume",
        Cloud.AWS,
        Action.CREATE,
    )
    assert resource.tags == Tags()
    assert resource.attributes == {}


def test_an_address_and_an_action_may_be_given(case):
    resource = case("type: google_compute_disk, address: module.a.google_compute_disk.b, action: no-op").resource
    assert (resource.address, resource.action, resource.cloud) == (
        "module.a.google_compute_disk.b",
        Action.NO_OP,
        Cloud.GCP,
    )


def test_tags_know_where_they_come_from_and_the_resource_wins(case):
    tags = "tags: {Owner: a, Empty: ''}, default_tags: {Owner: b, Stage: prod}, inherited: {Stage: dev, Team: 007}"
    assert case(f"type: aws_instance, {tags}").resource.tags == Tags(
        {
            "Stage": Tag("prod", Origin.PROVIDER),
            "Team": Tag("007", Origin.INHERITED),
            "Owner": Tag("a"),
            "Empty": Tag(""),
        }
    )


def test_a_tag_or_all_tags_may_be_unknown(case):
    found = case("type: aws_instance, tags: {Owner: a}, unknown: ['tag:Stage', tags]").resource.tags
    assert found is not None
    assert found.entries == {"Owner": Tag("a"), "Stage": Tag(None)}
    assert found.incomplete


def test_a_type_that_takes_no_tags_has_none(case):
    assert case("type: aws_iam_role_policy_attachment").resource.tags is None


def test_attributes_are_values_lists_unknown_or_unset(case):
    resource = case(
        "type: aws_instance, attributes: {size_gb: 8, engine_version: 14.10, 'attr:a.b': [x, 1, true]}, "
        "unknown: [instance_type], unset: [iops]"
    ).resource
    assert resource.attributes == {
        "size_gb": known(8),
        "engine_version": known("14.10"),
        "attr:a.b": known("x", 1, True),
        "instance_type": AFTER_APPLY,
        "iops": UNSET,
    }


def test_expectations_default_to_certain_violations(case):
    found = case(
        "type: aws_instance", "[{code: exceeds, key: size_gb, rule: small}, {code: unknown, state: undecided}]"
    )
    assert found.expect == (
        Expectation(Code.EXCEEDS, "size_gb", "small", State.VIOLATION),
        Expectation(Code.UNKNOWN, state=State.UNDECIDED),
    )


def test_a_case_may_be_judged_by_one_rule(case):
    assert case("type: aws_instance", "pass", ", rule: small").rule == "small"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            "{name: n, rule: smal, resource: {type: aws_instance}, expect: pass}",
            "unknown rule `smal`; did you mean `small`?",
        ),
        (
            "{name: n, resource: {type: aws_instance}, expect: [{code: exceeds, rule: smal}]}",
            "unknown rule `smal`; did you mean `small`?",
        ),
        (
            "{name: n, resource: {type: aws_instance, attributes: {sizegb: 1}}, expect: pass}",
            "unknown attribute `sizegb`; did you mean `size_gb`?",
        ),
        (
            "{name: n, resource: {type: aws_instance, unset: [instance_typ]}, expect: pass}",
            "unknown attribute `instance_typ`; did you mean `instance_type`?",
        ),
        (
            "{name: n, resource: {type: aws_instance}, expect: [{code: misssing}]}",
            (
                "`code` takes `missing` or `empty` or `invalid` or `misspelled` or `unknown` or `forbidden` or "
                "`exceeds` or "
                "`expired-waiver`, but this is the text `misssing`; did you mean `missing`?"
            ),
        ),
        (
            "{name: n, resource: {type: aws_instance}, expect: []}",
            "`expect` is empty; write at least one item, or remove it",
        ),
        ("{name: n, resource: {type: aws_instance}}", "a test lacks `expect` (`pass`, or every finding); write it"),
    ],
)
def test_each_fault_of_a_case_is_told(faults_of, line, fault):
    assert [each.split(" ", 1)[1] for each in faults_of(f"{RULES}tests:\n  - {line}\n")] == [fault]
