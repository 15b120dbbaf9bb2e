"""Brings findings to a verdict: one finding a resource and key, sorted, counted, with who has to agree."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from costguard.engine.cost_note import cost_note
from costguard.engine.cost_rules import CostJudgement, required_by, with_costs
from costguard.engine.judge import Judgement
from costguard.engine.waive import waive
from costguard.model.finding import Finding, Level, State
from costguard.model.verdict import (
    ApproverGroup,
    CostNote,
    Input,
    PolicyNote,
    RequiredApproval,
    Summary,
    Verdict,
    outcome_of,
)
from costguard.policy.policy_set import PolicySet, Rule


def decide(  # noqa: PLR0913  (what a verdict is made of, each its own kind)
    judgement: Judgement,
    policy: PolicySet,
    given: Input,
    *,
    resources: int,
    notes: tuple[str, ...] = (),
    cost: CostJudgement | None = None,
    more: tuple[Finding, ...] = (),
    asked: tuple[RequiredApproval, ...] = (),
) -> Verdict:
    """The verdict on an input of so many resources; `cost` is None where nothing was estimated.

    `more` are findings that no waiver excuses, and `asked` who has to agree to them.
    """
    found = judgement.findings if cost is None else (*with_costs(judgement.findings, cost.bill), *cost.findings)
    waived = waive(found, policy.waivers, policy.today)
    findings = tuple(sorted(one_a_key((*waived, *more)), key=lambda finding: finding.sort_key))
    return Verdict(
        input=given,
        policy=PolicyNote(policy.digest, policy.files),
        outcome=outcome_of(findings),
        summary=_summary(findings, resources, judgement.evaluated),
        findings=findings,
        required=tuple(
            _with_members(required, policy.groups)
            for required in (*_required(waived, policy.rules), *required_by(policy.approvals, waived), *asked)
        ),
        cost=CostNote() if cost is None else cost_note(cost.bill, cost.budgets),
        notes=(*notes, *_of_bill(cost), *_not_judged(policy, cost), *_nothing_judged(resources, judgement.evaluated)),
    )


def one_a_key(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Of several rules that ask for the same tag of a resource, the strictest speaks; what is excused yields."""
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        identity = (finding.plan, finding.address, finding.key, "" if finding.dimension else finding.rule)
        other = kept.get(identity)
        if other is None or _rank(finding) < _rank(other):
            kept[identity] = finding
    return tuple(kept.values())


def _rank(finding: Finding) -> tuple[bool, int, bool, str, str, str]:
    """Told apart to the last word, so that no order of rules or resources changes which one speaks."""
    is_waived, is_undecided = finding.state is State.WAIVED, finding.state is State.UNDECIDED
    return (is_waived, finding.level.rank, is_undecided, finding.rule, finding.code, finding.message)


def _summary(findings: tuple[Finding, ...], resources: int, evaluated: int) -> Summary:
    debt = sum(finding.level is Level.DEBT and finding.state is State.VIOLATION for finding in findings)
    return Summary(
        resources=resources,
        evaluated=evaluated,
        violations=sum(finding.state is State.VIOLATION for finding in findings) - debt,
        undecided=sum(finding.state is State.UNDECIDED for finding in findings),
        waived=sum(finding.state is State.WAIVED for finding in findings),
        debt=debt,
    )


def _required(findings: Iterable[Finding], rules: tuple[Rule, ...]) -> tuple[RequiredApproval, ...]:
    """Who has to agree, by rule. Every rule asks its own people, also where another one speaks for the same key."""
    waiting: dict[str, set[str]] = {}
    for finding in findings:
        if finding.level is Level.APPROVAL and finding.state is not State.WAIVED:
            waiting.setdefault(finding.rule, set()).add(finding.address)
    return tuple(
        RequiredApproval(rule=rule.id, approvers=rule.approvers, addresses=tuple(sorted(waiting[rule.id])))
        for rule in sorted(rules, key=lambda rule: rule.id)
        if rule.id in waiting
    )


def _with_members(required: RequiredApproval, groups: Mapping[str, tuple[str, ...]]) -> RequiredApproval:
    """The same approval, its groups with the people that the policy has in them."""
    named = (ApproverGroup(each.group, each.count, groups.get(each.group, ())) for each in required.approvers)
    return msgspec.structs.replace(required, approvers=tuple(named))


def _of_bill(cost: CostJudgement | None) -> Iterator[str]:
    if cost is not None:
        yield from cost.bill.notes


def _not_judged(policy: PolicySet, cost: CostJudgement | None) -> Iterator[str]:
    if cost is not None:
        return
    for what, named in (("cost thresholds", policy.approvals), ("budgets", policy.budgets)):
        if named:
            names = ", ".join(each.id for each in named)
            yield f"{what} were not judged, because this change has no cost estimate: {names}"


def _nothing_judged(resources: int, evaluated: int) -> Iterator[str]:
    if resources and not evaluated:
        yield "no resource was judged: no rule of the policy speaks of what this plan creates or changes"
