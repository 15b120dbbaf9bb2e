"""Works out what a finished audit means for every fault that is known, and counts it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from costguard.history.details import coverage_of, rules_of
from costguard.history.duck import duck
from costguard.history.files import findings_name, lives_name, path_of
from costguard.history.lives import Moment, regionless_runs, write_lives
from costguard.history.place import Place
from costguard.history.scopes import AccountReread, accounts_reread, regions_read
from costguard.model.audit import Audit, Facet
from costguard.model.history import RunRow, Tally
from costguard.tables.duck import glob_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlalchemy import Connection

    from costguard.policy.policy_set import Waiver


class Aftermath(msgspec.Struct, frozen=True):
    """What became of faults by facet, how many findings were excused by (ticket, rule), how many violations are new.

    `new_violations` are faults found as violations that were resolved, undecided, waived or unknown before.
    """

    tallies: tuple[Tally, ...]
    excused: Mapping[tuple[str, str], int]
    new_violations: int


class Ending(msgspec.Struct, frozen=True):
    """A run that ends, and the one that finished last before it, if there is one."""

    run: int
    at: datetime
    audit: Audit
    waivers: "tuple[Waiver, ...]"
    base: RunRow | None
    keep_resolved_days: int


def aftermath(connection: "Connection", place: Place, ending: Ending) -> Aftermath:
    """Write the lives of faults after a run whose findings are in their place already, and count them."""
    run, audit, base = ending.run, ending.audit, ending.base
    findings, target = place.files / findings_name(run), place.files / lives_name(run)
    before = path_of(place, base.lives_file, base.id) if base is not None else None
    rules = rules_of(connection, run)
    with duck() as con:
        moment = Moment(
            run=run,
            at=ending.at,
            rules=rules,
            regions=regions_read(audit.coverage),
            accounts=_reread(connection, con, audit, before),
            keep_resolved_days=ending.keep_resolved_days,
        )
        write_lives(con, target, findings, before, moment)
        return Aftermath(
            tallies=_tallies(con, target, run, _known_names(audit, rules)),
            excused=_excused(con, findings),
            new_violations=_new_violations(con, target),
        )


def _reread(
    connection: "Connection", con: "DuckDBPyConnection", audit: Audit, before: Path | None
) -> tuple[AccountReread, ...]:
    if before is None:
        return ()
    earlier = {run: coverage_of(connection, run) for run in regionless_runs(con, before)}
    return accounts_reread(audit.coverage, earlier)


_FACETS: Final = {
    0b0111: Facet.CLOUD,
    0b1011: Facet.ACCOUNT,
    0b1101: Facet.RULE,
    0b1110: Facet.DIMENSION,
    0b1111: Facet.TOTAL,
}
"""By GROUPING's bits: 1 where a column is not grouped by, the last column in the lowest bit."""

_TALLIES: Final = """
SELECT grouping(cloud, account, rule, dimension), coalesce(cloud, account, rule, dimension, ''),
       count(*) FILTER (status <> 'resolved' AND state = 'violation'),
       count(*) FILTER (status = 'new'),
       count(*) FILTER (status = 'reopened'),
       count(*) FILTER (status = 'persisting'),
       count(*) FILTER (resolved_run = $run),
       count(*) FILTER (status = 'unseen')
FROM read_parquet($lives)
GROUP BY GROUPING SETS ((cloud), (account), (rule), (dimension), ())
"""

# Of the states only: a violation that weighs more than before, for its rule is stricter now, is no new one.
_NEW_VIOLATIONS: Final = """
SELECT count(*) FILTER (now.status IN ('new', 'reopened')
                        OR now.status = 'persisting' AND before.state IS DISTINCT FROM 'violation')
FROM (SELECT fingerprint, status FROM read_parquet($lives) WHERE state = 'violation') now
LEFT JOIN (SELECT fingerprint, state FROM before) before ON before.fingerprint = now.fingerprint
"""

_EXCUSED: Final = """
SELECT waiver, rule, count(*) FROM read_parquet($findings) WHERE state = 'waived' AND waiver <> '' GROUP BY ALL
"""


def _tallies(
    con: "DuckDBPyConnection", lives: Path, run: int, names: Mapping[Facet, frozenset[str]]
) -> tuple[Tally, ...]:
    """One for each name that has faults or had them; also for those known without any, for that is a zero."""
    rows = con.execute(_TALLIES, {"run": run, "lives": glob_of(lives)}).fetchall()
    found = {(_FACETS[bits], name): Tally(_FACETS[bits], name, *counts) for bits, name, *counts in rows}
    found.setdefault((Facet.TOTAL, ""), Tally(Facet.TOTAL, ""))
    for facet, known in names.items():
        for name in known:
            found.setdefault((facet, name), Tally(facet, name))
    return tuple(tally for (facet, name), tally in sorted(found.items()) if name or facet is Facet.TOTAL)


def _new_violations(con: "DuckDBPyConnection", lives: Path) -> int:
    """Of a connection that `write_lives` has left the lives `before` in."""
    ((count,),) = con.execute(_NEW_VIOLATIONS, {"lives": glob_of(lives)}).fetchall()
    return int(count)


def _known_names(audit: Audit, rules: tuple[str, ...]) -> dict[Facet, frozenset[str]]:
    """What was asked of, or read. A scored name that is none of these may be spelt otherwise in findings."""
    return {
        Facet.CLOUD: frozenset(str(scope.cloud) for scope in audit.coverage),
        Facet.ACCOUNT: frozenset(scope.account for scope in audit.coverage),
        Facet.RULE: frozenset(rules),
        Facet.DIMENSION: frozenset(score.name for score in audit.scores if score.facet is Facet.DIMENSION),
    }


def _excused(con: "DuckDBPyConnection", findings: Path) -> dict[tuple[str, str], int]:
    rows = con.execute(_EXCUSED, {"findings": glob_of(findings)}).fetchall()
    return {(ticket, rule): count for ticket, rule, count in rows}
