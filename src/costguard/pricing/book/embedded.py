"""Reads the figures that ship with the package: small tables a person can read, each loaded when first asked for.

`figures/CLOUD/TABLE.csv` has a row for each item (and tier, and source) and a column for each region; `TABLE.json` is
a grid of machine prices. `sources.csv` says where the figures are from, `factors.csv` how a region's prices relate to
the base region's, `regions.csv` which regions there are. `SHA256SUMS` keeps all of them from silent damage.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.estimate import Confidence
from costguard.pricing.book.figure import EVERYWHERE, GLOBAL, Figure, Tier
from costguard.pricing.book.grid import Grid, read_grid

FIGURES: Final = Path(__file__).parent.parent / "figures"
CHECKSUMS: Final = "SHA256SUMS"
_LEADING: Final = ("item", "unit", "from", "tier", "source")


class Source(msgspec.Struct, frozen=True):
    """Where figures are from: words and an address, the date of the figures, and how sure they are."""

    id: str
    as_of: str
    confidence: Confidence
    source: str


class Factor(msgspec.Struct, frozen=True):
    """How the prices of a table's items in other regions relate to those of its base region."""

    prefix: str
    base: str
    source: Source
    by_region: Mapping[str, Decimal]


_Cell = tuple[str, Tier, Source]


class Table(msgspec.Struct, frozen=True):
    """One service's figures: of each item and region its tiers."""

    cells: Mapping[str, Mapping[str, list[_Cell]]]
    factors: tuple[Factor, ...]

    def find(self, item: str, region: str, *, is_commercial: bool) -> Figure | None:
        """The figure of an item in a region: its own, that of everywhere, or the base region's times a factor."""
        by_region = self.cells.get(item)
        if by_region is None:
            return None
        if region in by_region:
            return _figure(by_region[region], region)
        if is_commercial and EVERYWHERE in by_region:
            return _figure(by_region[EVERYWHERE], region)
        return self._by_factor(by_region, item, region)

    def _by_factor(self, by_region: Mapping[str, list[_Cell]], item: str, region: str) -> Figure | None:
        for factor in self.factors:
            if item.startswith(factor.prefix) and factor.base in by_region and region in factor.by_region:
                figure = _figure(by_region[factor.base], region)
                told = f"{figure.source}; {factor.source.source}"
                return figure.times(factor.by_region[region], Confidence.REGIONAL_FACTOR, told, figure.as_of)
        return None


class Shelf(msgspec.Struct, frozen=True, dict=True):
    """The figures of one cloud."""

    cloud: Cloud

    def find(self, table: str, item: str, region: str) -> Figure | None:
        """The figure of an item in a region, or None where the book has none."""
        grid = self.grid(table)
        if grid is not None:
            return grid.find(item, region)
        found = self.table(table)
        return None if found is None else found.find(item, region, is_commercial=self.is_commercial(region))

    def is_commercial(self, region: str) -> bool:
        """Whether a region is one that everybody can buy in: not China, not a government's."""
        return region == GLOBAL or self.regions.get(region) == "commercial"

    @cached_property
    def regions(self) -> Mapping[str, str]:
        """The partition of each region that the book knows."""
        return {row["region"]: row["partition"] for row in rows(self.cloud, "regions.csv")}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Where the figures are from, by id."""
        return {
            row["id"]: Source(row["id"], row["as_of"], Confidence(row["confidence"]), row["source"])
            for row in rows(self.cloud, "sources.csv")
        }

    def tables(self) -> tuple[str, ...]:
        """The names of all tables, sorted."""
        files = (Path(name) for name in checksums() if name.startswith(f"{self.cloud}/"))
        names = {file.stem for file in files if file.suffix in (".csv", ".json")}
        return tuple(sorted(names - {"regions", "sources", "factors", "models"}))

    def table(self, name: str) -> Table | None:
        """A table by name."""
        return _table(self, name)

    def grid(self, name: str) -> Grid | None:
        """A grid of machine prices by name."""
        return _grid(self, name)

    @cached_property
    def factors(self) -> Mapping[str, tuple[Factor, ...]]:
        """How other regions relate to the base region, by table."""
        found: dict[str, list[Factor]] = {}
        for row in rows(self.cloud, "factors.csv"):
            ratios = {name: Decimal(cell) for name, cell in row.items() if name not in _FACTOR_LEADING and cell}
            source = self.sources[row["source"]]
            found.setdefault(row["table"], []).append(Factor(row["prefix"], row["base"], source, ratios))
        return {table: tuple(factors) for table, factors in found.items()}


_FACTOR_LEADING: Final = ("table", "prefix", "base", "source")


@cache
def shelf(cloud: Cloud) -> Shelf:
    """The embedded figures of a cloud."""
    return Shelf(cloud)


@cache
def _table(owner: Shelf, name: str) -> Table | None:
    if not _is_shipped(owner.cloud, f"{name}.csv"):
        return None
    cells: dict[str, dict[str, list[_Cell]]] = {}
    reader = csv.reader(checked(owner.cloud, f"{name}.csv").decode().splitlines())
    regions = next(reader)[len(_LEADING) :]
    for item, unit, start, label, source_id, *amounts in reader:
        source, begin = owner.sources[source_id], Decimal(start or 0)
        by_region = cells.setdefault(item, {})
        for region, amount in zip(regions, amounts, strict=True):
            if amount:
                by_region.setdefault(region, []).append((unit, Tier(begin, Decimal(amount), label), source))
    return Table(cells, owner.factors.get(name, ()))


@cache
def _grid(owner: Shelf, name: str) -> Grid | None:
    if not _is_shipped(owner.cloud, f"{name}.json"):
        return None
    return read_grid(checked(owner.cloud, f"{name}.json"))


def _is_shipped(cloud: Cloud, name: str) -> bool:
    return f"{cloud}/{name}" in checksums()


def _figure(cells: list[_Cell], region: str) -> Figure:
    unit, _, source = cells[0]
    tiers = tuple(sorted((tier for _, tier, _ in cells), key=lambda tier: tier.start))
    return Figure(unit, tiers, source.source, source.as_of, source.confidence, region)


def rows(cloud: Cloud, name: str) -> Iterator[dict[str, str]]:
    """The rows of a file of the book; none where it is not there. Raises BadInput where it was damaged."""
    if not _is_shipped(cloud, name):
        return
    yield from csv.DictReader(checked(cloud, name).decode().splitlines())


def checked(cloud: Cloud, name: str) -> bytes:
    """A file's bytes. Raises BadInput where they are not those that were shipped, or where it is gone."""
    try:
        content = (FIGURES / cloud / name).read_bytes()
    except OSError as error:
        raise BadInput(f"the price book is damaged: {cloud}/{name} is not there; install costguard again") from error
    if hashlib.sha256(content).hexdigest() != checksums().get(f"{cloud}/{name}"):
        raise BadInput(f"the price book is damaged: {cloud}/{name} is not what was shipped; install costguard again")
    return content


@cache
def checksums() -> Mapping[str, str]:
    """The SHA-256 of each file of the book, by its path below the book's folder."""
    try:
        lines = (FIGURES / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadInput("the price book has no checksums; install costguard again") from error
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def digest() -> str:
    """One digest for the whole embedded book."""
    sums = "".join(f"{checksum}  {name}\n" for name, checksum in checksums().items())
    return "sha256:" + hashlib.sha256(sums.encode()).hexdigest()
