"""The words and numbers that all bills share, so that a person who reads two of them reads the same thing twice."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, assert_never

from costguard.model.change import Action
from costguard.model.estimate import Confidence, CostChange, CostLine, Estimate, ResourceCost, Status
from costguard.model.money import ZERO, bound_words, to_cents
from costguard.reports.options import Display
from costguard.reports.wording import count

_UNCHANGED: Final = (Action.NO_OP, Action.FORGET, Action.READ, Action.EXISTING)
_HALF_A_CENT: Final = Decimal("0.005")
_SMALLEST: Final = Decimal("0.000001")
_SIGNS: Final = {Action.CREATE: "+", Action.DELETE: "-", Action.UPDATE: "~", Action.REPLACE: "±"}


def changed(bill: Estimate) -> list[CostChange]:
    """The resources with a bill that the change touches, the largest difference first."""
    touched = [change for change in bill.changes if change.action not in _UNCHANGED and has_bill(change)]
    return sorted(touched, key=lambda change: (-abs(change.monthly_delta), change.address, change.plan))


def unchanged(bill: Estimate) -> list[CostChange]:
    """The resources with a bill that the change leaves alone, the dearest first."""
    left = [change for change in bill.changes if change.action in _UNCHANGED and has_bill(change)]
    return sorted(left, key=lambda change: (-change.monthly_after, change.address, change.plan))


def has_bill(change: CostChange) -> bool:
    """Whether there is a line to show: a free resource has none, nor has one that nobody prices."""
    return any(side is not None and side.lines for side in (change.before, change.after))


def by_status(bill: Estimate, status: Status) -> list[CostChange]:
    """The resources that are free, or that nobody prices, in the plan's order."""
    return [change for change in bill.changes if (side := change.after or change.before) and side.status is status]


def types_of(changes: Iterable[CostChange]) -> list[tuple[str, int]]:
    """How many there are of each resource type, the most frequent first."""
    counts = Counter(change.type for change in changes)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def shown_side(change: CostChange) -> ResourceCost:
    """The bill that a reader is shown in full: what will be there, or what goes."""
    side = change.after or change.before
    assert side is not None  # noqa: S101  (a change has a side)
    return side


def sign(change: CostChange) -> str:
    """One character for what happens to a resource, as Terraform shows it."""
    return _SIGNS.get(change.action, " ")


def amount(value: Decimal, display: Display, *, signed: bool = False) -> str:
    """An amount of money in the reader's currency, to the cent; less than half a cent shows what there is of it."""
    converted = value * display.rate
    plus = "+" if signed else ""
    if not converted:
        return format(ZERO, f"{plus}.2f")  # a zero has no minus
    if abs(converted) < _SMALLEST:
        return f"{'-' if converted < 0 else plus}{_SMALLEST}"  # it is not nothing
    if abs(converted) <= _HALF_A_CENT:
        return format(converted, f"{plus}.6f").rstrip("0")
    return format(to_cents(converted), f"{plus},.2f")


def change_text(change: CostChange, display: Display) -> str:
    """The difference that a change makes to one resource; "?" marks one that is not all known."""
    if all(line.awaits_usage for side in (change.before, change.after) if side is not None for line in side.lines):
        return "by usage"
    return _known_part(change.monthly_delta, display, is_all=not (change.may_rise or change.may_fall), signed=True)


def side_text(cost: ResourceCost | None, display: Display) -> str:
    """What a resource costs at one moment; "?" marks a sum that is not all known, "not known" one of nothing known."""
    return amount(ZERO, display) if cost is None else _known_part(cost.monthly_cost, display, is_all=cost.is_complete)


def _known_part(value: Decimal, display: Display, *, is_all: bool, signed: bool = False) -> str:
    if is_all:
        return amount(value, display, signed=signed)
    return f"{amount(value, display, signed=signed)} ?" if value else "not known"


def cost_text(line: CostLine, display: Display) -> str:
    """What a line costs a month, or the word for why that is not a number."""
    if line.lacks_price:
        return "not priced"
    cost = line.monthly_cost
    return "by usage" if cost is None else amount(cost, display)


