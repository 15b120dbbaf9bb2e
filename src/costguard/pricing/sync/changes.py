"""What a sync changed: figures that are new, that cost more or less than the book said before, and that are gone."""

from collections.abc import Iterable
from decimal import Decimal
from heapq import nlargest
from typing import Final

import msgspec

from costguard.pricing.book.book import Book, Key
from costguard.pricing.book.figure import NoFigure
from costguard.pricing.book.local import LocalBook, PartKey

MOST_SHOWN: Final = 10


class Change(msgspec.Struct, frozen=True):
    """A figure whose price differs from what the book said before. `unit` is that of both."""

    key: Key
    unit: str
    before: Decimal
    after: Decimal

    @property
    def percent(self) -> Decimal | None:
        """By how much, of the price before; None where that was nothing."""
        return (self.after - self.before) / self.before * 100 if self.before else None


class Changes(msgspec.Struct, frozen=True):
    """The sum of them. `largest` holds the largest, in proportion, first."""

    added: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    largest: tuple[Change, ...] = ()


def changes(before: LocalBook | None, after: LocalBook, parts: Iterable[PartKey]) -> Changes:
    """Compare the synced parts with what would have answered before: the old book, else what ships with costguard."""
    book = Book(overlays=(before,) if before is not None else ())
    added = same = gone = 0
    changed: list[Change] = []
    for part in sorted(parts):
        figures = after.figures(part)
        for item, figure in figures.items():
            key = Key(part.cloud, part.table, item, part.region)
            old = book.find(key)
            if isinstance(old, NoFigure) or old.unit != figure.unit:
                added += 1
            elif old.amount == figure.amount:
                same += 1
            else:
                changed.append(Change(key, figure.unit, old.amount, figure.amount))
        if before is not None:
            gone += len(before.figures(part).keys() - figures.keys())
    return Changes(added, len(changed), same, gone, tuple(nlargest(MOST_SHOWN, changed, key=_size)))


def _size(change: Change) -> Decimal:
    """How large a change is: twice the price is as large as half of it."""
    if not change.before or not change.after:
        return Decimal("Infinity")
    return max(change.before / change.after, change.after / change.before)
