"""Opens DuckDB for questions on an audit's findings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from costguard.tables.duck import glob_of, opened

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MEMORY: Final = "512MB"
"""What a question may hold; it goes on in files beyond that."""


@contextmanager
def findings_in(path: str) -> "Iterator[DuckDBPyConnection]":
    """A DuckDB whose view `findings` is the file. Raises BadInput where it cannot be read."""
    with opened("the audit's findings", "audit again", _MEMORY) as connection:
        connection.read_parquet(glob_of(path)).create_view("findings")
        yield connection
