"""The live tables are CSV, so that a person checks them against the vendor's pages line by line; they are read here."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent.parent / "data" / "live"


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `data/live/NAME.csv` by column, without surrounding spaces; none where there is no such table."""
    file = _FOLDER / f"{name}.csv"
    if not file.exists():
        return
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {column: (cell or "").strip() for column, cell in row.items()}
