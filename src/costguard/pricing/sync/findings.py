"""What a price list says of our items: prices that can be believed, and how many were left out, and why."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.money import CURRENCY
from costguard.pricing.book.embedded import shelf
from costguard.pricing.sync.rules import PARTS, Composed, Rules, Target

MOST_USD: Final = Decimal(100_000)
"""No unit of anything costs more: the dearest machine of 2026 is below 500 an hour, the dearest month below 60,000."""

NOT_VALID_YET: Final = "not valid yet"
NOT_USD: Final = "not in USD"
NO_NUMBER: Final = "no number"
NEGATIVE: Final = "negative"
ABSURD: Final = f"above {MOST_USD:,} USD"
OTHER_UNIT: Final = "by another unit than expected"
NOTHING_TO_COMPARE: Final = "without the price that they are told apart by"


class Quote(msgspec.Struct, frozen=True):
    """A price that a list states for an item of ours, from an amount on. Of two, that of the higher rank holds."""

    table: str
    item: str
    region: str
    unit: str
    start: Decimal
    amount: Decimal
    source: str
    as_of: str
    rank: str = ""
    free: bool = False


class Extract(msgspec.Struct, frozen=True):
    """What one list came to: quotes, how many prices were read, which rules found something, what was left out."""

    quotes: tuple[Quote, ...] = ()
    read: int = 0
    matched: int = 0
    skipped: Mapping[str, int] = {}


class Offered(msgspec.Struct, frozen=True):
    """A price as a vendor writes it. `valid_from` is None where the vendor does not say."""

    region: str
    unit: str
    amount: object
    currency: str
    start: object = 0
    valid_from: datetime | None = None
    rank: str = ""


class Findings:
    """Collects the prices of one list. `now` decides which are valid; `source` and `as_of` are told of each."""

    def __init__(self, source: str, now: datetime) -> None:
        self.read = 0
        self._source = source
        self._now = now
        self._found: list[tuple[Target, Quote]] = []
        self._skipped: Counter[str] = Counter()

    def skip(self, reason: str, count: int = 1) -> None:
        """Count what is left out."""
        self._skipped[reason] += count

    def add(self, target: Target, offered: Offered) -> None:
        """Take a price, or count why it cannot be believed."""
        rule = target.rule
        amount, start = _number(offered.amount), _number(offered.start)
        reason = self._fault(target, offered, amount, start)
        if reason is not None or amount is None or start is None:
            self.skip(reason or NO_NUMBER)
            return
        quote = Quote(
            rule.table, target.item, rule.region or offered.region, rule.unit,
            start=rule.start + start / rule.per, amount=amount * rule.per, source=self._source,
            as_of=self._now.date().isoformat(), rank=f"{rule.rank} {offered.rank}", free=rule.free,
        )  # fmt: skip
        self._found.append((target, quote))

    def extract(self, cloud: Cloud, rules: Rules, tables: Iterable[str]) -> Extract:
        """All that was found for these tables: with what is taken off taken off, and machines composed."""
        matched = len(self._found)
        quotes = [*self._plain(), *_composed(cloud, rules.composed, [quote for _, quote in self._found])]
        wanted = frozenset(tables)
        kept = tuple(quote for quote in quotes if quote.table in wanted)
        return Extract(kept, self.read, matched, dict(sorted(self._skipped.items())))

    def _fault(self, target: Target, offered: Offered, amount: Decimal | None, start: Decimal | None) -> str | None:
        if amount is None or start is None:
            return NO_NUMBER
        if offered.currency != CURRENCY:
            return NOT_USD
        if offered.unit not in target.rule.of:
            return OTHER_UNIT
        if offered.valid_from is not None and offered.valid_from > self._now:
            return NOT_VALID_YET
        if amount < 0 or start < 0:
            return NEGATIVE
        return ABSURD if amount * target.rule.per > MOST_USD else None

    def _plain(self) -> Iterable[Quote]:
        bases = self._bases({target.less for target, _ in self._found})
        for target, quote in self._found:
            if not target.less:
                yield quote
                continue
            base = bases.get((target.less, quote.region))
            difference = None if base is None else quote.amount - base * target.rule.per
            if difference is None or difference < 0:
                self.skip(NOTHING_TO_COMPARE)
            else:
                yield msgspec.structs.replace(quote, amount=difference)

    def _bases(self, wanted: set[str]) -> Mapping[tuple[str, str], Decimal]:
        """The prices that others are told apart by; none where the list contradicts itself."""
        found: dict[tuple[str, str], list[Quote]] = {}
        for _, quote in self._found:
            if (name := f"{quote.table}:{quote.item}") in wanted:
                found.setdefault((name, quote.region), []).append(quote)
        best = {key: highest(quotes) for key, quotes in found.items()}
        return {key: quote.amount for key, quote in best.items() if quote is not None}


def highest(quotes: Sequence[Quote]) -> Quote | None:
    """The quote of the highest rank; None where two of that rank differ."""
    rank = max(quote.rank for quote in quotes)
    best = [quote for quote in quotes if quote.rank == rank]
    return best[0] if len({quote.amount for quote in best}) == 1 else None


def _composed(cloud: Cloud, composed: tuple[Composed, ...], quotes: list[Quote]) -> Iterable[Quote]:
    """Machines that are sold by core and by GB: those that our table knows, wherever both have a price."""
    rates: dict[str, dict[str, Quote]] = {}
    for quote in quotes:
        if quote.table == PARTS:
            rates.setdefault(quote.item, {})[quote.region] = quote
    for each in composed:
        grid = shelf(cloud).grid(each.table)
        for item in grid.items() if grid is not None else ():
            if (found := re.fullmatch(each.items, item)) is not None:
                vcpus = each.vcpus if each.vcpus is not None else Decimal(found["vcpus"])
                gb = each.gb if each.gb is not None else vcpus * each.gb_per_vcpu
                for region, core in rates.get(each.core, {}).items():
                    if (ram := rates.get(each.ram, {}).get(region)) is not None:
                        amount = core.amount * vcpus + ram.amount * gb
                        yield msgspec.structs.replace(core, table=each.table, item=item, amount=amount, unit="hours")


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
