"""Opens the database of a history in a folder, also where the folder may only be read."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from costguard.history.place import Place

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import URL

WAIT_S: Final = 120
"""How long one waits for another's writing; the lives of a million faults take seconds."""

_EFFECTIVE: Final = os.access in os.supports_effective_ids


def may_only_be_read(place: Place) -> bool:
    """Whether a history in a folder is somebody else's to write; a server says so itself."""
    database = place.database
    if not isinstance(database, Path) or not database.exists():
        return False
    return not all(os.access(path, os.W_OK, effective_ids=_EFFECTIVE) for path in (database, database.parent))


def writable_url(database: Path) -> "URL":
    """The database as one opens it who may write beside it, be it only to read."""
    from sqlalchemy import URL

    return URL.create("sqlite", database=str(database))


def read_only_url(database: Path) -> "URL":
    """The database as one opens it who may make no file beside it.

    A log that a writer has open is read with it. Without one the file holds everything, and has to be called immutable:
    SQLite opens a database of its write-ahead mode in no other way there (https://www.sqlite.org/wal.html, "Read-Only
    Databases"; tried 2026-11-23). A log that was left without its index cannot be read, and must not be passed over.
    """
    from sqlalchemy import URL

    log, index = (database.with_name(database.name + end) for end in ("-wal", "-shm"))
    is_whole = not index.exists() and not (log.exists() and log.stat().st_size)
    how = {"immutable": "1"} if is_whole else {"mode": "ro"}
    return URL.create("sqlite", database=database.absolute().as_uri(), query={**how, "uri": "true"})


def prepare(connection: "sqlite3.Connection", _record: Any) -> None:  # noqa: ANN401  (SQLAlchemy's own)
    """Set up a connection whichever way it was opened."""
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    connection.execute(f"PRAGMA busy_timeout = {WAIT_S * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")


def write_ahead(connection: "sqlite3.Connection", _record: Any) -> None:  # noqa: ANN401  (SQLAlchemy's own)
    """Let readers read while one writes. Two that switch at once are told `locked` without a wait: try again."""
    import sqlite3

    until = time.monotonic() + WAIT_S
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
