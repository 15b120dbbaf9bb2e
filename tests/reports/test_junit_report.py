"""The JUnit report is well-formed and counts right, so that every viewer shows it."""

from xml.etree import ElementTree as ET

import pytest
from hostile_verdicts import verdicts
from hypothesis import HealthCheck, given, settings
from verdict_samples import (
    broken_glass_verdict,
    clean_verdict,
    given_verdict,
    partly_given_verdict,
    rich_verdict,
    tag_finding,
    verdict_of,
)

from costguard.model.finding import Code, Level, State
from costguard.reports.junit_report import render
from costguard.reports.options import ReportOptions


def tree(verdict):
    return ET.fromstring(render(verdict, ReportOptions()))  # noqa: S314  (it is our own document)


def child_of_only_case(finding):
    (case,) = tree(verdict_of(finding)).iter("testcase")
    (child,) = case
    return child


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdicts())
def test_a_hostile_report_is_well_formed_and_counts_its_cases(verdict):
    suites = tree(verdict)
    cases = list(suites.iter("testcase"))
    assert len(cases) == max(len(verdict.findings), 1) + len(verdict.required) == int(suites.get("tests"))
    for suite in suites:
        assert int(suite.get("tests")) == len(suite)
        assert int(suite.get("failures")) == len(list(suite.iter("failure")))
        assert int(suite.get("skipped")) == len(list(suite.iter("skipped")))
    assert int(suites.get("failures")) == sum(int(suite.get("failures")) for suite in suites)


@pytest.mark.parametrize(
    ("state", "level", "tag"),
    [
        (State.VIOLATION, Level.DENY, "failure"),
        (State.VIOLATION, Level.APPROVAL, "failure"),
        (State.VIOLATION, Level.ADVISE, "system-out"),
        (State.UNDECIDED, Level.ADVISE, "system-out"),
        (State.UNDECIDED, Level.DENY, "failure"),
        (State.VIOLATION, Level.DEBT, "system-out"),
        (State.WAIVED, Level.DENY, "skipped"),
    ],
)
def test_a_case_is_red_where_the_change_is_held_up(state, level, tag):
    finding = tag_finding("aws_instance.a", "Owner", Code.MISSING, "m", state=state, level=level)
    assert child_of_only_case(finding).tag == tag


def test_a_clean_verdict_has_one_case_that_passes():
    (case,) = tree(clean_verdict()).iter("testcase")
    assert (case.get("name"), list(case)) == ("no findings; 40 of 40 resources judged", [])


def test_a_module_is_a_suite_and_the_root_module_comes_first():
    assert [suite.get("name") for suite in tree(rich_verdict())] == [
        "root module",
        "module.data",
        "module.data.module.db",
        "module.training",
        "approvals",
    ]


def test_a_failure_says_what_where_why_and_how_to_mend_it():
    finding = tag_finding("aws_instance.a", "Owner", Code.MISSING, "tag `Owner` is <missing>", why="why", fix="fix")
    failure = child_of_only_case(finding)
    assert failure.attrib == {"message": "tag `Owner` is <missing>", "type": "missing"}
    assert failure.text == "deny violation: tag `Owner` is <missing>\nwhy: why\nfix: fix"


def approvals_of(verdict):
    return [suite for suite in tree(verdict) if suite.get("name") == "approvals"]


def test_a_rule_that_waits_for_people_is_red_and_says_whom_it_waits_for():
    (suite,) = approvals_of(partly_given_verdict())
    (case,) = suite
    (failure,) = case
    assert (case.get("classname"), case.get("name")) == ("large-increase", "finops 1/1, payments-owners 0/1")
    assert failure.get("message") == "waits for people: finops 1/1, payments-owners 0/1"
    assert partly_given_verdict().subject.digest in failure.text


@pytest.mark.parametrize("verdict", [given_verdict(), broken_glass_verdict()], ids=["given", "broken glass"])
def test_nothing_is_red_once_the_change_may_merge(verdict):
    assert list(tree(verdict).iter("failure")) == []
