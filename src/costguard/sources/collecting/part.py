"""One part of a snapshot: at most a batch of resources in one Parquet file, known by its digest."""

from pathlib import Path

import pyarrow as pa

from costguard.model.errors import BadInput
from costguard.sources.collecting.checkpoint import Part, digest_of, part_path
from costguard.sources.collecting.durable import write_durably
from costguard.tables.inventory import SCHEMA


def write_part(folder: Path, name: str, batch: pa.RecordBatch) -> Part:
    """Write a batch of `tables.inventory` durably. Raises BadUsage where the folder cannot be written."""
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_batches([batch]), sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    write_durably(part_path(folder, name), content)
    return Part(name, batch.num_rows, len(content), digest_of(content))


def read_part(folder: Path, part: Part, columns: tuple[str, ...] | None = None) -> pa.Table:
    """The rows of a part, or some columns of them. Raises BadInput where it is not what was written."""
    import pyarrow.parquet as pq

    path = part_path(folder, part.name)
    content = _content_of(path)
    if digest_of(content) != part.sha256:
        raise BadInput(f"{path} is not as it was written (its digest differs); read the accounts anew")
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        if not file.schema_arrow.equals(SCHEMA):
            raise BadInput(f"{path} has other columns than this version of costguard reads; read the accounts anew")
        return file.read(columns=None if columns is None else list(columns))
    except (pa.ArrowException, OSError, ValueError) as error:  # as pyarrow calls a footer that makes no sense
        raise BadInput(f"{path} is no Parquet file; read the accounts anew") from error


def _content_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}; read the accounts anew") from error
