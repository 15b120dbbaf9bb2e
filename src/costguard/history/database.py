"""Opens a history's database: for reading side by side, for writing one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from costguard.history.faults import plain_faults
from costguard.history.folder import WAIT_S, may_only_be_read, prepare, read_only_url, writable_url, write_ahead
from costguard.history.place import Place, Server
from costguard.history.upgrade import REVISIONS, check_version, upgrade, version_of
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_LOCK: Final = 0x636F7374_67756172
"""Our advisory lock's number: the letters `costguar`."""

_CONNECT_S: Final = "10"


@contextmanager
def writing(place: Place) -> "Iterator[Connection]":
    """The database to write to, made if it is not there, and nobody else writing; all is kept, or nothing.

    Raises BadUsage where the place cannot be used.
    """
    with plain_faults(place):
        _make_folders(place)
        with _engine(place, is_writing=True) as engine, engine.begin() as connection:
            if isinstance(place.database, Server):
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            check_version(version_of(connection), str(place))
            upgrade(connection)
            yield connection


@contextmanager
def reading(place: Place) -> "Iterator[Connection]":
    """The database to read from, as it is at this moment. Raises BadUsage where there is no history."""
    with plain_faults(place):
        if isinstance(place.database, Path) and not place.database.exists():
            raise BadUsage(_no_history(place))
        if _is_old(place):
            _check_may_be_upgraded(place)
            with writing(place):
                pass  # writing brings it up to date
        with _engine(place, is_writing=False) as engine, engine.begin() as connection:
            yield connection


def _is_old(place: Place) -> bool:
    with _engine(place, is_writing=False) as engine, engine.begin() as connection:
        version = version_of(connection)
    check_version(version, str(place))
    if version is None:
        raise BadUsage(_no_history(place))
    return version != REVISIONS[-1]


def _check_may_be_upgraded(place: Place) -> None:
    if may_only_be_read(place):
        raise BadUsage(
            f"the history at {place} is of an older costguard, and may only be read here; "
            "bring it up to date with `costguard history runs` where it may be written"
        )


def _no_history(place: Place) -> str:
    return f"there is no history at {place} yet; `costguard audit … --history PLACE` begins one"


def _make_folders(place: Place) -> None:
    if isinstance(place.database, Path):
        place.database.parent.mkdir(parents=True, exist_ok=True)
    place.files.mkdir(parents=True, exist_ok=True)


@contextmanager
def _engine(place: Place, *, is_writing: bool) -> "Iterator[Engine]":
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import NullPool

    only_reads = not is_writing and may_only_be_read(place)
    engine = create_engine(_url(place, only_reads=only_reads), poolclass=NullPool, hide_parameters=True)
    if isinstance(place.database, Path):
        event.listen(engine, "connect", prepare)
        if not only_reads:
            event.listen(engine, "connect", write_ahead)
        event.listen(engine, "begin", _begin_immediately if is_writing else _begin)
    try:
        yield engine
    finally:
        engine.dispose()


def _url(place: Place, *, only_reads: bool) -> "URL":
    if isinstance(place.database, Server):
        return _server_url(place.database)
    return read_only_url(place.database) if only_reads else writable_url(place.database)


def _server_url(server: Server) -> "URL":
    from sqlalchemy import URL

    return URL.create(
        "postgresql+psycopg",
        username=server.user or None,
        password=server.password or None,
        host=server.host or None,
        port=server.port,
        database=server.database or None,
        query={"connect_timeout": _CONNECT_S, **{name: _one_or_all(values) for name, values in server.options.items()}},
    )


def _one_or_all(values: tuple[str, ...]) -> str | tuple[str, ...]:
    return values[0] if len(values) == 1 else values


def _begin(connection: "Connection") -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediately(connection: "Connection") -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
