"""Writes findings to a Parquet file as they come: few rows are held, and a reader never sees half a file."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from costguard.model.errors import BadUsage
from costguard.tables.findings import SCHEMA

_ROWS_AT_ONCE: Final = 262_144


class FindingsFile:
    """A file of findings that is being written; it stands under its name once the `with` block ends well.

    Raises BadUsage where the disc is full or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written = path.with_name(f".{path.name}.part")
        with self._plain_faults():
            self._writer = pq.ParquetWriter(self._written, SCHEMA, compression="zstd")
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
        if kind is not None:
            self._abandon()
            return
        try:
            self._flush()
            with self._plain_faults():
                self._writer.close()
                self._written.replace(self._path)
        except BaseException:
            self._abandon()
            raise

    def _flush(self) -> None:
        if self._waiting:
            with self._plain_faults():
                self._writer.write_table(pa.Table.from_batches(self._waiting))
        self._waiting, self._rows = [], 0

    def _abandon(self) -> None:
        """Remove what was written. Whatever fails on the way must not hide the error that is being told."""
        with suppress(OSError):
            self._writer.close()
        with suppress(OSError):
            self._written.unlink(missing_ok=True)

    @contextmanager
    def _plain_faults(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or str(error).partition("\n")[0][-200:]  # Arrow sets no `strerror`
            place = self._path.parent
            raise BadUsage(
                f"cannot write the findings to {place}: {reason}; make room, or set TMPDIR to another folder"
            ) from error
