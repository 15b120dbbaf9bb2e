"""What Spark's workers do: the same scan as in one process, on the rows of one partition.

Everything that travels to a worker is in `Work`, pickled once; what is compiled is made there.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
import pyarrow as pa

from costguard.audit.spark_rows import Reading, inventory_batches
from costguard.engine.scan.costs import MonthlyCost
from costguard.engine.scan.scanner import Scanner
from costguard.engine.scan.tally_text import text_of
from costguard.model.errors import CostguardError
from costguard.model.inventory import Container, ScopeRead
from costguard.policy.policy_set import PolicySet
from costguard.sources.snapshot.parquet_file import SOURCE
from costguard.sources.snapshot.tally import Tally as Seen
from costguard.tables.findings import SCHEMA

PACKED: Final = "findings binary, tally string"
"""Spark's schema of `packed`: a batch of findings, or at the end of a partition what was counted."""

PLAIN: Final = pa.schema([
    pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type) for field in SCHEMA
])  # fmt: skip
"""The columns of `tables.findings` as Spark knows them, which has no dictionaries."""

_SPARK_TYPES: Final[Mapping[str, str]] = {"string": "string", "bool": "boolean", "decimal128(24, 6)": "decimal(24, 6)"}
PLAIN_TYPES: Final = ", ".join(f"`{field.name}` {_SPARK_TYPES[str(field.type)]}" for field in PLAIN)
"""The same as Spark's schema."""


class Work(msgspec.Struct, frozen=True):
    """What is to be done with every partition."""

    policy: PolicySet
    reading: Reading
    containers: tuple[Container, ...] = ()
    monthly_cost: MonthlyCost | None = None

    def scanner(self) -> Scanner:
        """A scanner of its own for a partition."""
        return Scanner(self.policy, self.containers, self.monthly_cost)


class Counted(msgspec.Struct, frozen=True):
    """What a partition counted: its tally, what each expired waiver would have excused, and the accounts it saw.

    `problem` is the sentence to tell the user where its rows could not be judged; the rest is then empty.
    """

    tally: str = ""
    expired: tuple[int, ...] = ()
    seen: tuple[ScopeRead, ...] = ()
    problem: str = ""


def packed(work: Work, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The findings of a partition as compressed Arrow streams, and in the last row what was counted (PACKED)."""
    scanner, seen = work.scanner(), Seen()
    try:
        for batch in inventory_batches(work.reading, batches):
            found = list(scanner.findings(seen.add(batch)))
            if found:
                yield _row(_stream_of(found), None)
    except CostguardError as error:
        yield _row(None, Counted(problem=str(error)))
        return
    yield _row(None, Counted(text_of(scanner.tally), tuple(scanner.expired.values()), seen.coverage(SOURCE)))


def plain(work: Work, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The findings of a partition in the columns of PLAIN. Raises BadInput where a row cannot be read."""
    scanner = work.scanner()
    for batch in inventory_batches(work.reading, batches):
        for found in scanner.findings(batch):
            yield in_plain_words(found)


def in_plain_words(found: pa.RecordBatch) -> pa.RecordBatch:
    """Findings without dictionaries."""
    columns = [found.column(field.name).cast(field.type) for field in PLAIN]
    return pa.record_batch(columns, schema=PLAIN)


def findings_in(stream: bytes) -> Iterator[pa.RecordBatch]:
    """The findings of one row of `packed`."""
    with pa.ipc.open_stream(pa.py_buffer(stream)) as reader:
        yield from reader


def _stream_of(found: list[pa.RecordBatch]) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, SCHEMA, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        for batch in found:
            writer.write_batch(batch)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _row(findings: bytes | None, counted: Counted | None) -> pa.RecordBatch:
    told = None if counted is None else msgspec.json.encode(counted).decode()
    return pa.record_batch(
        [pa.array([findings], pa.binary()), pa.array([told], pa.string())], names=["findings", "tally"]
    )
