"""Reads and writes the rows of runs."""

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, insert, select, update

from costguard.history.clock import stamp
from costguard.history.details import keep_details, keep_rules
from costguard.history.files import findings_name, lives_name
from costguard.history.place import Place
from costguard.history.tables import RUN
from costguard.history.text import clean
from costguard.model.audit import Changes, Facet
from costguard.model.errors import BadUsage
from costguard.model.history import RunRow, RunStart, RunStatus

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from costguard.history.aftermath import Aftermath, Ending

_FIELDS = tuple(RUN.c[name] for name in RunRow.__struct_fields__)
_MOST = 2**63 - 1  # what a database takes for a number


def add_run(connection: "Connection", about: RunStart, started: str, host: str, pid: int) -> int:
    """Add a run that begins; its number."""
    row = {
        "started": started,
        "status": RunStatus.RUNNING,
        "tool_version": about.tool_version,
        "policy_digest": about.policy_digest,
        "input_kind": about.input_kind,
        "input_path": about.input_path,
        "input_digest": "",
        "reason": "",
        "host": host,
        "pid": pid,
    }
    run = int(connection.execute(insert(RUN).values(clean(row)).returning(RUN.c.id)).scalar_one())
    keep_rules(connection, run, about.rules)
    return run


def end_run(connection: "Connection", ending: "Ending", after: "Aftermath") -> Changes | None:
    """Note that a run is done, with all that is kept of it; what changed since its base."""
    run, audit, base = ending.run, ending.audit, ending.base
    keep_details(connection, run, audit, ending.waivers, after)
    total = next(tally for tally in after.tallies if tally.facet is Facet.TOTAL)
    counts = {name: getattr(total, name) for name in ("new", "reopened", "persisting", "resolved", "unseen")}
    summary = audit.summary
    row = {
        "status": RunStatus.DONE,
        "finished": stamp(ending.at),
        "sequence": select(func.coalesce(func.max(RUN.c.sequence), 0) + 1).scalar_subquery(),
        "policy_digest": audit.policy.digest,
        "input_kind": audit.input.kind,
        "input_path": audit.input.path,
        "input_digest": audit.input.digest,
        "outcome": audit.outcome,
        **{name: getattr(summary, name) for name in ("resources", "evaluated", "compliant")},
        **{name: getattr(summary, name) for name in ("violations", "undecided", "waived")},
        "base_run": base.id if base is not None else None,
        **counts,
        "findings_file": findings_name(run),
        "lives_file": lives_name(run),
        "reason": "",
    }
    connection.execute(update(RUN).where(RUN.c.id == run).values(clean(row)))
    if base is None:
        return None
    return Changes(base.id, base.finished or base.started, **counts, new_violations=after.new_violations)


def set_failed(connection: "Connection", run: int, reason: str, finished: str) -> None:
    """Note that a run failed, unless it is over."""
    unfinished = RUN.c.status.in_((RunStatus.RUNNING, RunStatus.ABANDONED))
    row = clean({"status": RunStatus.FAILED, "finished": finished, "reason": reason})
    connection.execute(update(RUN).where(RUN.c.id == run, unfinished).values(row))


def run_of(connection: "Connection", run: int) -> RunRow | None:
    """A run by its number."""
    if abs(run) > _MOST:
        return None
    row = connection.execute(select(*_FIELDS).where(RUN.c.id == run)).one_or_none()
    return None if row is None else _run(row)


def last_done(connection: "Connection", before: int | None = None) -> RunRow | None:
    """The run that finished last, or last before the one of this `sequence`."""
    query = select(*_FIELDS).where(RUN.c.status == RunStatus.DONE).order_by(RUN.c.sequence.desc()).limit(1)
    if before is not None:
        query = query.where(RUN.c.sequence < before)
    row = connection.execute(query).one_or_none()
    return None if row is None else _run(row)


def done_run(connection: "Connection", place: Place, run: int | None) -> RunRow:
    """A finished run, the last where none is named. Raises BadUsage."""
    found = last_done(connection) if run is None else run_of(connection, run)
    if found is None:
        which = "finished run yet" if run is None else f"run {run}"
        raise BadUsage(f"the history at {place} has no {which}; `costguard history runs` lists what there is")
    if found.status is not RunStatus.DONE:
        raise BadUsage(
            f"run {found.id} did not finish ({found.status}); choose one that is done (`costguard history runs`)"
        )
    return found


def two_done(connection: "Connection", place: Place, older: int | None, newer: int | None) -> tuple[RunRow, RunRow]:
    """Two finished runs in their order: the last where no newer one is named, the one before it for the older."""
    after = done_run(connection, place, newer)
    if older == after.id:
        raise BadUsage(f"run {older} is both ends, and nothing changes within a run; name an older run before it")
    before = last_done(connection, before=after.sequence) if older is None else done_run(connection, place, older)
    if before is None:
        raise BadUsage(f"the history at {place} has no finished run before run {after.id}; a difference takes two")
    if _order(before) >= _order(after):
        raise BadUsage(f"run {before.id} did not finish before run {after.id}; name the older run first")
    return before, after


def _order(run: RunRow) -> int:
    return run.sequence or 0


def latest(connection: "Connection", limit: int) -> tuple[RunRow, ...]:
    """The runs that began last, the latest first."""
    return tuple(_run(row) for row in connection.execute(select(*_FIELDS).order_by(RUN.c.id.desc()).limit(limit)))


def done(connection: "Connection") -> tuple[RunRow, ...]:
    """All finished runs, in the order of their ends."""
    query = select(*_FIELDS).where(RUN.c.status == RunStatus.DONE).order_by(RUN.c.sequence)
    return tuple(_run(row) for row in connection.execute(query))


def _run(row: "Row[Any]") -> RunRow:
    return msgspec.convert(dict(zip(RunRow.__struct_fields__, row, strict=True)), RunRow)
