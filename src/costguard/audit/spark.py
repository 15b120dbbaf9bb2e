"""Judges an inventory with Spark, for those who outgrow a machine: the same scan, on many.

The workers need costguard too, and have to see the files. In a notebook (Databricks, EMR, Dataproc):

    from costguard.audit.spark import findings
    findings(spark.table("cloud.resources"), policy).groupBy("account", "key").count().show()
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from costguard.audit.findings_file import FindingsFile
from costguard.audit.judge import Progress, verdict_on
from costguard.audit.spark_rows import Reading
from costguard.audit.spark_session import mapped, require_pandas, spark_session
from costguard.audit.spark_total import Total, expired_waivers
from costguard.audit.spark_worker import PACKED, PLAIN_TYPES, Work, findings_in, in_plain_words, packed, plain
from costguard.engine.scan.costs import MonthlyCost
from costguard.model.audit import Audit
from costguard.model.cloud import Cloud
from costguard.model.inventory import Container
from costguard.policy.policy_set import PolicySet
from costguard.sources.inventory import Inventory
from costguard.sources.snapshot.columns import require_columns
from costguard.tables.findings import batch_of
from costguard.tables.inventory import BATCH_ROWS, SCHEMA

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

_Batches = Iterator[pa.RecordBatch]
_PAIR: Final = "struct<name:string,value:string>"
_GLOB_SIGNS: Final = re.compile(r"([\\*?\[\]{}])")


def findings(
    resources: "DataFrame",
    policy: PolicySet,
    containers: Iterable[Container] = (),
    monthly_cost: MonthlyCost | None = None,
    *,
    cloud: Cloud | None = None,
) -> "DataFrame":
    """The findings on a table of resources, as a table in the columns of `tables.findings` with plain words.

    The table's columns are ours (`tables.inventory`), or named as in any inventory that costguard reads (`arn`,
    `resource_type`, `labels`, `tag:Key`, …). `cloud` is that of resources of which neither type nor id tells it.
    Nothing is read before the result is. Raises BadInput where a column is missing, and BadUsage without pandas; what
    is wrong with a row shows as an error of Spark when it is read.
    """
    require_pandas()
    frame, reading = _readable(resources, "the table", cloud)
    work = Work(policy, reading, tuple(containers), monthly_cost)
    found = mapped(frame, partial(plain, work), PLAIN_TYPES)
    if not expired_waivers(policy):
        return found
    counted = mapped(frame, partial(packed, work), PACKED).select("tally").where("tally IS NOT NULL")
    return found.unionByName(mapped(counted.repartition(1), partial(_told_of_expired, policy), PLAIN_TYPES))


def judge_with_spark(
    inventory: Inventory,
    policy: PolicySet,
    findings: Path,
    monthly_cost: MonthlyCost | None = None,
    on_progress: Progress = lambda _: None,
    *,
    session: "SparkSession | None" = None,
) -> Audit:
    """Judge an inventory as `judge_inventory` does, with Spark; the result is the same but for the order of findings.

    An inventory that lies in other files than Parquet in our own columns is first written as such. Without a `session`
    the active one is taken, or one is opened as Spark's settings say. Raises BadInput where the inventory cannot be
    read to its end (nothing is written then), and BadUsage where Spark or pandas is missing.
    """
    require_pandas()
    with spark_session(session) as spark, _files(inventory, findings.parent) as files:
        rows, reading = _readable(spark.read.parquet(*files), inventory.input.path, None) if files else (None, None)
        total = Total(policy)
        with FindingsFile(findings) as file:
            if rows is not None and reading is not None:
                work = Work(policy, reading, inventory.containers, monthly_cost)
                _gather(mapped(rows, partial(packed, work), PACKED), total, file, on_progress)
            expired = total.expired_findings()
            if expired:
                file.write(batch_of(expired))
        coverage = inventory.coverage() or total.coverage()
    told = msgspec.structs.replace(inventory, coverage=lambda: coverage)
    return verdict_on(told, policy, findings, total.tally)


def _gather(packed_findings: "DataFrame", total: Total, file: FindingsFile, on_progress: Progress) -> None:
    """Take in what the workers found, a batch at a time; they keep it on their disks until it is asked for."""
    from pyspark import StorageLevel

    kept = packed_findings.persist(StorageLevel.DISK_ONLY)
    try:
        kept.count()  # all partitions side by side; the iterator alone asks for one after the other
        for row in kept.toLocalIterator():
            if row.tally is None:
                for batch in findings_in(bytes(row.findings)):
                    file.write(batch)
            else:
                total.add(row.tally)
                on_progress(total.tally.resources)
    finally:
        kept.unpersist()


def _told_of_expired(policy: PolicySet, batches: _Batches) -> _Batches:
    """From what all partitions counted, the findings on expired waivers."""
    total = Total(policy)
    for batch in batches:
        for text in batch.column("tally").to_pylist():
            total.add(text)
    yield in_plain_words(batch_of(total.expired_findings()))


def _readable(frame: "DataFrame", name: str, cloud: Cloud | None) -> "tuple[DataFrame, Reading]":
    """The columns that are read of a table, and how. Raises BadInput where one is missing."""
    if set(frame.columns) == set(SCHEMA.names) and _has_our_shapes(frame):
        return frame.select(*SCHEMA.names), Reading(name)
    columns = require_columns(frame.columns, name)
    return frame.select(*map(_quoted(frame), columns.read)), Reading(name, columns, cloud)


def _has_our_shapes(frame: "DataFrame") -> bool:
    from pyspark.sql.types import ArrayType, MapType

    kinds = {field.name: field.dataType for field in frame.schema.fields}
    attributes = kinds["attributes"]
    is_list = (
        isinstance(attributes, ArrayType)
        and attributes.elementType.simpleString() == "struct<name:string,value:string>"
    )
    return isinstance(kinds["tags"], MapType) and is_list


def _quoted(frame: "DataFrame") -> "Callable[[str], Column]":
    """Names as they stand, for a column may be called `tag:Key.with.dots`."""
    return lambda name: frame["`" + name.replace("`", "``") + "`"]


@contextmanager
def _files(inventory: Inventory, folder: Path) -> Iterator[list[str]]:
    """Parquet files of the inventory in our own columns: those it lies in, or ones that last as long as the block."""
    if inventory.files:
        yield [_as_spark_has_it(file) for file in inventory.files]
        return
    with tempfile.TemporaryDirectory(prefix=".costguard-spark-", dir=folder) as name:
        path = Path(name) / "inventory.parquet"
        rows = 0
        with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
            for batch in inventory.batches():
                rows += batch.num_rows
                writer.write_batch(batch, row_group_size=BATCH_ROWS)
        yield [_as_spark_has_it(str(path))] if rows else []


def _as_spark_has_it(path: str) -> str:
    """A path of this machine's, whatever Spark's default file system is; Hadoop takes paths for globs."""
    return "file://" + _GLOB_SIGNS.sub(r"\\\1", str(Path(path).absolute()))
