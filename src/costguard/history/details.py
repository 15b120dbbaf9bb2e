"""Keeps and reads what belongs to one run: rules, coverage, scores, tallies, waivers."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Table, insert, select

from costguard.history.tables import COVERAGE, RULE, SCORE, TALLY, WAIVER
from costguard.history.text import clean
from costguard.model.audit import Audit, Score
from costguard.model.history import RunRow, RunStory, Tally, WaiverRow
from costguard.model.inventory import ScopeRead
from costguard.policy.glob import matches

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from costguard.history.aftermath import Aftermath
    from costguard.policy.policy_set import Waiver


def keep_details(
    connection: "Connection", run: int, audit: Audit, waivers: "tuple[Waiver, ...]", after: "Aftermath"
) -> None:
    """Keep them."""
    _keep(connection, COVERAGE, run, map(msgspec.structs.asdict, audit.coverage))
    _keep(connection, SCORE, run, map(_score_row, audit.scores))
    _keep(connection, TALLY, run, map(msgspec.structs.asdict, after.tallies))
    _keep(connection, WAIVER, run, (_waiver_row(waiver, after.excused) for waiver in waivers))


def keep_rules(connection: "Connection", run: int, rules: Iterable[str]) -> None:
    """Keep the ids of the rules of a run's policy."""
    _keep(connection, RULE, run, ({"rule": rule} for rule in sorted(set(rules))))


def story_of(connection: "Connection", run: RunRow) -> RunStory:
    """All that is kept of a run."""
    return RunStory(
        run,
        rules_of(connection, run.id),
        coverage_of(connection, run.id),
        tuple(score_of(row) for row in _rows(connection, SCORE, run.id)),
        tuple(msgspec.convert(row, Tally) for row in _rows(connection, TALLY, run.id)),
        waivers_of(connection, run.id),
    )


def rules_of(connection: "Connection", run: int) -> tuple[str, ...]:
    """The ids of the rules of a run's policy, sorted."""
    return tuple(row["rule"] for row in _rows(connection, RULE, run))


def coverage_of(connection: "Connection", run: int) -> tuple[ScopeRead, ...]:
    """What a run read."""
    return tuple(msgspec.convert(row, ScopeRead) for row in _rows(connection, COVERAGE, run))


def waivers_of(connection: "Connection", run: int) -> tuple[WaiverRow, ...]:
    """The waivers that a run knew, by their ends."""
    found = (msgspec.convert(row, WaiverRow) for row in _rows(connection, WAIVER, run))
    return tuple(sorted(found, key=lambda waiver: (waiver.expires, waiver.ticket, waiver.rule)))


def score_of(row: Mapping[str, Any]) -> Score:
    """A score as it was kept."""
    return msgspec.convert({name: row[name] for name in Score.__struct_fields__}, Score)


def _score_row(score: Score) -> dict[str, Any]:
    row = msgspec.structs.asdict(score)
    return {name: format(value, "f") if isinstance(value, Decimal) else value for name, value in row.items()}


def _waiver_row(waiver: "Waiver", excused: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    count = sum(
        found for (ticket, rule), found in excused.items() if ticket == waiver.ticket and matches(waiver.rule, rule)
    )
    return {
        "rule": waiver.rule,
        "ticket": waiver.ticket,
        "approved_by": waiver.approved_by,
        "expires": waiver.expires.isoformat(),
        "reason": waiver.reason,
        "findings": count,
    }


def _keep(connection: "Connection", table: Table, run: int, rows: Iterable[Mapping[str, Any]]) -> None:
    values = [clean({"run_id": run, "position": position, **row}) for position, row in enumerate(rows)]
    if values:
        connection.execute(insert(table), values)


def _rows(connection: "Connection", table: Table, run: int) -> Iterable[dict[str, Any]]:
    columns = (column for column in table.c if column.name not in ("run_id", "position"))
    query = select(*columns).where(table.c.run_id == run).order_by(table.c.position)
    return ({str(name): value for name, value in row.items()} for row in connection.execute(query).mappings())
