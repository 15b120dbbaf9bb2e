"""Brings a history's database to the shape that this version knows, whatever version made it."""

from typing import TYPE_CHECKING, Final

from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSION_TABLE: Final = "costguard_history_version"
"""Of our own name: a team's database may hold the migrations of other programs."""

REVISIONS: Final = ("0001",)
"""Every shape that there has been, the newest last."""


def version_of(connection: "Connection") -> str | None:
    """The shape of an open database; None where it holds no history yet."""
    from sqlalchemy import inspect

    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalars().all()  # noqa: S608  (a constant)
    return found[0] if found else None


def check_version(version: str | None, place: str) -> None:
    """Refuse what a newer version of this program has made."""
    if version is not None and version not in REVISIONS:
        raise BadUsage(
            f"the history at {place} was written by a newer costguard (schema {version}); upgrade costguard to use it"
        )


def upgrade(connection: "Connection") -> None:
    """Run what migrations are missing, in the transaction of the connection."""
    if version_of(connection) == REVISIONS[-1]:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "costguard.history:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
