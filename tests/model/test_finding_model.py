"""Findings: what makes two of them the same in every run, and how they are sorted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.finding import Code, Finding, Level, State
from costguard.model.location import Location


def finding(**fields):
    values = {
        "rule": "required-tags",
        "address": "aws_instance.web",
        "code": Code.MISSING,
        "state": State.VIOLATION,
        "level": Level.DENY,
        "message": "`Owner` is missing",
        "key": "Owner",
    }
    return Finding(**(values | fields))


@pytest.mark.parametrize(
    "others",
    [
        {"value": "anything"},
        {"code": Code.EMPTY},
        {"state": State.WAIVED},
        {"level": Level.ADVISE},
        {"message": "in other words"},
        {"location": Location(file="main.tf", line=3)},
    ],
)
def test_the_fingerprint_leaves_out_what_may_change_between_runs(others):
    assert finding(**others).fingerprint == finding().fingerprint


@pytest.mark.parametrize("others", [{"address": "aws_instance.api"}, {"rule": "x"}, {"key": "Team"}, {"plan": 1}])
def test_the_fingerprint_tells_resources_rules_keys_and_plans_apart(others):
    assert finding(**others).fingerprint != finding().fingerprint


def test_the_fingerprint_never_changes_between_versions():
    """People keep lists of fingerprints: a change of this value is a change of the report's format."""
    assert finding().fingerprint == "d1e5b8b769c757be16aa5063db98a1a6"


@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_a_fingerprint_is_32_hexadecimal_digits_whatever_the_address_holds(address):
    """Lone surrogates too, which JSON can spell and UTF-8 cannot."""
    fingerprint = finding(address=address).fingerprint
    assert len(fingerprint) == 32
    assert set(fingerprint) <= set("0123456789abcdef")


def test_a_part_of_one_field_is_never_taken_for_a_part_of_the_next():
    first, second = finding(address="a.b", rule="cd"), finding(address="a.bc", rule="d")
    assert first.fingerprint != second.fingerprint


def test_findings_are_sorted_by_address_then_rule_then_key():
    written = [
        finding(address="b"),
        finding(address="a", rule="z"),
        finding(address="a", key="A"),
        finding(address="a"),
    ]
    assert sorted(written, key=lambda each: each.sort_key) == [written[2], written[3], written[1], written[0]]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Location(file="main.tf"), "main.tf"),
        (Location(file="main.tf", line=3), "main.tf:3"),
        (Location(file="main.tf", line=3, column=5), "main.tf:3:5"),
    ],
)
def test_a_place_reads_as_editors_expect(place, text):
    assert str(place) == text
