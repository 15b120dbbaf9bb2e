"""Weighs findings: how many of each kind, and which gaps are the dearest."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from costguard.model.audit import Gap
from costguard.model.finding import Level, State
from costguard.tables.duck import glob_of, opened

_MOST_GAPS: Final = 1000

_COUNTS: Final = "SELECT state, level, count(*) FROM read_parquet(?) GROUP BY ALL"

# A gap without known costs comes after those with; then the one with more resources. Names settle what is left.
_GAPS: Final = f"""
    SELECT rule, dimension, key, code, account, type,
           count(*) AS resources,
           count(*) FILTER (monthly_cost IS NULL) AS unpriced,
           coalesce(sum(monthly_cost), 0) AS monthly_cost
    FROM read_parquet(?)
    WHERE state = 'violation' AND cloud <> 'other'
    GROUP BY ALL
    ORDER BY monthly_cost DESC, resources DESC, rule, key, account, type, code
    LIMIT {_MOST_GAPS}
"""  # noqa: S608  (a number of our own)


def counts_of(findings: Path) -> Mapping[tuple[State, Level], int]:
    """How many findings there are by state and level."""
    return {(State(state), Level(level)): number for state, level, number in _rows(_COUNTS, findings)}


def gaps_of(findings: Path) -> tuple[Gap, ...]:
    """What resources of one account and type lack together, the dearest first."""
    return tuple(
        Gap(
            rule=rule,
            dimension=dimension or "",
            key=key or "",
            code=code,
            account=account or "",
            type=kind,
            resources=resources,
            unpriced=unpriced,
            monthly_cost=Decimal(monthly_cost),
        )
        for rule, dimension, key, code, account, kind, resources, unpriced, monthly_cost in _rows(_GAPS, findings)
    )


def _rows(query: str, findings: Path) -> list[tuple[Any, ...]]:
    with opened("the audit's findings", "audit again") as connection:
        rows: list[tuple[Any, ...]] = connection.execute(query, [glob_of(findings)]).fetchall()
    return rows
