"""The cases that a policy ships: exactly these findings, no more and no fewer."""

from datetime import timedelta

import pytest
from engine_samples import COST_CENTER, LATER, TODAY, dimension, policy, resource, rule, tags

from costguard.engine.cases import run_cases
from costguard.model.condition import Operator
from costguard.model.finding import Code, State
from costguard.policy.policy_set import Case, Expectation, Waiver

STAGE = rule("stage", tags=(dimension(),))
PAYER = rule("payer", tags=(dimension(COST_CENTER, Operator.LIKE, ("CC-*",)),))


def run(subject, *expect, rule="", rules=(STAGE, PAYER), **fields):
    case = Case(name="a case", resource=subject, expect=expect, rule=rule)
    (result,) = run_cases(policy(*rules, cases=(case,), **fields))
    return result


def missing(key="", **fields):
    return Expectation(code=Code.MISSING, key=key, **fields)


def test_a_case_passes_when_the_findings_are_exactly_those_expected():
    assert run(resource(), missing("Environment"), missing("CostCenter")).passed
    assert run(resource(tags=tags(Environment="prod", CostCenter="CC-1"))).passed


def test_a_finding_that_nobody_expected_fails_it():
    result = run(resource(), missing("Environment"))
    assert not result.passed
    assert result.unmet == ()
    assert [each.key for each in result.unexpected] == ["CostCenter"]


def test_an_expectation_that_is_not_met_fails_it():
    expected = Expectation(code=Code.EMPTY, key="Environment")
    result = run(resource(), expected, rule="stage")
    assert (result.unmet, [each.code for each in result.unexpected]) == ((expected,), [Code.MISSING])


def test_one_finding_meets_one_expectation():
    result = run(resource(), missing("Environment"), missing("Environment"), rule="stage")
    assert result.unmet == (missing("Environment"),)


@pytest.mark.parametrize(
    ("expected", "is_met"),
    [
        (missing(), True),
        (missing("environment"), True),
        (missing(rule="stage"), True),
        (missing(rule="payer"), False),
        (missing(state=State.UNDECIDED), False),
    ],
)
def test_an_expectation_may_name_the_dimension_the_rule_and_the_state(expected, is_met):
    assert run(resource(), expected, rule="stage").passed is is_met


def test_the_undecided_can_be_expected():
    expected = Expectation(code=Code.UNKNOWN, key="Environment", state=State.UNDECIDED)
    assert run(resource(tags=tags(LATER)), expected, rule="stage").passed


def test_a_waiver_of_the_policy_counts_and_an_expired_one_is_no_finding_of_the_case():
    waiver = Waiver(rule="stage", resources=("*",), reason="r", ticket="T", approved_by="a", expires=TODAY)
    expired = Waiver(
        rule="stage", resources=("*",), reason="r", ticket="U", approved_by="a", expires=TODAY - timedelta(days=1)
    )
    result = run(resource(), missing(state=State.WAIVED), rule="stage", waivers=(expired, waiver))
    assert result.passed


def test_a_case_of_a_rule_for_audits_asks_what_it_finds():
    assert run(resource(), missing(), rule="audited", rules=(rule("audited", plan=None, tags=(dimension(),)),)).passed


def test_cases_run_in_the_policys_order():
    cases = tuple(Case(name=name, resource=resource(), expect=()) for name in ("b", "a"))
    assert [each.case.name for each in run_cases(policy(cases=cases))] == ["b", "a"]
