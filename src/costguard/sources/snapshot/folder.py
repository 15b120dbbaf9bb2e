"""Reads a snapshot that a collection wrote: a folder of Parquet parts, and a description that accounts for them."""

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from costguard.model.errors import BadInput
from costguard.model.verdict import Input
from costguard.sources.collecting.checkpoint import Part, part_path
from costguard.sources.collecting.document import read_document, safe_so_far
from costguard.sources.collecting.part import read_part
from costguard.sources.inventory import Inventory
from costguard.tables.inventory import BATCH_ROWS

if TYPE_CHECKING:
    import pyarrow as pa

UNFINISHED_NOTE: Final = (
    "the snapshot is unfinished: run the same `costguard audit --save` again to read the scopes that are missing"
)


def read_folder(path: Path) -> Inventory:
    """The inventory of a snapshot, a batch at a time; what it does not hold is in its coverage.

    An unfinished one tells what is safe so far. `Input.digest` covers the description and every part. Raises BadInput
    where the folder is no snapshot or a part is missing or cut off; the iterator does where a part was changed.
    """
    document, content = read_document(path)
    if document.finished is None:
        parts, coverage = safe_so_far(path, document.scopes)
        coverage, notes = document.coverage + coverage, (*document.notes, UNFINISHED_NOTE)
    else:
        parts, coverage, notes = document.parts, document.coverage, document.notes
    for part in parts:
        _require_whole(path, part)
    return Inventory(
        input=Input("snapshot", str(path), _digest(content, parts)),
        batches=partial(_batches, path, parts),
        coverage=lambda: coverage,
        containers=document.containers,
        notes=notes,
        rows=sum(part.rows for part in parts),
        files=tuple(str(part_path(path, part.name)) for part in parts),
    )


def _batches(folder: Path, parts: tuple[Part, ...]) -> "Iterator[pa.RecordBatch]":
    """The parts in their order; many small ones, as of accounts that hold little, make one batch."""
    small: list[pa.Table] = []
    for part in parts:
        if small and sum(table.num_rows for table in small) + part.rows > BATCH_ROWS:
            yield from _joined(small)
            small = []
        small.append(read_part(folder, part))
    yield from _joined(small)


def _joined(tables: "list[pa.Table]") -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    if len(tables) > 1:
        tables = [pa.concat_tables(tables).combine_chunks()]
    for table in tables:
        yield from table.to_batches()


def _require_whole(folder: Path, part: Part) -> None:
    """A part has the length that it was written with; what was changed within it is found when it is read."""
    path = part_path(folder, part.name)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}; read the accounts anew") from error
    if size != part.bytes:
        raise BadInput(f"{path} has {size:,} bytes, not the {part.bytes:,} that were written; read the accounts anew")


def _digest(document: bytes, parts: tuple[Part, ...]) -> str:
    """The hash of the description and of the parts' names, sizes and own hashes."""
    digest = hashlib.sha256(document)
    for part in parts:
        digest.update(f"\n{part.name} {part.bytes} {part.sha256}".encode())
    return f"sha256:{digest.hexdigest()}"
