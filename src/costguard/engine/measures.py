"""Measures a change's bill for a threshold, as bounds where prices are missing."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, assert_never

import msgspec

from costguard.engine.budgets import BudgetState
from costguard.engine.cost_note import UNKNOWN_TYPE
from costguard.engine.measure import Measure, dollars, known
from costguard.engine.rolling import Past, rolling_measures
from costguard.model.estimate import CostChange, CostLine, Estimate
from costguard.model.money import ZERO, bound_words
from costguard.policy.policy_set import ApprovalRule, PolicySet, Threshold, ThresholdKind

_INFINITE: Final = Decimal("Infinity")


class Measured(msgspec.Struct, frozen=True):
    """All that thresholds measure: a change's bill, where it leaves the policy's budgets, and what came before it."""

    bill: Estimate
    policy: PolicySet
    states: tuple[BudgetState, ...]
    past: Past


def measures(threshold: Threshold, rule: ApprovalRule, measured: Measured) -> Iterator[Measure]:
    """What a rule's threshold measures: one measure, but of each budget or each value one where it is of several.

    For `unpriced`, each resource that has no price says how many there are, once they are more than the limit.
    """
    bill = measured.bill
    match threshold.kind:
        case ThresholdKind.MONTHLY_INCREASE:
            yield _increase(bill)
        case ThresholdKind.INCREASE_PERCENT:
            yield from _percent(bill, threshold.floor or ZERO)
        case ThresholdKind.MONTHLY_TOTAL:
            yield _total(bill)
        case ThresholdKind.UNPRICED:
            yield from _unpriced(bill, threshold.above)
        case ThresholdKind.BUDGET_OVERRUN:
            yield from map(_overrun, measured.states)
        case ThresholdKind.INCREASE_OVER_7_DAYS | ThresholdKind.INCREASE_OVER_30_DAYS:
            yield from rolling_measures(threshold, rule, bill, measured.policy, measured.past)
        case _:
            assert_never(threshold.kind)


def _total(bill: Estimate) -> Measure:
    total = bill.monthly_after
    is_all = all(change.after is None or change.after.is_complete for change in bill.changes)
    said = f"a total of {bound_words(may_rise=not is_all)}{dollars(total)}"
    return Measure(total, known(total, is_known=is_all), said, is_open_by_change=bill.may_rise)


def _overrun(state: BudgetState) -> Measure:
    over = state.projected - state.budget.monthly
    return Measure(
        least=known(over, is_known=not state.may_fall),
        most=known(over, is_known=not state.may_rise),
        said=f"budget {state.budget.id}: {state.said}",
        key=f"budget_overrun {state.budget.id}",
        is_open_by_change=state.is_open_by_change,
    )


def _increase(bill: Estimate) -> Measure:
    delta = bill.monthly_delta
    said = f"{bound_words(may_rise=bill.may_rise, may_fall=bill.may_fall)}{dollars(delta)} more"
    least, most = known(delta, is_known=not bill.may_fall), known(delta, is_known=not bill.may_rise)
    return Measure(least, most, said, is_open_by_change=_is_open(bill))


def _percent(bill: Estimate, floor: Decimal) -> Iterator[Measure]:
    """The increase in percent of today's cost, from an increase of `floor` on. From nothing, any increase is above."""
    delta, before = bill.monthly_delta, bill.monthly_before
    is_before_known = all(change.before is None or change.before.is_complete for change in bill.changes)
    if not bill.may_rise and (delta <= 0 or delta < floor):
        return
    if not before:
        yield _percent_of_nothing(bill, floor, is_before_known=is_before_known)
        return
    percent = delta / before * 100
    is_at_least = is_before_known and not bill.may_fall
    bound = bound_words(may_rise=bill.may_rise, may_fall=not is_at_least)
    said = f"{bound}{percent:,.1f} % more ({dollars(delta)})"
    # More that was there already without a price only makes the share of the same increase smaller.
    least = known(percent, is_known=is_at_least and delta >= floor)
    yield Measure(least, known(percent, is_known=not bill.may_rise), said, is_open_by_change=_is_open(bill))


def _percent_of_nothing(bill: Estimate, floor: Decimal, *, is_before_known: bool) -> Measure:
    delta = bill.monthly_delta
    if not is_before_known:
        said = f"{dollars(delta)} more than a cost that is not known"
        return Measure(None, None, said, is_open_by_change=_is_open(bill))
    said = f"{bound_words(may_rise=bill.may_rise, may_fall=False)}{dollars(delta)} more than nothing"
    least = known(_INFINITE, is_known=delta > 0 and delta >= floor)
    return Measure(least, None, said, is_open_by_change=_is_open(bill))


def _is_open(bill: Estimate) -> bool:
    """Whether the change brings, or takes away, what has no price: that something goes excuses nothing that comes."""
    return bill.may_rise or bill.may_fall


def _unpriced(bill: Estimate, limit: Decimal) -> Iterator[Measure]:
    found: dict[tuple[int, str], tuple[CostChange, list[CostLine | None]]] = {}
    for change, line in bill.unpriced():
        found.setdefault((change.plan, change.address), (change, []))[1].append(line)
    if len(found) <= limit:
        return
    for change, lines in found.values():
        said = f"{_why(lines)} ({len(found)} without a price)"
        yield Measure(Decimal(len(found)), None, said, change.address, change.type, plan=change.plan)


def _why(lines: list[CostLine | None]) -> str:
    first = lines[0]
    if first is None:
        return UNKNOWN_TYPE
    more = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"`{first.name}` has no price: {first.unpriced}{more}"
