"""Measures a change's bill for a threshold, as bounds where prices are missing."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, assert_never

import msgspec

from costguard.engine.budgets import BudgetState
from costguard.model.estimate import CostChange, CostLine, Estimate
from costguard.model.money import ZERO, bound_words, to_cents
from costguard.model.truth import Truth
from costguard.policy.policy_set import Threshold, ThresholdKind

_INFINITE: Final = Decimal("Infinity")


class Measure(msgspec.Struct, frozen=True):
    """A measured amount: at least `least` and at most `most`, each None where missing prices leave it open.

    `said` is the measure in words. A measure of one resource has its address.
    """

    least: Decimal | None
    most: Decimal | None
    said: str
    address: str = ""
    type: str = ""
    key: str = ""
    plan: int = 0

    def is_above(self, limit: Decimal) -> Truth:
        """Whether it is above a limit, as far as the bounds tell."""
        if self.least is not None and self.least > limit:
            return Truth.HOLDS
        if self.most is not None and self.most <= limit:
            return Truth.FAILS
        return Truth.UNDECIDED


def measures(threshold: Threshold, bill: Estimate, states: tuple[BudgetState, ...]) -> Iterator[Measure]:
    """What a threshold measures of a bill: one measure, but for `budget_overrun` one of each budget.

    For `unpriced`, each resource that has no price says how many there are, once they are more than the limit.
    """
    match threshold.kind:
        case ThresholdKind.MONTHLY_INCREASE:
            yield _increase(bill)
        case ThresholdKind.INCREASE_PERCENT:
            yield from _percent(bill, threshold.floor or ZERO)
        case ThresholdKind.MONTHLY_TOTAL:
            total = bill.monthly_after
            is_all = all(change.after is None or change.after.is_complete for change in bill.changes)
            yield Measure(total, _if(is_all, total), f"the total is {bound_words(may_rise=not is_all)}{dollars(total)}")
        case ThresholdKind.UNPRICED:
            yield from _unpriced(bill, threshold.above)
        case ThresholdKind.BUDGET_OVERRUN:
            for state in states:
                over = state.projected - state.budget.monthly
                said = f"budget {state.budget.id}: {state.said}"
                least, most = _if(not state.may_fall, over), _if(not state.may_rise, over)
                yield Measure(least, most, said, key=f"budget_overrun {state.budget.id}")
        case _:
            assert_never(threshold.kind)


def dollars(amount: Decimal) -> str:
    """An amount a reader compares: `1,234.50 USD a month`."""
    return f"{to_cents(amount):,.2f} USD a month"


def _increase(bill: Estimate) -> Measure:
    delta = bill.monthly_delta
    said = f"{bound_words(may_rise=bill.may_rise, may_fall=bill.may_fall)}{dollars(delta)} more"
    return Measure(_if(not bill.may_fall, delta), _if(not bill.may_rise, delta), said)


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
    yield Measure(_if(is_at_least and delta >= floor, percent), _if(not bill.may_rise, percent), said)


def _percent_of_nothing(bill: Estimate, floor: Decimal, *, is_before_known: bool) -> Measure:
    delta = bill.monthly_delta
    if not is_before_known:
        return Measure(None, None, f"{dollars(delta)} more than a cost that is not known")
    said = f"{bound_words(may_rise=bill.may_rise, may_fall=False)}{dollars(delta)} more than nothing"
    return Measure(_if(delta > 0 and delta >= floor, _INFINITE), None, said)


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
        return "costguard does not know what this type costs"
    more = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"`{first.name}` has no price: {first.unpriced}{more}"


def _if(is_so: bool, amount: Decimal) -> Decimal | None:
    return amount if is_so else None
