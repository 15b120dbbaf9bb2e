"""Opens DuckDB for questions on an audit's findings: what memory cannot hold goes to disk, and nothing is kept."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from costguard.model.errors import BadInput

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MEMORY: Final = "512MB"
"""What a question may hold; it goes on in files beyond that."""


@contextmanager
def findings_in(path: str) -> "Iterator[DuckDBPyConnection]":
    """A DuckDB whose view `findings` is the file. Raises BadInput where it cannot be read."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="costguard-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": folder,  # it would be the folder that the command runs in
            "memory_limit": _MEMORY,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        connection = duckdb.connect(config=config)
        try:
            connection.read_parquet(_glob_of(path)).create_view("findings")
            yield connection
        except duckdb.Error as error:
            first = str(error).partition("\n")[0]
            raise BadInput(f"the audit's findings cannot be read ({first}); audit again") from None
        finally:
            connection.close()


def _glob_of(path: str) -> str:
    """The path as `read_parquet` takes it, which reads every path as a glob."""
    return re.sub(r"([*?[])", r"[\1]", path)
