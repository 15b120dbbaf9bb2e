"""Follows faults from run to run: found anew, found again, gone where that is proved, unseen where it is not."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from costguard.history.clock import stamp
from costguard.history.files import write_whole
from costguard.history.scopes import AccountReread, RegionRead
from costguard.model.finding import Code
from costguard.model.history import Life
from costguard.tables.duck import glob_of, quoted

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

MENDED: Final = "mended or gone"
RULE_REMOVED: Final = "rule removed"


class Moment(msgspec.Struct, frozen=True):
    """The run whose end it is, the end, the rules of its policy, and what its coverage proves."""

    run: int
    at: datetime
    rules: tuple[str, ...]
    regions: tuple[RegionRead, ...]
    accounts: tuple[AccountReread, ...]
    keep_resolved_days: int


def write_lives(con: "DuckDBPyConnection", target: Path, findings: Path, before: Path | None, moment: Moment) -> None:
    """Write the lives after a run: those `before` it, changed by what it found and what it could have found.

    `findings` are in the columns of `tables.findings`; the file has the fields of `shapes.Life`. It appears as a whole.
    """
    con.execute(_FOUND, {"findings": glob_of(findings)})
    _keep_gravest(con)
    con.execute(_BEFORE.format(before=quoted(glob_of(before))) if before else _NOTHING_BEFORE)
    con.register("rules", _column("rule", moment.rules))
    con.register("clouds", _column("cloud", (read.cloud for read in moment.regions)))
    con.register("regions", _table(RegionRead, moment.regions))
    con.register("accounts", _table(AccountReread, moment.accounts))
    parameters = {
        "run": moment.run,
        "at": stamp(moment.at),
        "forget": stamp(moment.at - timedelta(days=moment.keep_resolved_days)),
    }
    write_whole(target, lambda part: con.execute(_LIVES, {**parameters, "target": str(part)}))


def require_lives(con: "DuckDBPyConnection", before: Path) -> None:
    """Nothing, where a file holds lives as far as its own description tells; raises DuckDB's error where not."""
    columns = ", ".join(f'"{name}"' for name in Life.__struct_fields__)
    con.execute(f"SELECT {columns} FROM read_parquet($before) LIMIT 0", {"before": glob_of(before)})  # noqa: S608  (constants)


def regionless_runs(con: "DuckDBPyConnection", before: Path) -> tuple[int, ...]:
    """The runs that found last what is open and has no region."""
    rows = con.execute(
        "SELECT DISTINCT last_run FROM read_parquet($before) WHERE coalesce(region, '') = '' AND status <> 'resolved'",
        {"before": glob_of(before)},
    ).fetchall()
    return tuple(row[0] for row in rows)


def life_of(row: Iterable[Any]) -> Life:
    """A life from its values in the order of its fields."""
    return msgspec.convert(dict(zip(Life.__struct_fields__, row, strict=True)), Life)


def _keep_gravest(con: "DuckDBPyConnection") -> None:
    """Of several findings of one fault keep the gravest. Most runs have none, and save the sorting."""
    rows = con.execute("SELECT count(*), count(DISTINCT fingerprint) FROM found").fetchall()
    if rows[0][0] != rows[0][1]:
        con.execute(_GRAVEST)


def _column(name: str, values: Iterable[str]) -> "pa.Table":
    import pyarrow as pa

    return pa.table({name: pa.array(sorted(set(values)), pa.string())})


def _table(shape: type[RegionRead] | type[AccountReread], rows: Iterable[RegionRead | AccountReread]) -> "pa.Table":
    import pyarrow as pa

    kinds: dict[Any, pa.DataType] = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
    schema = pa.schema([pa.field(field.name, kinds[field.type]) for field in msgspec.structs.fields(shape)])
    return pa.Table.from_pylist([msgspec.structs.asdict(row) for row in rows], schema=schema)


# As Finding.fingerprint has it, of a finding that is of no plan: what stands before the first NUL is the plan's number.
_FINGERPRINT: Final = """left(sha256(chr(0) || address || chr(0) || rule || chr(0) || coalesce("key", '')), 32)"""

_GRAVEST: Final = """
CREATE OR REPLACE TEMP TABLE found AS
SELECT * FROM found
QUALIFY row_number() OVER (
    PARTITION BY fingerprint
    ORDER BY list_position(['violation', 'undecided', 'waived'], state),
             list_position(['deny', 'approval', 'advise', 'debt'], level), code, cloud, account, region, collected_by
) = 1
"""

