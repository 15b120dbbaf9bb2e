"""Works out what a change costs: every resource before and after, by its service's cost functions and the book."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import msgspec

from costguard.model.billable import Billable, BillableChange
from costguard.model.change import Action
from costguard.model.estimate import BookNote, CostChange, CostLine, Estimate, ResourceCost, Status
from costguard.pricing.book.book import Book
from costguard.pricing.free import is_free
from costguard.pricing.lines import Line
from costguard.pricing.models import CostFunction, model_of
from costguard.pricing.not_known import NotKnown
from costguard.pricing.priced import priced, unpriced
from costguard.pricing.subject import Subject, UsageOf
from costguard.pricing.unknown_machines import Allowed, with_dearest_machine
from costguard.pricing.usage_values import UsageValues


def no_usage(_resource: Billable) -> UsageValues:
    """The usage of resources that no usage file speaks of."""
    return UsageValues()


def estimate(
    changes: Iterable[BillableChange], book: Book, usage_of: UsageOf = no_usage, allowed: Allowed | None = None
) -> Estimate:
    """The bill of some changes. The same changes, book and usage always give the same bill.

    With `allowed`, a machine that is not known yet is taken for the dearest that it lets pass.
    """

    def cost(resource: Billable) -> ResourceCost:
        found = cost_of(resource, book, usage_of)
        if allowed is None or found.is_complete:
            return found
        return with_dearest_machine(resource, allowed, lambda each: cost_of(each, book, usage_of)) or found

    costs = tuple(_change(change, cost) for change in changes)
    return Estimate(changes=costs, book=_book_note(costs, book))


def cost_of(resource: Billable, book: Book, usage_of: UsageOf = no_usage) -> ResourceCost:
    """The bill of one resource: its lines, or that it is free, or that no module prices its type."""
    functions = model_of(resource.type)
    if functions is None:
        status = Status.FREE if is_free(resource.type) else Status.UNSUPPORTED
        return ResourceCost(resource.address, resource.type, resource.cloud, status, tags=resource.tags)
    subject = Subject(resource, usage_of, book.day)
    region, why_not = _region(subject)
    lines: list[CostLine] = []
    for line in chain.from_iterable(_lines_of(function, subject) for function in functions):
        if isinstance(line, CostLine):
            lines.append(line)
        elif not region and not all(rate.region for rate in line.rates):
            lines.append(unpriced(line, why_not))
        else:
            lines += priced(line, resource.cloud, region, book.find)
    return ResourceCost(
        resource.address, resource.type, resource.cloud, Status.PRICED, region, tuple(lines), tags=resource.tags
    )


def _region(subject: Subject) -> tuple[str, str]:
    """The region, or "" and why it is not known."""
    try:
        return subject.region, ""
    except NotKnown as unknown:
        return "", str(unknown)


def _lines_of(function: CostFunction, subject: Subject) -> Iterator[Line | CostLine]:
    """The lines of one cost function. Where it needs what is not known, one line says so instead of the rest."""
    try:
        yield from function(subject)
    except NotKnown as unknown:
        yield CostLine(name=_title(function), unit="", unpriced=str(unknown))


def _title(function: CostFunction) -> str:
    """What a cost function is for, by its name: `root_volume` is "Root volume"."""
    return getattr(function, "__name__", "cost").strip("_").replace("_", " ").capitalize()


def _change(change: BillableChange, cost: Callable[[Billable], ResourceCost]) -> CostChange:
    after = None if change.after is None else cost(change.after)
    is_same = change.action is Action.NO_OP and after is not None
    before = after if is_same else None if change.before is None else cost(change.before)
    return CostChange(change.address, change.type, change.cloud, change.action, before, after, change.plan)


def _book_note(changes: tuple[CostChange, ...], book: Book) -> BookNote:
    dates = [
        line.price.as_of
        for change in changes
        for side in (change.before, change.after)
        if side is not None
        for line in side.lines
        if line.price is not None
    ]
    return BookNote(book.digest, min(dates, default=""), max(dates, default=""))


def with_notes(bill: Estimate, notes: Iterable[str]) -> Estimate:
    """The same bill with more for the reader to know."""
    return msgspec.structs.replace(bill, notes=(*bill.notes, *notes))
