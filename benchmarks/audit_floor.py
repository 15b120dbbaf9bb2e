"""The floors of the audit: what somebody would write by hand for the tags of `audit_policy.yaml`, and nothing else.

    python benchmarks/audit_floor.py polars|duckdb INVENTORY FINDINGS

Both read Parquet and write the address, key, code and value of each finding as Parquet, as a stream where the library
can. Neither knows waivers, aliases, spellings, messages, compliance or what it costs.
"""

import sys
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Wanted:
    """One tag: the values that it may have (a list or a whole-value pattern), and the types that it is asked of."""

    key: str
    values: tuple[str, ...] = ()
    pattern: str = ""
    only: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


TAGS: Final = (
    Wanted("environment", values=("prod", "staging", "dev", "sandbox"), excluded=("aws_iam_role",)),
    Wanted("cost_center", pattern="^CC-[0-9]{4}$", excluded=("aws_iam_role", "aws_security_group")),
    Wanted("owner", pattern=r"^[^@\s]+@example[.]com$", excluded=("aws_cloudwatch_log_group",)),
    Wanted("application", pattern="^[a-z][a-z0-9-]{1,40}$"),
    Wanted(
        "data_class",
        values=("public", "internal", "confidential", "restricted"),
        only=(
            "aws_s3_bucket", "aws_db_instance", "aws_ebs_volume", "azurerm_storage_account", "azurerm_managed_disk",
            "azurerm_key_vault", "google_storage_bucket", "google_bigquery_dataset",
        ),
    ),
)  # fmt: skip


def by_polars(inventory: str, findings: str) -> None:
    """The streaming engine, from scan to sink."""
    import polars as pl

    tags = [pl.col("tags").map.get(tag.key).alias(f"tag:{tag.key}") for tag in TAGS]
    rows = pl.scan_parquet(inventory).select("id", pl.col("type").cast(pl.String), *tags)
    parts = []
    for tag in TAGS:
        value = pl.col(f"tag:{tag.key}")
        is_right = value.is_in(tag.values) if tag.values else value.str.contains(tag.pattern)
        is_asked = pl.lit(value=True)
        if tag.only:
            is_asked &= pl.col("type").is_in(tag.only)
        if tag.excluded:
            is_asked &= ~pl.col("type").is_in(tag.excluded)
        code = pl.when(value.is_null()).then(pl.lit("missing")).otherwise(pl.lit("invalid"))
        wrong = rows.filter(is_asked & (value.is_null() | ~is_right))
        parts.append(wrong.select(pl.col("id").alias("address"), key=pl.lit(tag.key), code=code, value=value))
    pl.concat(parts).sink_parquet(findings, compression="zstd")


def by_duckdb(inventory: str, findings: str) -> None:
    """One query."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(_query(inventory, findings))


def _query(inventory: str, findings: str) -> str:
    faults = ", ".join(_fault(tag) for tag in TAGS)
    return f"""
        COPY (
            SELECT address, fault.* FROM (
                SELECT id AS address, unnest([{faults}]) AS fault FROM read_parquet('{inventory}')
            ) WHERE fault IS NOT NULL
        ) TO '{findings}' (FORMAT parquet, COMPRESSION zstd)
    """  # noqa: S608  (words of our own, and paths that the benchmark made)


def _fault(tag: Wanted) -> str:
    value = f"tags['{tag.key}']"
    is_right = f"{value} IN {_listed(tag.values)}" if tag.values else f"regexp_matches({value}, '{tag.pattern}')"
    asked = [f"type IN {_listed(tag.only)}"] if tag.only else []
    asked += [f"type NOT IN {_listed(tag.excluded)}"] if tag.excluded else []
    return f"""CASE WHEN {" AND ".join(asked) or "true"} THEN CASE
        WHEN {value} IS NULL THEN {{'key': '{tag.key}', 'code': 'missing', 'value': NULL}}
        WHEN NOT ({is_right}) THEN {{'key': '{tag.key}', 'code': 'invalid', 'value': {value}}} END END"""


def _listed(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


if __name__ == "__main__":
    {"polars": by_polars, "duckdb": by_duckdb}[sys.argv[1]](*sys.argv[2:])
