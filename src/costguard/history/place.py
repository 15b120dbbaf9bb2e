"""Where a history is kept: a folder with SQLite in it, or a team's PostgreSQL with a folder for the findings."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from costguard.model.errors import BadUsage

DATABASE: Final = "history.db"
FINDINGS: Final = "findings"
_LIBRARIES: Final = ("sqlalchemy", "alembic", "duckdb", "pyarrow")
_SCHEMES: Final = ("postgresql", "postgres", "postgresql+psycopg")

_UNREADABLE: Final = (
    "the history's PostgreSQL URL cannot be read; "
    "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE with / ? # @ : in the password percent-encoded"
)


class Server(msgspec.Struct, frozen=True):
    """A PostgreSQL database. `options` are libpq's own (`sslmode`, `host` of a socket, …)."""

    host: str = ""
    port: int | None = None
    database: str = ""
    user: str = ""
    password: str = ""
    options: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Server({str(self)!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("name", str(self))]

    def __str__(self) -> str:
        host = self.host or ",".join(self.options.get("host", ())) or "this machine"
        database = self.database or ",".join(self.options.get("dbname", ())) or self.user or "of the user's name"
        return f"PostgreSQL at {host}, database {database}"


class Place(msgspec.Struct, frozen=True):
    """A database for what is small, and a folder (`files`) for the Parquet files. Its text holds no secret."""

    database: Path | Server
    files: Path

    def __str__(self) -> str:
        return str(self.database) if isinstance(self.database, Server) else str(self.database.parent)


def place_of(where: str, files: str = "") -> Place:
    """The place that a user names: a folder, or a URL `postgresql://USER@HOST/DATABASE` together with a folder `files`.

    Nothing is opened or made. A password may stand in the URL (percent-encoded), in PGPASSWORD or in libpq's password
    file; it is never printed. Raises BadUsage.
    """
    if not where.strip():
        raise BadUsage("no place for the history is named; give a folder or a postgresql:// URL")
    _check_libraries(where)
    if "://" not in where:
        folder = Path(where).expanduser()
        return Place(folder / DATABASE, Path(files).expanduser() if files else folder / FINDINGS)
    server = _server(where)
    if not files:
        raise BadUsage(
            f"a history in {server} keeps its findings in files; name a folder for them: --history-files DIR"
        )
    return Place(server, Path(files).expanduser())


def _check_libraries(where: str) -> None:
    """Looks for them without loading them."""
    names = (*_LIBRARIES, "psycopg") if "://" in where else _LIBRARIES
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        extra = "postgres" if "psycopg" in missing else "audit"
        raise BadUsage(f"keeping a history needs {' and '.join(missing)}: pip install 'costguard-engine[{extra}]'")


def _server(url: str) -> Server:
    scheme = url.partition("://")[0]
    if scheme not in _SCHEMES:
        raise BadUsage(
            f"a history is kept in a folder or in PostgreSQL, not in `{scheme}`; give postgresql://HOST/DATABASE"
        )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # its text may quote a part of the password
        raise BadUsage(_UNREADABLE) from None
    if "@" in parts.path + parts.query or parts.fragment:  # a password's `/`, `?` or `#` has cut the URL short
        raise BadUsage(_UNREADABLE)
    return Server(
        host=unquote(host),
        port=port,
        database=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options={name: tuple(values) for name, values in parse_qs(parts.query).items()},
    )
