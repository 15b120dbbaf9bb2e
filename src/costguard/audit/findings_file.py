"""Writes findings to a Parquet file as they come: few rows are held, and a reader never sees half a file."""

from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from costguard.tables.findings import SCHEMA

_ROWS_AT_ONCE: Final = 262_144
_WORDS: Final = [field.name for field in SCHEMA if pa.types.is_dictionary(field.type)]


class FindingsFile:
    """A file of findings that is being written; it stands under its name once the `with` block ends well."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written = path.with_name(f".{path.name}.part")
        # Nobody looks findings up by ranges of values; and a dictionary is asked for only where there are few words.
        self._writer = pq.ParquetWriter(
            self._written, SCHEMA, compression="zstd", write_statistics=False, use_dictionary=_WORDS
        )
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Add findings."""
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _ROWS_AT_ONCE:
            self._flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
        finally:
            self._writer.close()
        if kind is None:
            self._written.replace(self._path)
        else:
            self._written.unlink(missing_ok=True)

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting).unify_dictionaries())
        self._waiting, self._rows = [], 0
