"""Outcomes and errors: what a shell sees."""

import pytest

from costguard.model.change import Action
from costguard.model.errors import BadInput, BadPolicy, BadUsage, CostguardError, Problem
from costguard.model.finding import Code, Finding, Level, State
from costguard.model.location import Location
from costguard.model.verdict import CostNote, Outcome, outcome_of


def finding(level, state=State.VIOLATION):
    return Finding(rule="r", address="a", code=Code.MISSING, state=state, level=level, message="m")


@pytest.mark.parametrize(
    ("outcome", "code"), [(Outcome.PASS, 0), (Outcome.ADVISE, 0), (Outcome.DENY, 1), (Outcome.APPROVAL, 3)]
)
def test_an_outcome_has_its_exit_code_and_none_is_that_of_bad_input(outcome, code):
    assert outcome.exit_code == code


@pytest.mark.parametrize(
    ("findings", "outcome"),
    [
        ((), Outcome.PASS),
        ((finding(Level.DEBT),), Outcome.PASS),
        ((finding(Level.DENY, State.WAIVED),), Outcome.PASS),
        ((finding(Level.ADVISE, State.UNDECIDED),), Outcome.ADVISE),
        ((finding(Level.ADVISE), finding(Level.APPROVAL)), Outcome.APPROVAL),
        ((finding(Level.APPROVAL), finding(Level.DENY)), Outcome.DENY),
        ((finding(Level.DENY, State.UNDECIDED),), Outcome.DENY),
    ],
)
def test_the_outcome_is_the_strictest_level_of_what_is_neither_waived_nor_debt(findings, outcome):
    assert outcome_of(findings) is outcome
    assert outcome_of(tuple(reversed(findings))) is outcome


def test_a_cost_that_was_not_estimated_is_not_zero():
    assert (CostNote().monthly_delta, CostNote().complete) == (None, False)


@pytest.mark.parametrize("action", list(Action))
def test_what_a_change_answers_for_is_there_afterwards(action):
    assert action.leaves_a_resource or not action.leaves_a_changed_resource


def test_every_error_of_ours_has_one_root():
    assert all(issubclass(each, CostguardError) for each in (BadInput, BadPolicy, BadUsage))


def test_a_bad_policy_holds_every_problem_with_its_place():
    problems = (
        Problem(location=Location(file="a.yaml", line=1, column=2), message="one"),
        Problem(location=Location(file="b.yaml", line=3), message="two"),
    )
    error = BadPolicy(problems)
    assert error.problems == problems
    assert str(error) == "a.yaml:1:2: one\nb.yaml:3: two"