def quantity_text(quantity: Decimal | None) -> str:
    """A quantity as people read it: grouped, and no more digits than it has, up to four."""
    if quantity is None:
        return ""
    rounded = round(quantity, 4).normalize()
    return f"{rounded:,f}"


def total_text(value: Decimal, display: Display, *, is_least: bool, signed: bool = False) -> str:
    """A total with its currency; "at least" where something in it has no price, "not known" where nothing has."""
    if is_least and not value:
        return "not known"
    return f"{'at least ' if is_least else ''}{amount(value, display, signed=signed)} {display.currency}"


def delta_text(bill: Estimate, display: Display) -> str:
    """The difference that the change makes, with its share of what is paid today where all of that is known."""
    if not bill.monthly_delta and (bill.may_rise or bill.may_fall):
        return "not known"
    if bill.may_rise and bill.monthly_delta < 0:
        return f"{amount(bill.monthly_delta, display, signed=True)} {display.currency} a month, plus what has no price"
    bound = bound_words(may_rise=bill.may_rise, may_fall=bill.may_fall)
    percent = bill.increase_percent
    share = "" if percent is None or not is_before_complete(bill) else f" ({percent:+,.1f} %)"
    return f"{bound}{amount(bill.monthly_delta, display, signed=True)} {display.currency} a month{share}"


def is_before_complete(bill: Estimate) -> bool:
    """Whether everything that is there today has a price."""
    return all(change.before is None or change.before.is_complete for change in bill.changes)


def is_after_complete(bill: Estimate) -> bool:
    """Whether everything that will be there has a price."""
    return all(change.after is None or change.after.is_complete for change in bill.changes)


def prices_text(bill: Estimate, display: Display) -> str:
    """How old the prices are and how sure, and by what the currency was converted."""
    if not bill.book.oldest:
        return ""
    oldest, newest = bill.book.oldest[:7], bill.book.newest[:7]
    age = oldest if oldest == newest else f"{oldest} to {newest}"
    sure = ", ".join(f"{number:,} {_words(name)}" for name, number in _confidences(bill).items())
    currency = f"; 1 USD = {display.rate.normalize():f} {display.currency}" if display.rate != 1 else ""
    source = f" ({display.source})" if display.source else ""
    return f"list prices of {age}; {sure}{currency}{source}"


def _confidences(bill: Estimate) -> Counter[Confidence]:
    return Counter(line.price.confidence for line in lines_after(bill) if line.price is not None)


def lines_after(bill: Estimate) -> Iterator[CostLine]:
    """Every line of what the bill shows."""
    return (line for change in bill.changes for line in shown_side(change).lines)


def _words(confidence: Confidence) -> str:
    match confidence:
        case Confidence.EXACT:
            return "as published"
        case Confidence.REGIONAL_FACTOR:
            return "by a regional factor"
        case Confidence.OTHER_REGION:
            return "of another region"
        case Confidence.NEGOTIATED:
            return "negotiated"
        case _:
            assert_never(confidence)


def not_priced(bill: Estimate) -> list[tuple[CostChange, CostLine]]:
    """The lines that have no price, of what the change creates or alters."""
    return [(change, line) for change, line in bill.unpriced() if line is not None]


def awaiting_usage(bill: Estimate) -> int:
    """How many resources of the change have lines that wait for usage."""
    return sum(any(line.awaits_usage for line in shown_side(change).lines) for change in changed(bill))


def free_text(bill: Estimate) -> str:
    """How many resources are free of charge."""
    free = by_status(bill, Status.FREE)
    return f"{count(len(free), 'resource')} of {count(len(types_of(free)), 'type')}" if free else ""


def part_name(line: CostLine) -> str:
    """A line's name with the part that it is for."""
    return f"{line.part}: {line.name}" if line.part else line.name


def known(value: Decimal | None) -> Decimal:
    """An amount for sorting and bars, where what is not known weighs nothing."""
    return ZERO if value is None else value
