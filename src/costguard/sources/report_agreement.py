"""Whether a report agrees with itself: its digest with its subject, its subject with what it lists, and so on.

A report that is changed throughout passes; who applies a plan judges it anew. What fails is a report that shows one
thing and asks people to approve another.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.approval import Subject
from costguard.model.finding import Finding, finding_mark, marks_of
from costguard.model.money import to_cents
from costguard.model.verdict import Outcome, Verdict, outcome_of
from costguard.sources import report_shape as shape

SHORTENED: Final = 4_000
"""Characters at which the JSON report shortens a message: a finding's mark cannot be told from a longer one."""


def disagreement(report: shape.ReportShape, verdict: Verdict) -> str:
    """The first thing that the report says in two ways; empty where it says everything alike."""
    return next((said for said in _disagreements(report, verdict) if said), "")


def _disagreements(report: shape.ReportShape, verdict: Verdict) -> Iterator[str]:
    subject = verdict.subject
    digest = "" if subject is None else subject.digest
    if report.approvals.digest != digest:
        yield f"its digest is {report.approvals.digest or 'empty'}, and that of its subject is {digest or 'empty'}"
    if subject is not None:
        yield from _of_subject(subject, verdict)
    yield from _of_approvals(report.approvals, verdict)
    yield _of_outcome(verdict)
    for told, change in zip(report.cost.changes, verdict.cost.top, strict=True):
        if change.monthly_delta != Decimal(told.monthly_delta):
            yield "the change of a resource's cost is not what it costs after less what it costs before"


def _of_subject(subject: Subject, verdict: Verdict) -> Iterator[str]:
    cost = verdict.cost
    if subject.policy != verdict.policy.digest:
        yield "its subject is of another policy than the one that judged"
    shown = None if cost.monthly_delta is None else to_cents(cost.monthly_delta)
    if subject.monthly_delta not in (shown, cost.monthly_delta) or subject.currency != cost.currency:
        yield "the increase of its subject is not the one that it shows"
    if subject.unpriced != tuple(sorted({item.mark for item in cost.unpriced_items})):
        yield "what has no price in its subject is not what it shows"
    if not _are_marked(subject.findings, verdict.findings):
        yield "the findings of its subject are not the ones that it shows"


def _are_marked(marks: tuple[str, ...], findings: tuple[Finding, ...]) -> bool:
    """Whether the marks are those of the findings; of a shortened message the mark is whatever is left over."""
    cut = tuple(finding for finding in findings if len(finding.message) >= SHORTENED)
    if not cut:
        return marks == marks_of(findings)
    hidden = {finding_mark(finding) for finding in cut}
    sure = set(marks_of(findings)) - hidden
    left = set(marks) - sure
    return sure <= set(marks) and len(left) <= len(hidden)


def _of_approvals(approvals: shape.ApprovalsShape, verdict: Verdict) -> Iterator[str]:
    if sum(len(each.given) for each in verdict.required) != len(approvals.given):
        yield "the approvals that it lists are not as many as it counts"
    for told, required in zip(approvals.required, verdict.required, strict=True):
        groups = {each.group for each in required.approvers}
        if any(given.rule != told.rule or given.group not in groups for given in required.given):
            yield "an approval that it lists is for nobody who has to agree"
        if any(required.given_by(each.group) != each.have for each in told.approvers) or required.is_met != told.met:
            yield "it counts approvals that it does not list"


def _of_outcome(verdict: Verdict) -> str:
    """Nothing is milder than its findings, but for what people agreed to, or let pass in an emergency."""
    mildest = outcome_of(verdict.findings)
    is_agreed = bool(verdict.required) and all(each.is_met for each in verdict.required)
    if verdict.broken_glass is not None or (mildest is Outcome.APPROVAL and is_agreed):
        mildest = Outcome.PASS
    if verdict.outcome.rank >= mildest.rank:
        return ""
    return f"its outcome is {verdict.outcome}, and its findings ask for {mildest}"
