"""Opens DuckDB for one question on a history's files."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from costguard.tables.duck import opened

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ADVICE: Final = "audit again, and if that does not help, put the history back from a backup"


def duck() -> "AbstractContextManager[DuckDBPyConnection]":
    """A DuckDB of its own. Raises BadInput where a file is no Parquet of ours, or cannot be written."""
    return opened("the audit's findings or the history's files", _ADVICE)
