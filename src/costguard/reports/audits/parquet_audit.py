"""The audit for analysts: its findings as a Parquet file that any engine reads, and what a person needs beside."""

from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from costguard.model.audit import Audit
from costguard.model.errors import BadUsage
from costguard.reports.audits.sorted_findings import sorted_batches
from costguard.tables import findings

_ROWS_AT_ONCE: Final = 131_072

SCHEMA: Final = pa.schema([
    *(field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in findings.SCHEMA),
    pa.field("title", pa.string(), nullable=False),
    pa.field("why", pa.string(), nullable=False),
    pa.field("fingerprint", pa.string(), nullable=False),
    pa.field("run", pa.int64()),
])  # fmt: skip
"""The columns of `tables.findings` as plain strings; `run` is the run's number in the history, null where none is kept.

A spreadsheet that opens the file takes no cell for a formula, as Parquet has types; texts are as they were found."""


def write(audit: Audit, file: BinaryIO) -> None:
    """The findings by address, rule and key. Raises BadUsage where `file` is a terminal."""
    if file.isatty():
        raise BadUsage("parquet is not for a terminal; write it to a file: --output parquet=findings.parquet")
    with pq.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
        for batch in sorted_batches(audit, _ROWS_AT_ONCE):
            run = pa.array([audit.run or None] * batch.num_rows, pa.int64())
            rows = pa.Table.from_batches([batch]).append_column("run", run)
            writer.write_table(rows.select(SCHEMA.names).cast(SCHEMA))
