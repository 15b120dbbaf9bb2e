"""The JSON report keeps its promise to programs: its shape, its order, its money and its escapes."""

import hashlib
import json

import jsonschema
import pytest
from hostile_verdicts import verdicts
from hypothesis import HealthCheck, given, settings
from verdict_samples import (
    APPROVALS,
    clean_verdict,
    given_verdict,
    needed_verdict,
    partly_given_verdict,
    rich_verdict,
    tag_finding,
    verdict_of,
)

from costguard.model.finding import Code
from costguard.reports.json_report import render, report_schema
from costguard.reports.options import ReportOptions


def report(verdict):
    return json.loads(render(verdict, ReportOptions()))


@pytest.fixture(scope="module")
def validator():
    jsonschema.Draft202012Validator.check_schema(report_schema())
    return jsonschema.Draft202012Validator(report_schema())


@pytest.mark.parametrize("sample", APPROVALS)
def test_a_report_on_approvals_fits_its_schema(validator, sample):
    assert list(validator.iter_errors(report(APPROVALS[sample]()))) == []


def test_anybody_can_compute_the_digest_from_the_subject():
    approvals = report(needed_verdict())["approvals"]
    canonical = json.dumps(approvals["subject"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert approvals["digest"] == f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"
    assert approvals["digest"] == needed_verdict().subject.digest


def test_where_nobody_asked_there_is_no_digest():
    approvals = report(clean_verdict())["approvals"]
    assert (approvals["digest"], approvals["subject"]) == ("", None)


def test_a_program_learns_who_is_missing():
    (required,) = report(partly_given_verdict())["approvals"]["required"]
    assert [(each["group"], each["have"], each["count"]) for each in required["approvers"]] == [
        ("finops", 1, 1),
        ("payments-owners", 0, 1),
    ]
    assert required["met"] is False
    assert report(given_verdict())["approvals"]["required"][0]["met"] is True


def test_times_are_told_in_utc_with_their_zone():
    (given_approval,) = report(partly_given_verdict())["approvals"]["given"]
    assert given_approval["at"] == "2026-11-23T10:00:00Z"
    assert given_approval["expires"] == "2026-11-26T10:00:00Z"


@pytest.mark.parametrize("verdict", [rich_verdict(), clean_verdict()], ids=["rich", "clean"])
def test_a_report_fits_its_schema(validator, verdict):
    assert list(validator.iter_errors(report(verdict))) == []


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdict=verdicts())
def test_a_hostile_report_fits_its_schema(validator, verdict):
    assert list(validator.iter_errors(report(verdict))) == []


def test_every_object_of_the_schema_is_closed_and_every_member_described():
    def objects(schema):
        if isinstance(schema, dict):
            if "properties" in schema:
                yield schema
            for part in schema.values():
                yield from objects(part)

    for each in objects(report_schema()):
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])
        assert [name for name, member in each["properties"].items() if not member.get("description")] == []


def test_the_keys_stand_in_the_documented_order():
    shown = report(rich_verdict())
    assert list(shown) == [
        "schema", "tool", "input", "policy", "outcome", "summary", "cost", "approvals", "findings", "notes",
    ]  # fmt: skip
    assert list(shown["findings"][0]) == [
        "rule", "address", "type", "cloud", "dimension", "key", "code", "state", "level", "value", "source", "message",
        "why", "fix", "location", "fingerprint", "plan", "waiver", "monthly_cost", "title", "module", "sensitive",
    ]  # fmt: skip


def test_money_is_a_decimal_string_and_null_is_not_estimated():
    assert report(rich_verdict())["cost"]["monthly_after"] == "1334.5"
    assert report(clean_verdict())["cost"]["monthly_after"] is None


def test_a_value_keeps_its_control_characters_as_json_escapes():
    finding = tag_finding("aws_instance.a", "Owner", Code.INVALID, "m", value="a\x1b[0m\nb\u202e##vso[x]")
    text = render(verdict_of(finding), ReportOptions())
    assert text.isascii()
    assert "##" not in text
    assert json.loads(text)["findings"][0]["value"] == "a\x1b[0m\nb\u202e##vso[x]"


def test_an_address_is_whole_and_a_value_is_not():
    address = "aws_instance." + "x" * 5_000
    finding = tag_finding(address, "Owner", Code.INVALID, "m", value="v" * 5_000)
    shown = report(verdict_of(finding))["findings"][0]
    assert shown["address"] == address
    assert len(shown["value"]) == 1_000


def test_findings_stand_one_a_line():
    text = render(rich_verdict(), ReportOptions())
    rows = [line for line in text.splitlines() if line.startswith('    {"rule":')]
    assert [json.loads(row.rstrip(",")) for row in rows] == report(rich_verdict())["findings"]
