"""Writes a local price book: a new file beside the old one, which takes its place only when it is complete."""

import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final, Self

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput, BadUsage
from costguard.pricing.book.local import (
    APPLICATION_ID,
    FORMAT,
    SCHEMA,
    LocalBook,
    Part,
    PartKey,
    Row,
    digest_of_parts,
    digest_of_rows,
    is_book,
    open_local_book,
)
from costguard.pricing.sync.findings import Quote
from costguard.pricing.sync.merged import merged

_STAGE: Final = "CREATE TEMP TABLE quotes (list TEXT, region TEXT, item TEXT, quote BLOB)"
_STAGED: Final = "SELECT quote FROM quotes ORDER BY list, region, item, rowid"


def open_before(path: str) -> LocalBook | None:
    """The book that a new one will replace; None where there is none, or only a damaged one, of which nothing is kept.

    Raises BadUsage where another file stands at its place.
    """
    place = Path(path)
    if not place.exists() or (place.is_file() and place.stat().st_size == 0):
        return None
    if not place.is_file() or not is_book(path):
        raise BadUsage(f"{path} is there already and no price book; give --book another path")
    try:
        return open_local_book(path)
    except BadInput:
        return None


class Writer:
    """A book in the making. Leaving it by an error leaves nothing; `finish` puts it into its place."""

    def __init__(self, path: str, cloud: Cloud) -> None:
        self.skipped: Counter[str] = Counter()
        self._path = Path(path)
        self._cloud = cloud
        self._parts: dict[PartKey, Part] = {}
        self._new = _new_file(self._path)
        self._database = sqlite3.connect(self._new, isolation_level=None)
        self._database.executescript(
            f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = {APPLICATION_ID};"
            f"PRAGMA temp_store = FILE; {SCHEMA} {_STAGE}; BEGIN"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self._new.unlink(missing_ok=True)

    def stage(self, quotes: Iterable[Quote]) -> None:
        """Take the quotes of a piece; they become figures when all are there."""
        rows = ((quote.table, quote.region, quote.item, msgspec.json.encode(quote)) for quote in quotes)
        self._database.executemany("INSERT INTO quotes VALUES (?, ?, ?, ?)", rows)

    def copy(self, before: LocalBook, part: PartKey) -> None:
        """Carry a part over as it is. Raises BadInput where it is damaged."""
        self._write(part, before.parts[part], before.rows(part))

    def make(self, synced: str, origin: str) -> None:
        """Turn the staged quotes into parts."""
        decode = msgspec.json.Decoder(Quote).decode
        quotes = (decode(row[0]) for row in self._database.execute(_STAGED))
        for (table, region), of_part in groupby(quotes, lambda quote: (quote.table, quote.region)):
            part = PartKey(self._cloud, table, region)
            rows = tuple(self._rows(of_part))
            if rows:
                self._write(part, Part(digest_of_rows(part, rows), synced, origin), rows)

    def seal(self) -> LocalBook:
        """The new book, complete, as a reader will have it; to be closed before `finish`."""
        digest = digest_of_parts((key, part.digest) for key, part in self._parts.items())
        meta = (("format", FORMAT), ("digest", digest))
        self._database.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        self._database.execute("COMMIT")
        self._database.close()
        return open_local_book(str(self._new))

    def finish(self) -> None:
        """Put the sealed book into its place. Raises BadInput where that cannot be written."""
        try:
            with self._new.open("rb+") as file:
                os.fsync(file.fileno())
            self._new.chmod(0o644)
            self._new.replace(self._path)
        except OSError as error:
            raise BadInput(f"cannot write {self._path}: {error.strerror or error}; give --book another path") from error

    def _rows(self, quotes: Iterable[Quote]) -> Iterator[Row]:
        for _, of_item in groupby(quotes, lambda quote: quote.item):
            row = merged(self._cloud, list(of_item), self.skipped)
            if row is not None:
                yield row

    def _write(self, key: PartKey, part: Part, rows: Iterable[Row]) -> None:
        self._parts[key] = part
        self._database.execute("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?)", (*key, *part))
        self._database.executemany(
            "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ((*key, *row) for row in rows)
        )  # fmt: skip


def _new_file(path: Path) -> Path:
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.absolute().parent)
    except OSError as error:
        raise BadInput(f"cannot write beside {path}: {error.strerror or error}; give --book another path") from error
    os.close(handle)
    return Path(name)