_FOUND: Final = f"""
CREATE TEMP TABLE found AS
SELECT {_FINGERPRINT} AS fingerprint, address, rule, coalesce("key", '') AS "key", coalesce(dimension, '') AS dimension,
       code, state, level, type, cloud, coalesce(account, '') AS account, region,
       coalesce(collected_by, '') AS collected_by
FROM read_parquet($findings)
"""  # noqa: S608  (constants)

_BEFORE: Final = "CREATE TEMP VIEW before AS SELECT * FROM read_parquet({before})"

_NOTHING_BEFORE: Final = """
CREATE TEMP TABLE before AS
SELECT *, 0::BIGINT AS first_run, '' AS first_seen, 0::BIGINT AS last_run, '' AS last_seen,
       NULL::BIGINT AS resolved_run, NULL::VARCHAR AS resolved_at, NULL::VARCHAR AS resolved_because,
       0::BIGINT AS reopened, '' AS status
FROM found LIMIT 0
"""

# Two halves, found and not found: each joins its many columns with few of the other, which bounds the memory.
# A waiver's own finding may carry a glob for its rule, and has no scope: it is there or it is not. A resource without
# an account has one, for all that: somebody read it.
# Sorted by fingerprint, so that asking for one fault reads one group of rows of each file.
# A run that reads one cloud says nothing of the others, nor does its policy: their faults are elsewhere.
# INVARIANT: what was not read, all of it and by the same source, is never resolved.
_LIVES: Final = f"""
COPY (
WITH missing AS (
    SELECT b.*,
           CASE WHEN b.status = 'resolved' THEN NULL
                WHEN b.code = '{Code.EXPIRED_WAIVER}' THEN '{MENDED}'
                WHEN b.cloud NOT IN (SELECT cloud FROM clouds) THEN NULL
                WHEN b.rule NOT IN (SELECT rule FROM rules) THEN '{RULE_REMOVED}'
                WHEN coalesce(b.region, '') = '' AND a.run IS NOT NULL THEN '{MENDED}'
                WHEN coalesce(b.region, '') <> '' AND coalesce(own.complete, every.complete, false) THEN '{MENDED}'
           END AS because
    FROM before b
    ANTI JOIN found ON found.fingerprint = b.fingerprint
    LEFT JOIN regions own ON (own.cloud, own.account, own.source, own.region)
                           = (b.cloud, b.account, b.collected_by, b.region)
    LEFT JOIN regions every ON (every.cloud, every.account, every.source) = (b.cloud, b.account, b.collected_by)
                           AND every.region = '*'
    LEFT JOIN accounts a ON (a.cloud, a.account, a.source, a.run) = (b.cloud, b.account, b.collected_by, b.last_run)
    WHERE b.status <> 'resolved' OR b.resolved_at >= $forget
)
SELECT f.*,
       coalesce(b.first_run, $run) AS first_run,
       coalesce(b.first_seen, $at) AS first_seen,
       $run AS last_run,
       $at AS last_seen,
       NULL::BIGINT AS resolved_run,
       NULL::VARCHAR AS resolved_at,
       NULL::VARCHAR AS resolved_because,
       coalesce(b.reopened, 0) + (b.status IS NOT DISTINCT FROM 'resolved')::BIGINT AS reopened,
       CASE WHEN b.status IS NULL THEN 'new' WHEN b.status = 'resolved' THEN 'reopened' ELSE 'persisting' END AS status
FROM found f
LEFT JOIN (SELECT fingerprint, first_run, first_seen, reopened, status FROM before) b ON b.fingerprint = f.fingerprint
UNION ALL
SELECT * EXCLUDE (because) REPLACE (
           CASE WHEN because IS NULL THEN resolved_run ELSE $run END AS resolved_run,
           CASE WHEN because IS NULL THEN resolved_at ELSE $at END AS resolved_at,
           coalesce(because, resolved_because) AS resolved_because,
           CASE WHEN because IS NOT NULL OR status = 'resolved' THEN 'resolved'
                WHEN cloud IN (SELECT cloud FROM clouds) THEN 'unseen'
                ELSE 'elsewhere' END AS status
       )
FROM missing
ORDER BY fingerprint
) TO $target (FORMAT parquet, COMPRESSION zstd)
"""  # noqa: S608  (constants)
