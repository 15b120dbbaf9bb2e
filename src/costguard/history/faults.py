"""Says in one sentence what keeps a history from being used; a password is in none of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from costguard.history.place import Place, Server
from costguard.model.errors import BadUsage

# What PostgreSQL, libpq and psycopg 3 say of a server that stops, starts, or is not there.
_PASSING: Final = (
    "terminating connection",
    "server closed the connection unexpectedly",
    "the database system is",
    "the connection is closed",
    "Connection refused",
    "No such file or directory",
)


@contextmanager
def plain_faults(place: Place) -> Iterator[None]:
    """Raise what the database or the file system says as BadUsage."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    try:
        yield
    except DBAPIError as error:
        raise BadUsage(_of_database(place, str(error.orig))) from None
    except SQLAlchemyError as error:
        raise BadUsage(_of_database(place, str(error))) from None
    except OSError as error:
        raise BadUsage(_of_files(place, error)) from None


def _of_files(place: Place, error: OSError) -> str:
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    return f"the history at {place} cannot be used ({what}); give a folder that can be written"


def _of_database(place: Place, said: str) -> str:
    if isinstance(place.database, Server):
        return _of_server(place.database, said)
    return _of_sqlite(place, said)


def _of_sqlite(place: Place, said: str) -> str:
    match said:
        case "file is not a database" | "database disk image is malformed":
            return f"{place.database} is no history of costguard, or a damaged one ({said}); give another folder"
        case "database is locked":
            return f"the history at {place} is being written by another audit; try again when it has finished"
        case "database or disk is full":
            return f"the disk of the history at {place} is full; make room, or `costguard history prune`"
        case _:
            return f"the history at {place} cannot be used ({_first_line(said)}); give a folder that can be written"


def _of_server(server: Server, said: str) -> str:
    if "password authentication failed" in said or "no password supplied" in said:
        return f"{server} refuses the user or the password; check the URL, PGPASSWORD, or libpq's password file"
    if "does not exist" in said and "database" in said:
        return f"{server} does not exist; create it, or correct the URL"
    if "lock timeout" in said:
        return f"the history in {server} is being written by another audit; try again when it has finished"
    reason = _without_secret(server, _last_line(said))
    may_pass = any(sign in said for sign in _PASSING)
    advice = "try again, and check the URL if that fails too" if may_pass else "check the URL"
    return f"the history in {server} cannot be used: {reason}; {advice}"


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "no reason given")


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    causes = [line for line in lines if "failed" in line or "FATAL" in line or "ERROR" in line]
    return (causes or lines or ["no reason given"])[0]


def _without_secret(server: Server, text: str) -> str:
    secrets = (server.password, *server.options.get("password", ()))
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    return text
