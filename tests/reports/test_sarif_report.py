"""The SARIF report is what the standard and GitHub's code scanning ask for."""

import json
import os
from pathlib import Path

import jsonschema
import pytest
from hostile_verdicts import verdicts
from hypothesis import HealthCheck, given, settings
from verdict_samples import clean_verdict, large_verdict, needed_verdict, rich_verdict, tag_finding, verdict_of

from costguard.model.finding import Code
from costguard.model.location import Location
from costguard.reports.options import ReportOptions
from costguard.reports.sarif_report import RESULTS_LIMIT, render

PACKAGED_SCHEMA = Path(__file__).parents[2] / "node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json"
SCHEMA = Path(os.environ.get("COSTGUARD_SARIF_SCHEMA", PACKAGED_SCHEMA))


def run_of(verdict):
    (run,) = json.loads(render(verdict, ReportOptions()))["runs"]
    return run


@pytest.fixture(scope="module")
def validator():
    if not SCHEMA.is_file():
        pytest.skip(
            "no SARIF schema: `npm install @microsoft/sarif-multitool-linux`, or name it in COSTGUARD_SARIF_SCHEMA"
        )
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8-sig")))


@pytest.mark.parametrize("verdict", [rich_verdict(), clean_verdict()], ids=["rich", "clean"])
def test_a_log_fits_the_official_schema(validator, verdict):
    assert list(validator.iter_errors(json.loads(render(verdict, ReportOptions())))) == []


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdict=verdicts())
def test_a_hostile_log_fits_the_official_schema(validator, verdict):
    assert list(validator.iter_errors(json.loads(render(verdict, ReportOptions())))) == []


def test_every_result_points_to_its_rule():
    run = run_of(rich_verdict())
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        finding.rule for finding in rich_verdict().findings
    ]


def test_levels_are_those_that_code_scanning_knows():
    levels = {(result["properties"]["state"], result["level"]) for result in run_of(rich_verdict())["results"]}
    assert levels == {
        ("violation", "error"),
        ("violation", "warning"),
        ("violation", "note"),
        ("undecided", "note"),
        ("waived", "error"),
    }


def test_a_rule_has_the_level_of_its_gravest_finding_and_says_why_and_how_to_mend_it():
    rules = {rule["id"]: rule for rule in run_of(rich_verdict())["tool"]["driver"]["rules"]}
    assert rules["required-tags"] == {
        "id": "required-tags",
        "shortDescription": {"text": "required-tags"},
        "fullDescription": {
            "text": "Spend that nobody can be asked about cannot be allocated; allocation starts at creation."
        },
        "defaultConfiguration": {"level": "error"},
        "help": {
            "text": "Set the tags on the resource or in the provider's default_tags.",
            "markdown": "Set the tags on the resource or in the provider's default\\_tags.",
        },
    }


def test_a_waived_finding_is_suppressed_and_no_other_is():
    suppressed = {
        result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: result["suppressions"]
        for result in run_of(rich_verdict())["results"]
        if result["suppressions"]
    }
    assert suppressed == {
        "aws_db_instance.legacy": [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "FIN-123, until 2027-03-31, by jane@example.com: Moves to the new account in spring",
            }
        ]
    }


@pytest.mark.parametrize(
    ("location", "uri", "region"),
    [
        (None, "plan.json", {"startLine": 1}),
        (Location("main.tf", 12, 3), "main.tf", {"startLine": 12, "startColumn": 3}),
        (Location("main.tf"), "main.tf", {"startLine": 1}),
        (Location("./a b/100%.tf", 2), "a%20b/100%25.tf", {"startLine": 2}),
        (Location("modules\\net\\main.tf", 2), "modules/net/main.tf", {"startLine": 2}),
        (Location("/ci/main.tf", 2), "file:///ci/main.tf", {"startLine": 2}),
        (Location("C:\\ci\\main.tf", 2), "file:///C:/ci/main.tf", {"startLine": 2}),
        (Location("x:y.tf", 2), "x%3Ay.tf", {"startLine": 2}),
        (Location("", 2), "-", {"startLine": 2}),
    ],
)
def test_a_place_is_a_relative_uri_and_a_line(location, uri, region):
    finding = tag_finding("aws_instance.a", "Owner", Code.MISSING, "m", location=location)
    place = run_of(verdict_of(finding))["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": uri}, "region": region}


def test_a_fingerprint_tells_alerts_apart():
    finding = tag_finding("aws_instance.a", "Owner", Code.MISSING, "m")
    assert run_of(verdict_of(finding))["results"][0]["partialFingerprints"] == {"costguard/v1": finding.fingerprint}


def test_of_too_many_findings_the_gravest_are_listed_and_the_run_says_so():
    run = run_of(large_verdict(RESULTS_LIMIT + 5))
    assert len(run["results"]) == RESULTS_LIMIT
    assert run["results"][0]["level"] == "error"
    assert [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]] == [
        "25,000 of 25,005 findings are listed, the gravest first; the JSON report has all."
    ]


def test_what_was_not_judged_is_a_notification():
    notes = run_of(rich_verdict())["invocations"][0]["toolExecutionNotifications"]
    assert tuple(note["message"]["text"] for note in notes) == rich_verdict().notes


def test_who_is_waited_for_is_a_notification():
    notes = run_of(needed_verdict())["invocations"][0]["toolExecutionNotifications"]
    assert [note["message"]["text"] for note in notes] == [
        "approvals: finops 0/1, payments-owners 0/1; digest of what is approved: " + needed_verdict().subject.digest
    ]
