"""Opens DuckDB for one question on Parquet files: nothing is kept, nothing is fetched from anywhere."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from costguard.model.errors import BadInput

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@contextmanager
def duck() -> "Iterator[DuckDBPyConnection]":
    """A DuckDB of its own. Raises BadInput where a file is no Parquet of ours, or cannot be written."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="costguard-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": folder,  # where it spills; it would be the folder that the command runs in
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        connection = duckdb.connect(config=config)
        try:
            connection.execute("SET enable_progress_bar = false")  # it would be drawn into a report on the terminal
            yield connection
        except duckdb.Error as error:
            first = str(error).partition("\n")[0]
            raise BadInput(
                f"the audit's findings or the history's files cannot be read or written ({first}); "
                "audit again, and if that does not help, put the history back from a backup"
            ) from None
        finally:
            connection.close()


def glob_of(path: Path) -> str:
    """The path as `read_parquet` takes it, which reads every path as a glob."""
    return re.sub(r"([*?[])", r"[\1]", str(path))


def rows_of(connection: "DuckDBPyConnection") -> "Iterator[tuple[Any, ...]]":
    """The rows of what was asked last, some thousands held at once."""
    while rows := connection.fetchmany(10_000):
        yield from rows


def quoted(text: str) -> str:
    """The text as a literal, for the statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
