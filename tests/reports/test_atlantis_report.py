"""The report for Atlantis passes and fails by the two rules that Atlantis has, whatever a plan holds."""

import re

import pytest
from hostile_verdicts import verdicts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from verdict_samples import (
    APPROVALS,
    approval_of,
    clean_verdict,
    given_verdict,
    needed_verdict,
    rich_verdict,
    subject_of,
    tag_finding,
    verdict_of,
)

from costguard.model.finding import Code, Level, State
from costguard.model.verdict import Outcome
from costguard.reports.atlantis_report import render
from costguard.reports.options import ReportOptions

SLOW_DRAWS = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=60
)


def text_of(verdict):
    return render(verdict, ReportOptions())


def starts_with_fail(text):
    """The first rule of Atlantis."""
    return text.strip().startswith("FAIL")


def counts_failures(text):
    """The second."""
    return re.search(r"[1-9][0-9]* failure", text) is not None


def is_failed(text):
    return not text.strip() or starts_with_fail(text) or counts_failures(text)


def fail_lines(verdict):
    return [line for line in text_of(verdict).splitlines() if line.startswith("FAIL")]


@SLOW_DRAWS
@given(verdicts(outcomes=st.sampled_from(Outcome)))
def test_a_hostile_output_fails_exactly_where_the_change_may_not_merge(verdict):
    text = text_of(verdict)
    assert is_failed(text) == bool(verdict.outcome.exit_code)
    assert starts_with_fail(text) == bool(verdict.outcome.exit_code)
    assert not counts_failures(text)


@SLOW_DRAWS
@given(verdicts(outcomes=st.sampled_from(Outcome)))
def test_no_text_ends_the_fence_that_atlantis_prints_it_in(verdict):
    assert not re.search("```|~~~", text_of(verdict))


@pytest.mark.parametrize("sample", APPROVALS)
def test_a_sample_fails_while_people_are_waited_for(sample):
    verdict = APPROVALS[sample]()
    assert is_failed(text_of(verdict)) == (verdict.outcome is Outcome.APPROVAL)


@pytest.mark.parametrize("name", ["1 failure", "FAIL - x", 'aws_x.a["20 failures"]', "\nFAIL", "  FAIL"])
@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.ADVISE])
def test_a_resource_cannot_fail_a_change_by_its_name(name, outcome):
    finding = tag_finding("aws_instance.a", "Owner", Code.MISSING, name, level=Level.ADVISE, rule=name)
    verdict = verdict_of(replace(finding, address=name), outcome=outcome, notes=(name,))
    assert not is_failed(text_of(verdict))


def test_every_finding_that_holds_the_change_up_is_a_line_with_amount_and_digest():
    verdict = replace(rich_verdict(), subject=subject_of(rich_verdict()))
    lines = fail_lines(verdict)
    assert len(lines) == 9
    bound = f"[at least +1,234.50 USD a month; {verdict.subject.digest[:19]}]"
    assert [line for line in lines if not line.endswith(bound)] == []


@pytest.mark.parametrize("verdict", [needed_verdict(), given_verdict(), clean_verdict()])
def test_the_whole_digest_stands_there_once(verdict):
    digest = verdict.subject.digest if verdict.subject else verdict.input.digest
    assert text_of(verdict).count(digest) == 1


def test_an_output_changes_with_the_amount_and_with_the_digest():
    dearer = needed_verdict(cost=replace(needed_verdict().cost, monthly_delta=needed_verdict().cost.monthly_delta + 1))
    other = replace(needed_verdict(), subject=subject_of(needed_verdict(), changes="sha256:" + "b2" * 32))
    firsts = {fail_lines(verdict)[0] for verdict in (needed_verdict(), dearer, other)}
    assert len(firsts) == 3


def test_what_people_agreed_to_fails_no_longer_while_another_rule_is_waited_for():
    waived = tag_finding("aws_instance.b", "Owner", Code.MISSING, "m", state=State.WAIVED)
    denied = tag_finding("aws_instance.a", "Owner", Code.MISSING, "m")
    given_all = (approval_of("finops", "ana"), approval_of("payments-owners", "cy"))
    verdict = needed_verdict(*given_all)
    verdict = replace(verdict, outcome=Outcome.DENY, findings=(*verdict.findings, denied, waived))
    assert [line.split(":")[0] for line in fail_lines(verdict)] == ["FAIL - aws_instance.a"]


def test_a_denial_without_a_finding_still_fails():
    assert fail_lines(verdict_of(outcome=Outcome.DENY)) == ["FAIL - DENIED [cost not estimated; sha256:1f1f1f1f1f1f]"]
