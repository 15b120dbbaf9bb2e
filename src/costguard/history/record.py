"""Records audits: each is begun, then finished or failed, and told how it differs from the one that finished before."""

import os
import socket
from datetime import datetime
from typing import TYPE_CHECKING, Final

from costguard.history.clock import now, stamp
from costguard.history.database import writing
from costguard.history.files import findings_name, keep_copy, path_of
from costguard.history.place import Place
from costguard.model.audit import Audit, Changes
from costguard.model.errors import BadUsage
from costguard.model.history import RunRow, RunStart, RunStatus
from costguard.policy.policy_set import Waiver

if TYPE_CHECKING:
    from sqlalchemy import Connection

KEEP_RESOLVED_DAYS: Final = 400
"""How long a fault is remembered after it is gone: a year and a bit, so that what comes back each year is known."""


def begin(place: Place, about: RunStart) -> int:
    """Note that an audit begins, and give it a number. The place is made where there is none.

    Runs whose process is gone, or that began over a day ago, are noted as abandoned. Raises BadUsage, and BadInput of
    the last run's file where it is damaged, so that a place that cannot hold the result is told of before hours of
    reading.
    """
    from costguard.history.abandoned import abandon_lost
    from costguard.history.duck import duck
    from costguard.history.lives import require_lives
    from costguard.history.run_table import add_run, last_done

    with writing(place) as connection:
        abandon_lost(connection, now())
        base = last_done(connection)
        if base is not None:
            with duck() as con:
                require_lives(con, path_of(place, base.lives_file, base.id))
        return add_run(connection, about, about.started or stamp(now()), socket.gethostname(), os.getpid())


def finish(
    place: Place,
    run: int,
    audit: Audit,
    waivers: tuple[Waiver, ...] = (),
    *,
    finished: datetime | None = None,
    keep_resolved_days: int = KEEP_RESOLVED_DAYS,
) -> Changes | None:
    """Keep an audit, and tell what changed since the one that finished last; None where there is none.

    `audit.findings` is copied. Audits that finish at the same time wait for each other. Whatever stops this half-way,
    the last finished audit stays the last. A run that was taken for abandoned may still finish. `finished` is now
    where it is not given. Raises BadUsage where the run is unknown or over, BadInput where its findings cannot be read.
    """
    from costguard.history.aftermath import Ending, aftermath
    from costguard.history.run_table import end_run, last_done

    with writing(place) as connection:
        _check_unfinished(connection, place, run)
        base = last_done(connection)
        keep_copy(audit.findings, place.files / findings_name(run))
        ending = Ending(run, finished or now(), audit, waivers, base, keep_resolved_days)
        return end_run(connection, ending, aftermath(connection, place, ending))


def fail(place: Place, run: int, reason: str) -> None:
    """Note that an audit ended without a result, and why (one sentence, no secret). What is done stays done."""
    from costguard.history.run_table import set_failed

    with writing(place) as connection:
        set_failed(connection, run, reason, stamp(now()))


def _check_unfinished(connection: "Connection", place: Place, run: int) -> RunRow:
    from costguard.history.run_table import run_of

    found = run_of(connection, run)
    if found is None:
        raise BadUsage(f"the history at {place} has no run {run}; begin one with `costguard audit`")
    if found.status in (RunStatus.DONE, RunStatus.FAILED):
        raise BadUsage(f"run {run} of the history at {place} is over ({found.status}); begin another")
    return found
