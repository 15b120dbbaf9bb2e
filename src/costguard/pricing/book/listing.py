"""What a price book holds, for people to look at: how much, from when and how sure, and the figures themselves."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.estimate import Confidence
from costguard.pricing.book.embedded import Shelf, Table, shelf
from costguard.pricing.book.figure import EVERYWHERE, Figure
from costguard.pricing.book.grid import Grid
from costguard.pricing.book.local import LocalBook, PartKey

CLOUDS = (Cloud.AWS, Cloud.AZURE, Cloud.GCP)


class Listed(msgspec.Struct, frozen=True):
    """A figure of the book, and what it is the price of. `is_local` tells a synced one."""

    cloud: Cloud
    table: str
    item: str
    figure: Figure
    is_local: bool = False


class Summary(msgspec.Struct, frozen=True):
    """How much a table holds. `oldest` and `newest` are dates of figures; `by_confidence` counts them."""

    cloud: Cloud
    table: str
    figures: int
    regions: int
    oldest: str
    newest: str
    by_confidence: Mapping[Confidence, int]
    local: int = 0


def listed(cloud: Cloud, table: str, local: LocalBook | None = None) -> Iterator[Listed]:
    """Every figure of a table, by item and region: the synced one where there is one, else that which ships."""
    synced = dict(_synced(cloud, table, local))
    shipped = {(item, figure.region): figure for item, figure in _shipped(shelf(cloud), table)}
    for item, region in sorted({*synced, *shipped}):
        is_local = (item, region) in synced
        figure = synced[item, region] if is_local else shipped[item, region]
        yield Listed(cloud, table, item, figure, is_local)


def summary(cloud: Cloud, table: str, local: LocalBook | None = None) -> Summary:
    """How much a table holds."""
    sure: Counter[Confidence] = Counter()
    regions: set[str] = set()
    dates: set[str] = set()
    synced = 0
    for each in listed(cloud, table, local):
        sure[each.figure.confidence] += 1
        regions.add(each.figure.region)
        dates.add(each.figure.as_of)
        synced += each.is_local
    return Summary(
        cloud, table, sure.total(), len(regions), min(dates, default=""), max(dates, default=""), dict(sure), synced
    )


def tables(cloud: Cloud, local: LocalBook | None = None) -> tuple[str, ...]:
    """The tables of a cloud, sorted."""
    synced = {part.table for part in local.parts if part.cloud is cloud} if local is not None else set()
    return tuple(sorted({*shelf(cloud).tables(), *synced}))


def _synced(cloud: Cloud, table: str, local: LocalBook | None) -> Iterator[tuple[tuple[str, str], Figure]]:
    for part in local.parts if local is not None else ():
        if local is not None and (part.cloud, part.table) == (cloud, table):
            yield from _of_part(local, part)


def _of_part(local: LocalBook, part: PartKey) -> Iterator[tuple[tuple[str, str], Figure]]:
    for item, figure in local.figures(part).items():
        yield (item, part.region), figure


def _shipped(owner: Shelf, table: str) -> Iterator[tuple[str, Figure]]:
    grid, cells = owner.grid(table), owner.table(table)
    if grid is not None:
        yield from _of_grid(grid)
    elif cells is not None:
        yield from _of_table(cells)


def _of_grid(grid: Grid) -> Iterator[tuple[str, Figure]]:
    regions = grid.regions()
    for item in grid.items():
        yield from _found(item, (grid.find(item, region) for region in regions))


def _of_table(table: Table) -> Iterator[tuple[str, Figure]]:
    for item, by_region in table.cells.items():
        regions: set[str] = set(by_region)
        if EVERYWHERE not in by_region:
            regions.update(region for factor in table.factors for region in factor.by_region)
        yield from _found(item, (table.find(item, region, is_commercial=False) for region in sorted(regions)))


def _found(item: str, figures: Iterable[Figure | None]) -> Iterator[tuple[str, Figure]]:
    for figure in figures:
        if figure is not None:
            yield item, figure
