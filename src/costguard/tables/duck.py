"""Opens DuckDB for questions on Parquet files of ours: nothing is kept, nothing is fetched from anywhere."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from costguard.model.errors import BadInput

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Config = dict[str, str | bool | int | float | list[str]]


@contextmanager
def opened(what: str, advice: str, memory_limit: str = "") -> "Iterator[DuckDBPyConnection]":
    """A DuckDB of its own, which may hold so much memory (as `512MB`), and goes on in files beyond that.

    Raises BadInput, with `what` cannot be read and the `advice`, where a file is no Parquet of ours.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="costguard-") as folder:
        config: Config = {
            "temp_directory": folder,  # where it spills; it would be the folder that the command runs in
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        if memory_limit:
            config["memory_limit"] = memory_limit
        connection = duckdb.connect(config=config)
        try:
            connection.execute("SET enable_progress_bar = false")  # it would be drawn into a report on the terminal
            yield connection
        except duckdb.Error as error:
            first = str(error).partition("\n")[0]
            raise BadInput(f"{what} cannot be read or written ({first}); {advice}") from None
        finally:
            connection.close()


def glob_of(path: Path | str) -> str:
    """The path as `read_parquet` takes it, which reads every path as a glob."""
    return re.sub(r"([*?[])", r"[\1]", str(path))


def rows_of(connection: "DuckDBPyConnection") -> "Iterator[tuple[Any, ...]]":
    """The rows of what was asked last, some thousands held at once."""
    while rows := connection.fetchmany(10_000):
        yield from rows


def quoted(text: str) -> str:
    """The text as a literal, for the statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
