"""Sets two finished audits side by side: which faults came, came back, went, or could not be seen."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from costguard.history.database import reading
from costguard.history.duck import duck
from costguard.history.files import path_of
from costguard.history.lives import life_of
from costguard.history.place import Place
from costguard.model.history import Diff, Fate, Filters, Life
from costguard.tables.duck import glob_of, rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


ALL: Final = Filters()


def diff(
    place: Place, older: int | None = None, newer: int | None = None, filters: Filters = ALL, limit: int | None = 1000
) -> Diff:
    """What changed from `older` to `newer`, two finished runs: the last one and the one before where none is given.

    Only both ends count: what came and went between is not told. Raises BadUsage where there are no two such runs, and
    where a filter names a cloud, account, rule or dimension that neither knows: nothing found there is no good news.
    """
    from costguard.history.run_table import two_done
    from costguard.history.scores import require_known

    with reading(place) as connection:
        before, after = two_done(connection, place, older, newer)
        require_known(connection, (before.id, after.id), filters)
    old, new = path_of(place, before.lives_file, before.id), path_of(place, after.lives_file, after.id)
    with duck() as con:
        con.execute(_FATES.format(where=_where(filters)), _parameters(filters, old, new))
        counts = _counts(con)
        lives = _lives(con, old, new, filters.fates, limit)
    asked = sum(counts[fate] for fate in set(filters.fates))
    return Diff(before, after, counts, lives, asked - len(lives))


# The wide columns are read in a second step, and only of what is asked for: most faults of a run persist.
_FATES: Final = """
CREATE TEMP TABLE fates AS
SELECT * FROM (
    SELECT coalesce(n.fingerprint, o.fingerprint) AS fingerprint,
           n.fingerprint IS NULL AS is_forgotten,
           CASE WHEN n.fingerprint IS NULL OR n.status = 'resolved'
                THEN CASE WHEN o.status <> 'resolved' THEN 'resolved' END
                WHEN n.status IN ('unseen', 'elsewhere') THEN n.status
                WHEN o.fingerprint IS NULL THEN 'new'
                WHEN o.status = 'resolved' THEN 'reopened'
                ELSE 'persisting' END AS fate
    FROM read_parquet($old) o FULL JOIN read_parquet($new) n ON o.fingerprint = n.fingerprint
    WHERE {where}
)
WHERE fate IS NOT NULL
"""

_LIVES: Final = f"""
SELECT {{columns}}, fate AS status FROM (
    SELECT n.*, fate FROM fates JOIN read_parquet($new) n ON n.fingerprint = fates.fingerprint
    WHERE NOT is_forgotten AND list_contains($fates, fate)
    UNION ALL
    SELECT o.*, fate FROM fates JOIN read_parquet($old) o ON o.fingerprint = fates.fingerprint
    WHERE is_forgotten AND list_contains($fates, fate)
)
ORDER BY list_position({[str(fate) for fate in Fate]}, fate), address, rule, "key"
LIMIT {{limit}}
"""  # noqa: S608  (constants)

_COLUMNS: Final = {
    "clouds": "cloud",
    "accounts": "account",
    "regions": "region",
    "types": "type",
    "rules": "rule",
    "dimensions": "dimension",
    "codes": "code",
    "states": "state",
}


def _where(filters: Filters) -> str:
    tests = (
        f"list_contains(${field}, CASE WHEN n.fingerprint IS NULL THEN o.{column} ELSE n.{column} END)"
        for field, column in _COLUMNS.items()
        if getattr(filters, field)
    )
    return " AND ".join(tests) or "true"


def _parameters(filters: Filters, old: Path, new: Path) -> dict[str, Any]:
    asked = {field: list(getattr(filters, field)) for field in _COLUMNS if getattr(filters, field)}
    return {"old": glob_of(old), "new": glob_of(new), **asked}


def _counts(con: "DuckDBPyConnection") -> dict[Fate, int]:
    rows = con.execute("SELECT fate, count(*) FROM fates GROUP BY fate").fetchall()
    return dict.fromkeys(Fate, 0) | {Fate(fate): count for fate, count in rows}


def _lives(
    con: "DuckDBPyConnection", old: Path, new: Path, fates: tuple[Fate, ...], limit: int | None
) -> tuple[Life, ...]:
    names = [name for name in Life.__struct_fields__ if name != "status"]
    query = _LIVES.format(
        columns=", ".join(f'"{name}"' for name in names), limit="ALL" if limit is None else int(limit)
    )
    con.execute(query, {"old": glob_of(old), "new": glob_of(new), "fates": [str(fate) for fate in fates]})
    return tuple(life_of(row) for row in rows_of(con))
