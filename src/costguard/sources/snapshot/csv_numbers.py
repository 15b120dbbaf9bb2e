"""Tells of cells that should hold a number and do not: spreadsheets write `1024,5`, which no rule can compare."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from costguard.catalog.lookup import attribute_names
from costguard.sources.snapshot.columns import Columns


def numbers_in(columns: Columns) -> Mapping[str, str]:
    """The columns of attributes that are numbers, by the attribute's name."""
    kinds = attribute_names()
    return {name: column for name, column in columns.attributes.items() if kinds[name].kind == "number"}


def number_notes(rows: Iterable[Sequence[str]], numbers: Mapping[str, str], where: str) -> Iterator[str]:
    """A note for each such column that holds something else, with the first of it. The header is the first row."""
    rest = iter(rows)
    header = list(next(rest, ()))
    places = [header.index(column) for column in numbers.values()]
    strange, first = Counter[int](), dict[int, str]()
    for row in rest:
        if len(row) != len(header):
            continue  # refused where the rows are read
        for place in places:
            if row[place] and not _is_number(row[place]):
                strange[place] += 1
                first.setdefault(place, row[place])
    for place, number in sorted(strange.items()):
        cells = "1 cell that is" if number == 1 else f"{number:,} cells that are"
        found = f"`{header[place]}` has {cells} no number (`{first[place][:40]}`)"
        yield f"{where}: the column {found}, and cannot be compared; write digits, a point and no unit"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
