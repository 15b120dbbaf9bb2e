"""The page of prices: which types are priced, and every figure of the book with its source and date."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.cloud import Cloud
from costguard.pricing.book.embedded import Shelf, Table, digest, shelf
from costguard.pricing.book.figure import Tier
from costguard.pricing.book.grid import Grid
from costguard.pricing.free import free_types
from costguard.pricing.models import models

CLOUDS: Final = {Cloud.AWS: "AWS", Cloud.AZURE: "Azure", Cloud.GCP: "Google Cloud"}
_BASE: Final = {Cloud.AWS: "us-east-1", Cloud.AZURE: "eastus", Cloud.GCP: "us-central1"}
_INTRODUCTION: Final = """\
What `costguard estimate` prices by, as it ships: list prices on demand in US dollars, without tax. Each figure has the
source and the date that its row names. `exact` was published for that very region; where a region has no figure of its
own, the base region's is multiplied by a factor that fits it (`regional_factor`), and where there is no factor either
the line is *unpriced*. `costguard prices show` prints what is in the book; `costguard prices sync` lays newer prices
over it."""


def pricing_page() -> Iterator[str]:
    """The overview: of each table how many figures it has, how old they are, and where the page of them is."""
    yield from (_INTRODUCTION, "", f"The book's digest is `{digest()}`.", "")
    for cloud, name in CLOUDS.items():
        yield from (f"## {name}", "", f"Every figure: [{name} prices](pricing/{cloud.value}.md).", "")
        yield from _types(cloud)
        yield from ("| table | figures | as of | sources |", "| --- | ---: | --- | --- |")
        yield from (_overview(shelf(cloud), table) for table in shelf(cloud).tables())
        yield ""


def cloud_page(cloud: Cloud) -> Iterator[str]:
    """Every figure of a cloud, and where each is from."""
    yield from _sources(shelf(cloud))
    for table in shelf(cloud).tables():
        yield from _table(shelf(cloud), table)


def _overview(prices: Shelf, name: str) -> str:
    grid, table = prices.grid(name), prices.table(name)
    if grid is not None:
        return (
            f"| {name} | {len(grid.items())} machines, {len(grid.regions())} regions | {grid.as_of} | {grid.source} |"
        )
    cells = [
        cell for by_region in (table.cells if table else {}).values() for found in by_region.values() for cell in found
    ]
    dates = sorted({source.as_of[:7] for _, _, source in cells})
    ids = ", ".join(f"`{source}`" for source in sorted({source.id for _, _, source in cells}))
    return f"| {name} | {len(cells)} | {dates[0]} to {dates[-1]} | {ids} |"


def _types(cloud: Cloud) -> Iterator[str]:
    priced = sorted(models(cloud))
    yield f"{len(priced)} resource types are priced, {len(free_types(cloud))} are known to be free. Priced: "
    yield from (", ".join(f"`{name}`" for name in priced) + ".", "")


def _sources(prices: Shelf) -> Iterator[str]:
    yield from (
        "## Sources",
        "",
        "| id | as of | confidence | source |",
        "| --- | --- | --- | --- |",
    )
    for source in prices.sources.values():
        yield f"| `{source.id}` | {source.as_of} | {source.confidence.value} | {_cell(source.source)} |"
    yield ""


def _table(prices: Shelf, name: str) -> Iterator[str]:
    yield from (f"## {name}", "")
    grid, table = prices.grid(name), prices.table(name)
    if grid is not None:
        yield from _grid(grid)
    elif table is not None:
        yield from _figures(prices, table)
    yield ""


def _grid(grid: Grid) -> Iterator[str]:
    """A family a row: its machines at the base region's prices."""
    yield f"By {grid.unit}, in {grid.base_region}; {len(grid.regions())} regions by factors and exceptions."
    yield from ("", "| family | prices | regions | as of | source |", "| --- | --- | --- | --- | --- |")
    for family, machines in sorted(grid.families.items()):
        shown = ", ".join(f"{name} {_number(price)}" for name, price in machines.base.items())
        sold = {*machines.factors, *machines.exact}
        regions = len(sold) + bool(machines.base)
        yield f"| {_cell(family)} | {_cell(shown or 'other regions only')} | {regions} | {grid.as_of} | {grid.source} |"


def _figures(prices: Shelf, table: Table) -> Iterator[str]:
    """An item and tier a row, at the base region's price or the first that there is."""
    factors = {region for factor in table.factors for region in factor.by_region}
    if factors:
        yield from (f"A factor gives the prices of up to {len(factors)} regions that have none of their own.", "")
    yield from ("| item | unit | tier | price | in | regions | as of | confidence | source |", "|" + " --- |" * 9)
    for item, by_region in sorted(table.cells.items()):
        region = next(
            (name for name in (_BASE[prices.cloud], "*", "global") if name in by_region), next(iter(by_region))
        )
        for unit, tier, source in sorted(by_region[region], key=lambda cell: cell[1].start):
            cells = (item, unit, _tier(tier), _number(tier.amount), region, str(len(by_region)))
            rest = (source.as_of, source.confidence.value, f"`{source.id}`")
            yield f"| {' | '.join(_cell(cell) for cell in cells)} | {' | '.join(rest)} |"


def _tier(tier: Tier) -> str:
    return tier.label or ("" if not tier.start else f"from {_number(tier.start)}")


def _number(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("*", "\\*").split())
