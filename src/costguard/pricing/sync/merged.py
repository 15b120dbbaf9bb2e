"""Puts quotes together: the tiers of one item become one figure, and what contradicts itself becomes none."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.pricing.book.embedded import shelf
from costguard.pricing.book.local import Row
from costguard.pricing.sync.findings import Quote, highest

CONTRADICTION: Final = "with two different prices for one item"
NOT_FROM_ZERO: Final = "without a price for the first unit"
NOT_FREE: Final = "at nothing, where nothing is free"


def merged(cloud: Cloud, quotes: Sequence[Quote], skipped: Counter[str]) -> Row | None:
    """The figure of one item in one region, or None where its quotes give none; `skipped` counts why."""
    tiers = _tiers(quotes)
    reason = None
    if tiers is None or len({quote.unit for quote in quotes}) > 1:
        reason = CONTRADICTION
    elif tiers[0].start != 0:
        reason = NOT_FROM_ZERO
    elif not any(quote.amount for quote in tiers) and not quotes[0].free:
        reason = NOT_FREE
    if reason is not None or tiers is None:
        skipped[reason or CONTRADICTION] += 1
        return None
    first = quotes[0]
    labels = _labels(cloud, first, [quote.start for quote in tiers])
    told = [[_text(quote.start), _text(quote.amount), label] for quote, label in zip(tiers, labels, strict=True)]
    sources = "; ".join(dict.fromkeys(quote.source for quote in tiers))
    as_of = min(quote.as_of for quote in tiers)
    return Row(first.item, first.unit, msgspec.json.encode(told).decode(), sources, as_of)


def _tiers(quotes: Iterable[Quote]) -> list[Quote] | None:
    """One quote for each start, in order: that of the highest rank. None where two of that rank differ."""
    by_start: dict[Decimal, list[Quote]] = {}
    for quote in quotes:
        by_start.setdefault(quote.start, []).append(quote)
    found: list[Quote] = []
    for start in sorted(by_start):
        best = highest(by_start[start])
        if best is None:
            return None
        found.append(best)
    return found


def _labels(cloud: Cloud, quote: Quote, starts: list[Decimal]) -> list[str]:
    """The words for tiers: those of the book that ships, where the tiers begin at the same amounts, else plain ones."""
    if len(starts) == 1:
        return [""]
    known = _known_labels(cloud, quote)
    if known.keys() == set(starts):
        return [known[start] for start in starts]
    sizes = [end - start for start, end in pairwise(starts)]
    words = ["first", *["next"] * (len(sizes) - 1)]
    told = [f"{word} {_count(size)}" for word, size in zip(words, sizes, strict=True)]
    return [*told, f"over {_count(starts[-1])}"]


def _known_labels(cloud: Cloud, quote: Quote) -> dict[Decimal, str]:
    table = shelf(cloud).table(quote.table)
    cells = table.cells.get(quote.item, {}) if table is not None else {}
    return {tier.start: tier.label for by_region in cells.values() for _, tier, _ in by_region}


def _count(amount: Decimal) -> str:
    return f"{amount.normalize():,f}"


def _text(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
