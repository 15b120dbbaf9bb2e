"""Reads inventories in CSV, as people and spreadsheets write them.

Tags are JSON text, `key=value;key=value`, or one column a tag (`tag:Owner`). An empty cell of tags means that there are
none: CSV cannot tell that from "not told", and who exports a resource without tags writes an empty cell.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import pyarrow as pa

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item
from costguard.sources.snapshot.azure_rows import azure_item, is_azure_row
from costguard.sources.snapshot.columns import Columns, columns_of, require_columns, unread_note
from costguard.sources.snapshot.contents import Contents
from costguard.sources.snapshot.csv_numbers import number_notes, numbers_in
from costguard.sources.snapshot.given import Given
from costguard.sources.snapshot.record import item_of_record
from costguard.sources.snapshot.tally import Tally
from costguard.tables.inventory import batches_of

SOURCE: Final = "snapshot"
DELIMITERS: Final = (",", ";", "\t")
_MAX_CELL_CHARACTERS: Final = 2**31 - 1
# What a spreadsheet makes of a number of twelve digits.
_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)


def read_csv(files: tuple[Given, ...], cloud: Cloud | None) -> Contents:
    """The resources of CSV files, read as they are asked for. Raises BadInput at once for a header that will not do."""
    told = tuple((file, _columns(file)) for file in files)
    notes = (note for file, columns in told for note in _notes(file, columns))
    return Contents(
        SOURCE,
        tuple(partial(_batches, file, columns, cloud) for file, columns in told),
        notes=tuple(note for note in notes if note),
    )


def _batches(file: Given, columns: Columns, cloud: Cloud | None, tally: Tally) -> Iterator[pa.RecordBatch]:
    yield from map(tally.add, batches_of(_items(file, columns, cloud)))


def _notes(file: Given, columns: Columns) -> Iterator[str]:
    """On columns that are not read, and on cells that should hold numbers, for which the file is read once more."""
    yield unread_note(columns, file.name)
    numbers = numbers_in(columns)
    if numbers:
        with _table(file) as rows:
            yield from number_notes(rows, numbers, file.name)


def delimiter_of(head: bytes) -> str:
    """The delimiter by which a header has the most columns that we know."""
    line = _first_line(head)
    return max(DELIMITERS, key=lambda each: (len(columns_of(_header(line, each)).read), line.count(each)))


def header_of(head: bytes) -> tuple[str, ...]:
    """The names of the columns."""
    return _header(_first_line(head), delimiter_of(head))


def _first_line(head: bytes) -> str:
    """The header as it lies. Old Macs ended lines with a carriage return alone, and the reader takes that too."""
    return re.split(rb"[\r\n]", head.removeprefix(b"\xef\xbb\xbf"), maxsplit=1)[0].decode("utf-8", "replace")


def _header(line: str, delimiter: str) -> tuple[str, ...]:
    return tuple(next(csv.reader([line], delimiter=delimiter), ()))


def _columns(file: Given) -> Columns:
    with _table(file) as rows:
        header: list[str] = next(rows, [])
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise BadInput(f"{file.name} has the column `{twice}` twice; keep one")
    return require_columns(header, file.name)


def _items(file: Given, columns: Columns, cloud: Cloud | None) -> Iterator[Item]:
    with _table(file) as rows:
        header = next(rows)
        for row in rows:
            where = f"{file.name}:{rows.line_num}"
            if not any(row):
                continue
            if len(row) != len(header):
                raise BadInput(
                    f"{where} has {len(row)} cells, and the header {len(header)}; quote cells with delimiters"
                )
            record = dict(zip(header, row, strict=True))
            if is_azure_row(record):
                yield azure_item(record, where, SOURCE)
            else:
                yield item_of_record(_fields(header, row, columns, where), columns, where, cloud, SOURCE)


def _fields(header: list[str], row: list[str], columns: Columns, where: str) -> Mapping[str, Any]:
    """The cells by column; what is empty is not told, but for tags."""
    fields = {name: cell for name, cell in zip(header, row, strict=True) if cell or name == columns.known.get("tags")}
    account = fields.get(columns.known.get("account", ""), "")
    if _ROUNDED.fullmatch(account):
        raise BadInput(
            f"{where} has the account {account}, which a spreadsheet has rounded; export the column as text again"
        )
    return fields


@contextmanager
def _table(file: Given) -> Iterator[Any]:
    """The rows of a file, the header first. What cannot be read raises BadInput with its line."""
    csv.field_size_limit(_MAX_CELL_CHARACTERS)  # the module's own limit is 128 KiB, and holds for the whole process
    with file.opened() as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        rows = csv.reader(text, delimiter=delimiter_of(file.head), strict=True)
        try:
            yield rows
        except UnicodeDecodeError as error:
            raise BadInput(f"{file.name} is not UTF-8 text; save it as UTF-8") from error
        except csv.Error as error:
            raise BadInput(f"{file.name}:{rows.line_num} is no CSV ({error}); export it again") from error
        finally:
            text.detach()
