"""Puts prices to cost lines: each line with its unit price and source, or with the reason why it has none."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from costguard.model.cloud import Cloud
from costguard.model.estimate import Confidence, CostLine, Price
from costguard.pricing.book.book import Key
from costguard.pricing.book.figure import Figure, NoFigure, Tier
from costguard.pricing.lines import TIER, Line, Rate

Lookup = Callable[[Key], Figure | NoFigure]

# The less sure of two figures decides how sure their sum is.
_SURENESS: Final = tuple(Confidence)


def priced(line: Line, cloud: Cloud, region: str, find: Lookup) -> Iterator[CostLine]:
    """The cost lines of a line in a region: one, or one for each tier that its quantity reaches."""
    figures: list[tuple[Rate, Figure]] = []
    for rate in line.rates:
        found = find(Key(cloud, rate.table, rate.item, rate.region or region))
        if isinstance(found, NoFigure):
            yield unpriced(line, found.why)
            return
        if found.unit != line.unit:
            yield unpriced(line, f"its price is by {found.unit}, not by {line.unit}")
            return
        figures.append((rate, found))
    if len(figures) == 1 and len(figures[0][1].tiers) > 1:
        yield from _tiered(line, *figures[0])
    else:
        yield _cost_line(line, _flat_name(line), line.quantity, _sum(figures))


def unpriced(line: Line, why: str) -> CostLine:
    """The cost line of a line that has no price, and why it has none."""
    return _cost_line(line, _flat_name(line), line.quantity, None, why)


def _tiered(line: Line, rate: Rate, figure: Figure) -> Iterator[CostLine]:
    """A line for each tier that costs something. Without a quantity, the first of them says what it would cost."""
    bounds = [*(tier.start for tier in figure.tiers[1:]), None]
    reached = False
    for tier, end in zip(figure.tiers, bounds, strict=True):
        within = None if line.quantity is None else _within(line.quantity, tier.start, end)
        if not tier.amount or (within is not None and within <= 0 and reached):
            continue
        reached = True
        yield _cost_line(line, _tier_name(line, tier), within, _price(figure, tier.amount * rate.factor))
        if line.quantity is None:
            return


def _within(quantity: Decimal, start: Decimal, end: Decimal | None) -> Decimal:
    top = quantity if end is None else min(quantity, end)
    return max(top - start, Decimal(0))


def _sum(figures: list[tuple[Rate, Figure]]) -> Price:
    amount = sum((figure.amount * rate.factor for rate, figure in figures), Decimal(0))
    least_sure = max((figure for _, figure in figures), key=lambda figure: _SURENESS.index(figure.confidence))
    oldest = min(figure.as_of for _, figure in figures)
    sources = dict.fromkeys(figure.source for _, figure in figures)
    return Price(amount, "; ".join(sources), oldest, least_sure.confidence, least_sure.region)


def _price(figure: Figure, amount: Decimal) -> Price:
    return Price(amount, figure.source, figure.as_of, figure.confidence, figure.region)


def _cost_line(line: Line, name: str, quantity: Decimal | None, price: Price | None, why_not: str = "") -> CostLine:
    bounds = [None if bound is None or price is None else bound * price.amount for bound in (line.low, line.high)]
    return CostLine(
        name=name,
        unit=line.unit,
        quantity=quantity,
        price=price,
        part=line.part,
        usage_based=line.is_usage,
        usage_key=line.usage_key,
        unpriced=why_not,
        assumption=line.assumption,
        low=bounds[0],
        high=bounds[1],
        table=line.rates[0].table if line.rates else "",
        item=line.rates[0].item if line.rates else "",
    )


def _flat_name(line: Line) -> str:
    """The name of a line whose price has one tier: nothing stands for the tier."""
    return line.name.replace(f" ({TIER})", "").replace(f", {TIER}", "").replace(TIER, "").strip()


def _tier_name(line: Line, tier: Tier) -> str:
    return line.name.replace(TIER, tier.label) if tier.label else _flat_name(line)
