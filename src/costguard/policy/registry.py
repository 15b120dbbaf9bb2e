"""Reads a registry: a CSV file of values, the dates between which each may be used, and what follows it."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.location import Location
from costguard.policy.faults import Faults
from costguard.policy.files import read_text
from costguard.policy.nodes import MapNode, Node, ScalarNode, get, iso_day, text
from costguard.policy.policy_set import RegistryEntry
from costguard.policy.spelling import did_you_mean
from costguard.policy.tag_limits import check_value

COLUMNS: Final = ("value", "valid_from", "valid_to", "successor")


class _Row(msgspec.Struct, frozen=True):
    """One row: the text under each of COLUMNS ("" where the file has no such column), and where it stands."""

    cells: Mapping[str, str]
    at: Location


def registry_path(node: Node) -> Path | None:
    """The file that `from_csv` names, relative to the policy file that it stands in."""
    name = node if isinstance(node, ScalarNode) else get(node, "file")
    written = text(name).strip()
    return Path(node.at.file).parent / written if written else None


def read_registry(node: Node, faults: Faults) -> Mapping[str, RegistryEntry]:
    """The rows of the file that `from_csv` names, by value. Problems in it are told at the line of the file."""
    path = registry_path(node)
    written = read_text(path, faults, node.at) if path else None
    if path is None or written is None:
        return {}
    rows = tuple(_rows(written, path, node, faults))
    entries: dict[str, RegistryEntry] = {}
    for row in rows:
        entry = _entry(row, faults)
        if first := entries.get(entry.value):
            line = first.location.line if first.location else 0
            faults.add(row.at, f"`{entry.value}` is already in the registry on line {line}; keep one row for a value")
        elif entry.value:
            entries[entry.value] = entry
    _check_successors(entries, faults)
    return entries


def _rows(written: str, path: Path, node: Node, faults: Faults) -> Iterator[_Row]:
    import csv

    reader = csv.reader(written.splitlines(keepends=True), strict=True)
    file = path.as_posix()
    try:
        header = [name.strip() for name in next(reader, [])]
        places = _places(header, node, Location(file, 1), faults)
        if "value" not in places:
            return
        for cells in reader:
            at = Location(file, reader.line_num)
            if len(cells) > len(header):
                faults.add(
                    at, f"the row has {len(cells)} cells under {len(header)} columns; quote a cell that has commas"
                )
            elif any(cell.strip() for cell in cells):
                yield _Row({name: cells[i].strip() if i < len(cells) else "" for name, i in places.items()}, at)
    except csv.Error as error:
        faults.add(Location(file, reader.line_num), f"this is not CSV: {error}; check the quotes of this row")


def _places(header: list[str], node: Node, at: Location, faults: Faults) -> Mapping[str, int]:
    """Where each of COLUMNS stands. A column that the policy names must be there, as must that of the values."""
    places: dict[str, int] = {}
    for column in COLUMNS:
        named = get(node, "column" if column == "value" else column) if isinstance(node, MapNode) else None
        wanted = text(named) or column
        if header.count(wanted) > 1:
            faults.add(at, f"the column `{wanted}` is there twice; keep one of them")
        elif wanted in header:
            places[column] = header.index(wanted)
        elif named is not None or column == "value":
            faults.add(at, f"the registry lacks the column `{wanted}`{did_you_mean(wanted, header)}")
    return places


def _entry(row: _Row, faults: Faults) -> RegistryEntry:
    value = row.cells["value"]
    if not value:
        faults.add(row.at, "the row has no value; fill it in, or remove the row")
    check_value(value, row.at, faults)
    start, end = _day(row, "valid_from", faults), _day(row, "valid_to", faults)
    if start and end and end < start:
        faults.add(row.at, f"`{value}` ends on {end}, before it begins on {start}; correct one of the dates")
    return RegistryEntry(value, start, end, row.cells.get("successor", ""), row.at)


def _day(row: _Row, column: str, faults: Faults) -> date | None:
    written = row.cells.get(column, "")
    found = iso_day(written)
    if written and found is None:
        faults.add(row.at, f"`{written}` in `{column}` is no date; write it as 2027-03-31")
    return found


def _check_successors(entries: Mapping[str, RegistryEntry], faults: Faults) -> None:
    for entry in entries.values():
        if entry.successor and entry.successor not in entries and entry.location:
            meant = did_you_mean(entry.successor, entries)
            faults.add(entry.location, f"unknown successor `{entry.successor}` of `{entry.value}`{meant}")
