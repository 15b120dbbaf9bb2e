"""Facts are put into Google Cloud's names and units, and constraints get names that it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.emit.demand import Demand, Kind
from costguard.emit.gcp.constraints import Constraint
from costguard.emit.gcp.fields import domain_of, field
from costguard.emit.gcp.names import names
from costguard.emit.gcp.naming import in_google_words
from costguard.emit.gcp.urls import lifted
from costguard.emit.tree import (
    ALWAYS,
    NEVER,
    AttributeNumber,
    AttributeValue,
    Comparison,
    Unsayable,
    every,
    some,
)
from costguard.languages.language import exactly, glob, holds, pattern
from costguard.languages.partition import partition
from costguard.model.cloud import Cloud
from costguard.policy.policy_set import CloudEffect

SIZE = "resource.sizeGb"


def constraint(rule="required-tags", cai="compute.googleapis.com/Instance", part=0):
    demand = Demand(rule, Cloud.GCP, cai, Kind.CREATE, ALWAYS, ALWAYS, CloudEffect.DENY)
    return Constraint(demand, ("CREATE",), "true", part)


def above(bound):
    return AttributeNumber(SIZE, Comparison.ABOVE, float(bound))


def at_most(bound):
    return AttributeNumber(SIZE, Comparison.AT_MOST, float(bound))


@pytest.mark.parametrize(
    ("fact", "named"),
    [
        (AttributeNumber("size_gb", Comparison.AT_MOST, 10.5), at_most(10)),
        (AttributeNumber("size_gb", Comparison.ABOVE, 10.5), above(10)),
        (AttributeNumber("size_gb", Comparison.AT_LEAST, 10.5), above(10)),
        (AttributeNumber("size_gb", Comparison.BELOW, 10.5), at_most(10)),
        (AttributeNumber("size_gb", Comparison.AT_LEAST, 10.0), above(9)),
        (AttributeNumber("size_gb", Comparison.BELOW, 10.0), at_most(9)),
        (AttributeValue("size_gb", (exactly("10"),)), every((at_most(10), above(9)))),
        (AttributeValue("size_gb", (exactly("10"),), holds=False), some((above(10), at_most(9)))),
    ],
)
def test_numbers_are_compared_as_whole_ones(fact, named):
    assert in_google_words(fact, "google_compute_disk", None) == named


@pytest.mark.parametrize(
    ("languages", "wanted", "named"),
    [
        (("true",), True, AttributeValue("resource.config.spot", (exactly("true"),))),
        (("true",), False, AttributeValue("resource.config.spot", (exactly("false"),))),
        (("true", "false"), True, ALWAYS),
        (("true", "false"), False, NEVER),
        (("yes",), True, NEVER),
    ],
)
def test_a_boolean_is_told_by_the_one_value_that_passes(languages, wanted, named):
    fact = AttributeValue("spot", tuple(map(exactly, languages)), wanted)
    assert in_google_words(fact, "google_container_node_pool", None) == named


@pytest.mark.parametrize(
    ("kind", "fact", "words"),
    [
        ("google_compute_disk", AttributeValue("size_gb", (glob("1*"),)), "only a list of whole numbers"),
        (
            "google_compute_disk",
            AttributeValue("iops", (exactly("1"),)),
            "see no field for `iops` of this type (Not among",
        ),
        ("google_compute_disk", AttributeNumber("iops", Comparison.ABOVE, 1.0), "see no field for `iops`"),
        ("google_filestore_instance", AttributeValue("tier", (exactly("1"),)), "see no field for `tier` of this type"),
        ("google_compute_disk", AttributeValue("volume_type", (pattern("a|b$"),)), "leave out its `^` and `$`"),
    ],
)
def test_what_has_no_field_cannot_be_said(kind, fact, words):
    named = in_google_words(fact, kind, None)
    assert isinstance(named, Unsayable)
    assert words in named.reason


@pytest.mark.parametrize(
    "language",
    [
        exactly("e2-small"),
        glob("e2-*"),
        glob("*-standard-?"),
        pattern("(?:e2|n2)-[a-z]+"),
        pattern("^e2-.*$"),
        pattern(r"\Ae2\z"),
        pattern("(?i)E2-.*"),
    ],
)
def test_a_url_lies_in_the_lifted_language_when_its_name_lies_in_the_language(language):
    own = field("google_compute_instance", "instance_type")
    urls = lifted(language, own.collection)
    texts = partition((urls, language), domain_of(own))
    assert {urls in part.languages for part in texts} == {True, False}
    for part in texts:
        assert holds(language, part.witness.rpartition("/")[2]) is (urls in part.languages)


@pytest.mark.parametrize("text", ["a|^b", "a$|b", "(?:^a)b?$|c", r"a\$$|b"])
def test_a_pattern_with_edges_inside_is_not_lifted(text):
    assert lifted(pattern(text), "machineTypes") is None


def test_an_escaped_dollar_is_no_edge():
    assert lifted(pattern(r"a\$"), "c") == pattern(r".*/c/(?:a\$)")


def test_a_name_tells_prefix_rule_service_type_and_part():
    assert names([constraint(), constraint(part=2)], "costguard") == (
        "costguardRequiredTagsComputeInstance",
        "costguardRequiredTagsComputeInstance2",
    )


def test_names_that_would_be_the_same_are_told_apart():
    first, second = names([constraint("a-b"), constraint("a_b")], "x")
    assert (first, second[:-6], first != second) == ("xABComputeInstance", "xABComputeInstance", True)


@given(rules=st.lists(st.text(alphabet="abcAB19-_.", min_size=1, max_size=120), min_size=1, max_size=5, unique=True))
def test_a_name_is_one_that_google_takes_and_no_other_has(rules):
    found = names([constraint(f"r{rule}", part=place % 2) for place, rule in enumerate(rules)], "costguard")
    assert len({name.lower() for name in found}) == len(rules)
    assert all(name.isascii() and name.isalnum() and len(name) <= 63 for name in found)
