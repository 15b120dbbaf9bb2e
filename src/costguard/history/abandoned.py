"""Tells runs that will never end from those that are still going on."""

import os
import socket
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update

from costguard.history.clock import moment_of
from costguard.history.tables import RUN
from costguard.model.history import RunStatus

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST: Final = timedelta(hours=24)
"""An audit of many accounts takes hours; what takes longer than a day is no nightly audit any more."""


def abandon_lost(connection: "Connection", at: datetime) -> None:
    """Note runs as abandoned that began over a day ago, or whose process on this machine is gone."""
    lost = lost_runs(connection, at)
    if lost:
        row = {"status": RunStatus.ABANDONED.value, "reason": "it began and was heard of no more"}
        connection.execute(update(RUN).where(RUN.c.id.in_(lost)).values(row))


def lost_runs(connection: "Connection", at: datetime) -> tuple[int, ...]:
    """Their numbers."""
    query = select(RUN.c.id, RUN.c.started, RUN.c.host, RUN.c.pid).where(RUN.c.status == RunStatus.RUNNING.value)
    return tuple(
        row.id
        for row in connection.execute(query)
        if at - moment_of(row.started) > LONGEST or (row.host == socket.gethostname() and _is_gone(row.pid))
    )


def _is_gone(pid: int) -> bool:
    if os.name != "posix":
        return False  # elsewhere asking a process whether it lives may end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False  # another user's, so it is there
    return False
