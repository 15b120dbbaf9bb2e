"""The local price book: prices synced from the clouds' own lists, in one file that is only read, part by part.

A part holds the figures of one table in one region. It is checked against its digest when it is first read; from then
on it is a mapping, so that a look-up takes no longer than in the book that ships with costguard.
"""

import hashlib
import sqlite3
import weakref
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.pricing.book.book import Key
from costguard.pricing.book.embedded import shelf
from costguard.pricing.book.figure import EVERYWHERE, Figure, Tier

DEFAULT_BOOK: Final = "costguard-prices.db"
"""The book that `prices sync` writes, and `prices show` reads, where no other is named."""

FORMAT: Final = "costguard/prices/v1"
APPLICATION_ID: Final = 0x43477062
"""In the header of the file (SQLite's `application_id`), so that no other file is ever taken for a book: "CGpb"."""

SCHEMA: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE parts (
    cloud TEXT, list TEXT, region TEXT, digest TEXT NOT NULL, synced TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (cloud, list, region)
) WITHOUT ROWID;
CREATE TABLE figures (
    cloud TEXT, list TEXT, region TEXT, item TEXT,
    unit TEXT NOT NULL, tiers TEXT NOT NULL, source TEXT NOT NULL, as_of TEXT NOT NULL,
    PRIMARY KEY (cloud, list, region, item)
) WITHOUT ROWID;
"""
_ROWS_OF_A_PART: Final = (
    "SELECT item, unit, tiers, source, as_of FROM figures WHERE cloud = ? AND list = ? AND region = ? ORDER BY item"
)
_ID_AT: Final = 68  # where SQLite's header keeps the application id (sqlite.org, "Database File Format", 2025-06)
_MAGIC: Final = b"SQLite format 3\0"


class PartKey(NamedTuple):
    """A table of a cloud in a region."""

    cloud: Cloud
    table: str
    region: str


class Row(NamedTuple):
    """A figure as the file has it. `tiers` is JSON: a list of [start, price, label]."""

    item: str
    unit: str
    tiers: str
    source: str
    as_of: str

    def figure(self, region: str) -> Figure:
        """The figure that it says."""
        tiers = msgspec.json.decode(self.tiers, type=tuple[tuple[Decimal, Decimal, str], ...])
        return Figure(self.unit, tuple(Tier(*tier) for tier in tiers), self.source, self.as_of, region=region)


class Part(NamedTuple):
    """What the book says of a part: its digest, when it was synced (ISO, UTC), and from where."""

    digest: str
    synced: str
    origin: str


class LocalBook:
    """An overlay of the price book: what was synced. Open it with `open_local_book`."""

    def __init__(self, path: str, connection: sqlite3.Connection, parts: Mapping[PartKey, Part]) -> None:
        self.path = path
        self.parts = parts
        self._connection = connection
        self._read: dict[PartKey, Mapping[str, Figure]] = {}
        self._close = weakref.finalize(self, connection.close)

    @property
    def digest(self) -> str:
        """A digest of all figures, whenever they were synced."""
        return digest_of_parts((key, part.digest) for key, part in self.parts.items())

    def find(self, key: Key) -> Figure | None:
        """The synced figure of a key, or that of every commercial region; None where neither was synced."""
        found = self.figures(PartKey(key.cloud, key.table, key.region)).get(key.item)
        if found is not None or not shelf(key.cloud).is_commercial(key.region):
            return found
        found = self.figures(PartKey(key.cloud, key.table, EVERYWHERE)).get(key.item)
        return None if found is None else msgspec.structs.replace(found, region=key.region)

    def figures(self, part: PartKey) -> Mapping[str, Figure]:
        """The figures of a part by item; empty for a part that was not synced. Raises BadInput for a damaged one."""
        if part not in self._read:
            self._read[part] = self._figures(part) if part in self.parts else {}
        return self._read[part]

    def rows(self, part: PartKey) -> tuple[Row, ...]:
        """The rows of a part, by item. Raises BadInput where they are not what was written."""
        try:
            rows = tuple(Row(*row) for row in self._connection.execute(_ROWS_OF_A_PART, part))
        except sqlite3.DatabaseError as error:
            raise damaged(self.path) from error
        if digest_of_rows(part, rows) != self.parts[part].digest:
            raise damaged(self.path)
        return rows

    def close(self) -> None:
        """Let go of the file; a book that nobody holds any more does so itself."""
        self._close()

    def _figures(self, part: PartKey) -> Mapping[str, Figure]:
        try:
            return {row.item: row.figure(part.region) for row in self.rows(part)}
        except msgspec.MsgspecError as error:
            raise damaged(self.path) from error


def open_local_book(path: str) -> LocalBook:
    """Open a book for reading. Raises BadInput where there is none, or where it cannot be trusted."""
    if not Path(path).is_file():
        raise BadInput(f"there is no price book at {path}; make one with `costguard prices sync aws --book {path}`")
    if not is_book(path):
        raise BadInput(f"{path} is no price book; name a file that `costguard prices sync` wrote")
    connection = sqlite3.connect(f"file:{quote(str(Path(path).absolute()))}?mode=ro&immutable=1", uri=True)
    try:
        return LocalBook(path, connection, _parts(connection, path))
    except sqlite3.DatabaseError as error:
        connection.close()
        raise damaged(path) from error
    except BaseException:
        connection.close()
        raise


def is_book(path: str) -> bool:
    """Whether a file is a price book, whole or not, going by its header."""
    try:
        with Path(path).open("rb") as file:
            header = file.read(_ID_AT + 4)
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}; name a price book that can be read") from error
    return header.startswith(_MAGIC) and header[_ID_AT:] == APPLICATION_ID.to_bytes(4, "big")


def damaged(path: str) -> BadInput:
    """The error for a book that is not what was written."""
    return BadInput(f"the price book {path} is damaged; run `costguard prices sync` again, which writes a new one")


def digest_of_rows(part: PartKey, rows: Iterable[Row]) -> str:
    """The digest of a part: of its name and of its rows in the order of their items."""
    sha = hashlib.sha256(msgspec.json.encode(part))
    for row in rows:
        sha.update(b"\n" + msgspec.json.encode(row))
    return f"sha256:{sha.hexdigest()}"


def digest_of_parts(parts: Iterable[tuple[PartKey, str]]) -> str:
    """The digest of a book: of the names and digests of its parts."""
    return "sha256:" + hashlib.sha256(msgspec.json.encode(sorted(parts))).hexdigest()


def _parts(connection: sqlite3.Connection, path: str) -> Mapping[PartKey, Part]:
    meta = dict(connection.execute("SELECT name, value FROM meta"))
    if meta.get("format") != FORMAT:
        told = meta.get("format", "no format")
        raise BadInput(f"the price book {path} is of {told}, not {FORMAT}; run `costguard prices sync` again")
    rows = connection.execute("SELECT cloud, list, region, digest, synced, origin FROM parts")
    try:
        parts = {PartKey(Cloud(row[0]), *row[1:3]): Part(*row[3:]) for row in rows}
    except ValueError as error:
        raise damaged(path) from error
    if digest_of_parts((key, part.digest) for key, part in parts.items()) != meta.get("digest"):
        raise damaged(path)
    return parts
