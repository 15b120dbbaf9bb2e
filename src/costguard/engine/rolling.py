"""Sums what the changes of some days raise together, so that one large change cannot pass as many small ones.

The sum is net, of each value of a dimension. What nobody is known to own may be anybody's: it counts for itself, and
as a bound for everybody whose cost the change raises.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from costguard.engine.increases import ALL, NOBODY, Increase, increases_by
from costguard.engine.measure import NO_PRICE, Measure, dollars, known
from costguard.model.approval import PastIncrease
from costguard.model.estimate import Estimate
from costguard.model.money import ZERO, bound_words, to_cents
from costguard.policy.policy_set import ROLLING, ApprovalRule, PolicySet, Threshold
from costguard.policy.projects import speaks_of

_NO_LEDGER: Final = "depends on earlier changes, and no ledger was given (--ledger)"


class Past(msgspec.Struct, frozen=True):
    """The changes before the one at hand, None where no ledger tells them; the project at hand, and what time it is.

    What was verified before for the same request (`change`) and is the same `plan` (a hash of what it changes) is this
    very change, of a job that runs again.
    """

    project: str = ""
    changes: tuple[PastIncrease, ...] | None = None
    now: datetime | None = None
    change: str = ""
    plan: str = ""

    def since(self, days: int, rule: ApprovalRule, policy: PolicySet) -> tuple[PastIncrease, ...]:
        """The changes of the last days that the rule speaks of, each digest once, but not the one at hand.

        A time that lies ahead is a clock that goes wrong, and counts. Without the time of day, all of today does.
        """
        now = self.now or datetime.combine(policy.today, time.min, UTC)
        first = now - timedelta(days=days)
        changes = (each for each in self.changes or () if each.at >= first and speaks_of(rule, each.project))
        return _each_once(each for each in changes if not self._is_at_hand(each))

    def _is_at_hand(self, past: PastIncrease) -> bool:
        is_known = bool(self.change and self.plan)
        return is_known and (past.change, past.project, past.changes) == (self.change, self.project, self.plan)


class _Sum(msgspec.Struct, frozen=True):
    """What the changes of some days raise together, and how many of them did."""

    amount: Decimal = ZERO
    changes: int = 0


def rolling_measures(
    threshold: Threshold, rule: ApprovalRule, bill: Estimate, policy: PolicySet, past: Past
) -> Iterator[Measure]:
    """The sums that a change raises: one a value whose cost it raises, and one of what nobody is known to own.

    Without a ledger, one measure that is open at both ends.
    """
    raised = increases_by(threshold.by, bill, policy, past.project)
    rising = {value: increase for value, increase in sorted(raised.items()) if increase.is_one}
    if past.changes is None:
        yield from _without_ledger(threshold, rising.values())
        return
    days = ROLLING[threshold.kind]
    sums = _sums(threshold.by, past.since(days, rule, policy))
    for value, increase in rising.items():
        if value == NOBODY and threshold.by != ALL:
            yield _of_nobody(threshold, increase, raised, sums)
        else:
            yield _of_somebody(threshold, value, increase, raised, sums)


def _each_once(changes: Iterable[PastIncrease]) -> tuple[PastIncrease, ...]:
    """Of a plan that was verified several times in a row for one request the latest, in whatever order they are told.

    Once another change of its project came between, the same plan was applied anew. No digest is like no other.
    """
    kept: list[PastIncrease] = []
    latest: dict[tuple[str, str], int] = {}
    for each in sorted(changes, key=lambda each: (each.at, msgspec.json.encode(each, order="sorted"))):
        place = latest.get((each.project, each.change))
        if place is not None and each.digest and each.digest == kept[place].digest:
            kept[place] = each
        else:
            latest[each.project, each.change] = len(kept)
            kept.append(each)
    return tuple(kept)


def _sums(by: str, changes: Iterable[PastIncrease]) -> Mapping[str, _Sum]:
    found: dict[str, _Sum] = {}
    for change in changes:
        for value, amount in _by_value(by, change).items():
            before = found.get(value, _Sum())
            found[value] = _Sum(before.amount + amount, before.changes + bool(amount))
    return found


def _by_value(by: str, change: PastIncrease) -> Mapping[str, Decimal]:
    """What a change raised by value; where it tells nothing of the dimension, all of it is of nobody."""
    return change.by[by] if by in change.by else change.by.get(ALL, {})


def _of_somebody(
    threshold: Threshold, value: str, increase: Increase, raised: Mapping[str, Increase], sums: Mapping[str, _Sum]
) -> Measure:
    past = sums.get(value, _Sum())
    total = past.amount + increase.amount
    nobodys, may_rise = (ZERO, False) if threshold.by == ALL else _may_be_theirs(raised, sums)
    is_priced = not (increase.may_rise or may_rise)
    also = f", and {dollars(nobodys)} of which nobody knows the `{threshold.by}`" if nobodys else ""
    bound = bound_words(may_rise=increase.may_rise, may_fall=increase.may_fall)
    whose = f"`{threshold.by}` `{value}`: " if threshold.by != ALL else ""
    return Measure(
        least=known(total, is_known=not increase.may_fall),
        most=known(total + nobodys, is_known=is_priced),
        said=f"{whose}{bound}{_more(total, threshold)}, {_counted(past)}{also}",
        key=_key(threshold, value),
        is_open_by_change=True,
        open_because=NO_PRICE if not nobodys else f"depends on what has no `{threshold.by}`",
        basis=f"{to_cents(past.amount):,.2f} before",
    )


def _may_be_theirs(raised: Mapping[str, Increase], sums: Mapping[str, _Sum]) -> tuple[Decimal, bool]:
    """What nobody is known to own, as far as it raises anything, and whether it may be more."""
    now = raised.get(NOBODY, Increase(ZERO))
    return max(ZERO, sums.get(NOBODY, _Sum()).amount + now.amount), now.may_rise


def _of_nobody(
    threshold: Threshold, increase: Increase, raised: Mapping[str, Increase], sums: Mapping[str, _Sum]
) -> Measure:
    """What nobody is known to own: by itself, and at most on top of what anybody else raised."""
    past = sums.get(NOBODY, _Sum())
    total = past.amount + increase.amount
    others = {value: _total(value, raised, sums) for value in {*raised, *sums} - {NOBODY}}
    most, whose = max(((amount, value) for value, amount in others.items()), default=(ZERO, ""))
    also = f"; it may be of `{whose}`, with {dollars(most)} more" if most > 0 else ""
    bound = bound_words(may_rise=increase.may_rise, may_fall=increase.may_fall)
    return Measure(
        least=known(total, is_known=not increase.may_fall),
        most=known(max(total, ZERO) + max(most, ZERO), is_known=not increase.may_rise),
        said=f"without a known `{threshold.by}`: {bound}{_more(total, threshold)}, {_counted(past)}{also}",
        key=_key(threshold, NOBODY),
        is_open_by_change=True,
        open_because=NO_PRICE if increase.may_rise else f"depends on whose it is, as it has no `{threshold.by}`",
        basis=f"{to_cents(past.amount):,.2f} before",
    )


def _total(value: str, raised: Mapping[str, Increase], sums: Mapping[str, _Sum]) -> Decimal:
    return sums.get(value, _Sum()).amount + raised.get(value, Increase(ZERO)).amount


def _without_ledger(threshold: Threshold, rising: Collection[Increase]) -> Iterator[Measure]:
    """A sum of which only the last part is known: one measure, where this change raises anything."""
    if not rising:
        return
    bound = bound_words(may_rise=any(each.may_rise for each in rising), may_fall=any(each.may_fall for each in rising))
    amount = sum((each.amount for each in rising), ZERO)
    said = f"{bound}{dollars(amount)} more by this change"
    yield Measure(None, None, said, key=threshold.kind.value, open_because=_NO_LEDGER)


def _more(total: Decimal, threshold: Threshold) -> str:
    return f"{dollars(total)} more in {ROLLING[threshold.kind]} days"


def _counted(past: _Sum) -> str:
    return f"by this change and {past.changes} before it" if past.changes else "by this change alone"


def _key(threshold: Threshold, value: str) -> str:
    return f"{threshold.kind.value} {value}".rstrip()
