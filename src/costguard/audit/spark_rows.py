"""Turns the rows that Spark hands to a worker into batches of an inventory, as the readers of files do it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec
import pyarrow as pa

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.sources.snapshot.columns import Columns
from costguard.sources.snapshot.parquet_file import SOURCE
from costguard.sources.snapshot.parquet_rows import Table, inventory_rows, require_ids
from costguard.tables.inventory import BATCH_ROWS, SCHEMA, WORD

_CLOUDS: Final = frozenset(str(cloud) for cloud in Cloud)


class Reading(msgspec.Struct, frozen=True):
    """How rows are read. `columns` say what the columns of a foreign table hold; None is for our own columns.

    `name` is what errors call the table; `cloud` that of resources of which neither type nor id tells it.
    """

    name: str
    columns: Columns | None = None
    cloud: Cloud | None = None


def inventory_batches(reading: Reading, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows of a partition in the columns of `tables.inventory`. Raises BadInput for what cannot be read."""
    name = f"{reading.name} (part {_partition():,} of Spark's)"
    read = _reader(reading, name)
    first_row = 1
    for batch in _large(batches):
        try:
            batch.validate(full=True)
            rows = read(batch, first_row)
        except pa.ArrowException as error:
            raise BadInput(
                f"{name} cannot be read ({str(error).partition(chr(10))[0][:200]}); write it again"
            ) from error
        yield rows
        first_row += batch.num_rows


def _reader(reading: Reading, name: str) -> Callable[[pa.RecordBatch, int], pa.RecordBatch]:
    if reading.columns is None:
        return lambda batch, first_row: _ours(batch, name, first_row)
    table = Table(reading.columns, name, reading.cloud, SOURCE)
    return lambda batch, first_row: inventory_rows(batch, table, first_row).batch


def _ours(batch: pa.RecordBatch, name: str, first_row: int) -> pa.RecordBatch:
    require_ids(batch.column("id"), name, first_row)
    converted = pa.record_batch([_cast(batch.column(field.name), field.type) for field in SCHEMA], schema=SCHEMA)
    for column in ("cloud", "type"):
        if converted.column(column).null_count:
            raise BadInput(f"{name} has no {column} in some row; every resource of an inventory needs one")
    strange = next((word for word in converted.column("cloud").dictionary.to_pylist() if word not in _CLOUDS), None)
    if strange is not None:
        raise BadInput(f"{name} names the cloud `{strange[:60]}`; costguard knows aws, azure and gcp (and other)")
    return converted


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    return column.dictionary_encode().cast(kind) if kind == WORD and column.type != WORD else column.cast(kind)


def _large(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Spark hands over 10,000 rows at once; what is worked out once a batch is dear on so few."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        if rows and rows + batch.num_rows > BATCH_ROWS:
            yield _joined(waiting)
            waiting, rows = [], 0
        waiting.append(batch)
        rows += batch.num_rows
    if rows:
        yield _joined(waiting)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    (joined,) = pa.Table.from_batches(batches).combine_chunks().to_batches()
    return joined


def _partition() -> int:
    """The number of the partition that this worker is at, from 1."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return 1 if context is None else int(context.partitionId()) + 1
