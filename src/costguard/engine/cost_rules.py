"""Judges what a change costs: thresholds that ask for people, and budgets.

A total that lacks prices is a bound. A threshold that the bound does not settle is undecided, never passed in silence.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, assert_never

import msgspec

from costguard.engine.budgets import BudgetState, budget_states
from costguard.engine.measure import Measure, dollars
from costguard.engine.measures import Measured, measures
from costguard.engine.rolling import Past
from costguard.model.approval import PastIncrease
from costguard.model.estimate import Estimate
from costguard.model.finding import SECRET_COSTS, Code, Finding, Level, State
from costguard.model.spend import Spend
from costguard.model.truth import Truth
from costguard.model.verdict import RequiredApproval
from costguard.policy.policy_set import ApprovalRule, PolicySet, Threshold, ThresholdKind
from costguard.policy.projects import speaks_of

WHOLE_PLAN: Final = "(whole plan)"
"""Stands for an address where a finding is of the change as a whole."""


_FIXES: Final = {
    ThresholdKind.UNPRICED: "Have somebody approve it who has looked up what it costs, or give its price (--overrides)."
}


class CostJudgement(msgspec.Struct, frozen=True):
    """What the cost rules say of a change, before waivers; its bill, for what other rules found; and the budgets."""

    findings: tuple[Finding, ...]
    bill: Estimate
    budgets: tuple[BudgetState, ...] = ()


def judge_cost(  # noqa: PLR0913  (what costs are judged by, each its own)
    bill: Estimate,
    policy: PolicySet,
    spend: Spend | None = None,
    *,
    project: str = "",
    past: tuple[PastIncrease, ...] | None = None,
    now: datetime | None = None,
    change: str = "",
    plan: str = "",
) -> CostJudgement:
    """Judge a change's bill by the policy's budgets and by the approvals that speak of the project.

    `past` are the changes before this one, which it does not hold, None where no ledger tells them; `now` is the end of
    the days that thresholds look back over (a time with its zone), left out the day that the policy was read for;
    `change` the request that it belongs to, and `plan` the hash of what it changes.
    """
    states = budget_states(bill, policy, spend, project=project)
    measured = Measured(bill, policy, states, Past(project, past, now, change, plan))
    asking = tuple(rule for rule in policy.approvals if speaks_of(rule, project))
    findings = [
        finding
        for rule in asking
        for threshold in rule.thresholds
        for measure in measures(threshold, rule, measured)
        if (finding := _finding(rule, threshold, measure)) is not None
    ]
    warnings = (warning for state in states if (warning := _warning(state)) is not None)
    secrets = _secret_costs(bill) if asking else ()
    return CostJudgement((*findings, *secrets, *warnings), bill, states)


def with_costs(findings: Iterable[Finding], bill: Estimate) -> Iterator[Finding]:
    """The findings, each with what is known of its resource's monthly cost."""
    costs = {(change.plan, change.address): change.after.monthly_cost for change in bill.changes if change.after}
    for finding in findings:
        cost = costs.get((finding.plan, finding.address.partition("#")[0]))
        yield finding if cost is None else msgspec.structs.replace(finding, monthly_cost=cost)


def required_by(rules: Iterable[ApprovalRule], findings: Iterable[Finding]) -> Iterator[RequiredApproval]:
    """Who has to agree, by approval: to what is not waived, be it certain or left open by the change."""
    waiting: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.level is Level.APPROVAL and finding.state is not State.WAIVED:
            waiting.setdefault(finding.rule, []).append(finding)
    for rule in rules:
        if rule.id in waiting:
            crossed = waiting[rule.id]
            addresses = sorted({finding.address for finding in crossed} - {WHOLE_PLAN})
            reason = "; ".join(dict.fromkeys(finding.message for finding in crossed if finding.address == WHOLE_PLAN))
            yield RequiredApproval(rule.id, rule.require, tuple(addresses), reason)


def _finding(rule: ApprovalRule, threshold: Threshold, measure: Measure) -> Finding | None:
    match measure.is_above(threshold.above):
        case Truth.FAILS:
            return None
        case Truth.HOLDS:
            state, level = State.VIOLATION, Level.APPROVAL
            message = f"{measure.said}, above {_limit(threshold)}"
        case Truth.UNDECIDED:
            state, level = State.UNDECIDED, rule.on_unknown if measure.is_open_by_change else Level.ADVISE
            message = f"{measure.said}: whether that is above {_limit(threshold)} {measure.open_because}"
        case unreachable:
            assert_never(unreachable)
    return Finding(
        rule=rule.id,
        address=measure.address or WHOLE_PLAN,
        type=measure.type,
        code=Code.UNPRICED if threshold.kind is ThresholdKind.UNPRICED else Code.COST,
        state=state,
        level=level,
        message=message,
        key=measure.key or threshold.kind.value,
        value=measure.basis or None,
        title=rule.title,
        fix=_FIXES.get(threshold.kind, "Have it approved, or make the change cost less."),
        plan=measure.plan,
    )


def _secret_costs(bill: Estimate) -> Iterator[Finding]:
    """What nobody can approve: of a sensitive value no approval could tell a small machine from a large one."""
    for change, line in bill.unpriced():
        if line is not None and line.is_secret:
            yield Finding(
                rule=SECRET_COSTS,
                address=change.address,
                type=change.type,
                cloud=change.cloud,
                code=Code.UNPRICED,
                state=State.VIOLATION,
                level=Level.DENY,
                message=f"`{line.name}` has no price: {line.unpriced}; nobody can approve what nobody may see",
                key=line.name,
                title="What sets a price is no secret",
                fix="Do not mark it as sensitive: `nonsensitive(…)`, or a variable that is not.",
                plan=change.plan,
            )


def _limit(threshold: Threshold) -> str:
    match threshold.kind:
        case ThresholdKind.INCREASE_PERCENT:
            return f"the limit of {threshold.above.normalize():f} %"
        case ThresholdKind.UNPRICED:
            return f"the limit of {threshold.above.normalize():f}"
        case _:
            return f"the limit of {dollars(threshold.above)}"


def _warning(state: BudgetState) -> Finding | None:
    """The budget's owner hears from the highest share that the projected spend reaches."""
    reached = [share for share in state.budget.warn_percent if state.share_percent >= share]
    if not reached:
        return None
    share = max(reached)
    owner = f"; tell {state.budget.owner}" if state.budget.owner else ""
    return Finding(
        rule=state.budget.id,
        address=WHOLE_PLAN,
        code=Code.COST,
        state=State.VIOLATION,
        level=Level.ADVISE,
        message=f"{state.said}, {share.normalize():f} % of the budget or more{owner}",
        key="budget",
        title=f"Budget {state.budget.id}: {dollars(state.budget.monthly)}",
        location=state.budget.location,
    )
