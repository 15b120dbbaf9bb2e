"""Counts what a page says of findings that it does not list: how grave, why undecided, by which ticket excused."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from costguard.model.finding import Level
from costguard.reports.audits.duck import findings_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHOWN: Final = 3
"""Reasons that are told; the others are counted, unless there is only one of them."""

_HOLE: Final = "\ue000"
"""Stands for the key in a message, so that what is said of several keys is told once; of Unicode's private use."""

_KEYS: Final = 3  # that are named

_LEVELS: Final = "SELECT level, count(*) FROM findings WHERE state = 'violation' GROUP BY level"

_WHERE: Final = {
    "undecided": (f"replace(message, '`' || \"key\" || '`', '{_HOLE}')", "state = 'undecided'"),
    "waived": ("coalesce(waiver, '')", "state = 'waived'"),
    "expired": ("message", "code = 'expired-waiver'"),
}


class Reasons(msgspec.Struct, frozen=True):
    """The most frequent reasons, each with how many findings it has; `others` is how many more reasons there are."""

    most: tuple[tuple[str, int], ...] = ()
    others: int = 0


class Told(msgspec.Struct, frozen=True):
    """Violations by level; why findings are undecided; the tickets that excuse; what is said of expired waivers."""

    levels: Mapping[Level, int]
    undecided: Reasons
    waived: Reasons
    expired: Reasons


def told_of(findings: str) -> Told:
    """Ask the file of the findings. Raises BadInput where it cannot be read."""
    with findings_in(findings) as connection:
        levels = {Level(level): number for level, number in _rows(connection, _LEVELS)}
        reasons = {name: _reasons(connection, *asked) for name, asked in _WHERE.items()}
    return Told(levels, **reasons)


def _reasons(connection: "DuckDBPyConnection", reason: str, where: str) -> Reasons:
    query = f"""
        SELECT coalesce({reason}, message) AS reason, count(*) AS number, count(*) OVER () AS reasons,
               list_sort(list(DISTINCT "key")) AS keys
        FROM findings WHERE {where} GROUP BY reason ORDER BY number DESC, reason LIMIT {SHOWN + 1}
    """  # noqa: S608  (constants of our own)
    rows = _rows(connection, query)
    reasons = rows[0][2] if rows else 0
    told = rows if reasons == len(rows) else rows[:SHOWN]
    most = tuple((reason.replace(_HOLE, _named(keys or ())), number) for reason, number, _, keys in told)
    return Reasons(most, reasons - len(told))


def _named(keys: Sequence[str]) -> str:
    """`Owner`/`Environment`; of many keys some."""
    named = "/".join(f"`{key}`" for key in keys[:_KEYS])
    return f"{named}/…" if len(keys) > _KEYS else named


def _rows(connection: "DuckDBPyConnection", query: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = connection.sql(query).fetchall()
    return rows
