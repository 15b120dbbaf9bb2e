"""Reads inventories in Parquet, a batch at a time: memory holds a batch, however many millions the file has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.sources.snapshot.columns import Columns, require_columns, unread_note
from costguard.sources.snapshot.contents import Contents
from costguard.sources.snapshot.given import Given
from costguard.sources.snapshot.parquet_rows import Table, inventory_rows, require_ids
from costguard.sources.snapshot.tally import Tally
from costguard.tables.inventory import BATCH_ROWS, SCHEMA, WORD, WORDED_SCHEMA, WORDED_TAGS

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

SOURCE: Final = "snapshot"
_LARGE_GROUP: Final = 32_768
_TAGS: Final = SCHEMA.names.index("tags")
# Columns of few words are read as such; everything else as it lies.
_WORDS: Final = (
    "type", "cloud", "native_type", "account", "region", "group", "tags_incomplete", "attrs", "source",
)  # fmt: skip


class _Known(msgspec.Struct, frozen=True):
    """What a file's metadata tell."""

    file: Given
    schema: pa.Schema
    rows: int
    columns: Columns

    @property
    def is_ours(self) -> bool:
        return self.schema.names == SCHEMA.names and all(
            _is_alike(self.schema.field(name).type, SCHEMA.field(name).type) for name in SCHEMA.names
        )


def read_parquet(files: tuple[Given, ...], cloud: Cloud | None) -> Contents:
    """The resources of Parquet files. Raises BadInput at once for what their metadata tell, for the rest on reading."""
    known = tuple(_known(file) for file in files)
    notes = (unread_note(each.columns, each.file.name) for each in known)
    return Contents(
        SOURCE,
        tuple(partial(_told, each, cloud) for each in known),
        notes=tuple(note for note in notes if note),
        rows=sum(each.rows for each in known),
        is_ours=all(each.is_ours and each.file.path for each in known),
    )


def _told(known: _Known, cloud: Cloud | None, tally: Tally) -> Iterator[pa.RecordBatch]:
    with _damage_told(known.file):
        yield from _ours(known, tally) if known.is_ours else _foreign(known, cloud, tally)


def _known(file: Given) -> _Known:
    with _opened(file) as parquet:
        schema, rows = parquet.schema_arrow, parquet.metadata.num_rows
    twice = next((name for name in schema.names if schema.names.count(name) > 1), None)
    if twice is not None:
        raise BadInput(f"{file.name} has the column `{twice}` twice; keep one")
    return _Known(file, schema, rows, require_columns(schema.names, file.name))


def _ours(known: _Known, tally: Tally) -> Iterator[pa.RecordBatch]:
    """Handed on as they lie, but for an id, a type and a cloud that have to be there."""
    row = 1
    for batch in _batches(known, SCHEMA.names):
        require_ids(batch.column("id"), known.file.name, row)
        columns = [_cast(batch, name) for name in SCHEMA.names]
        schema = WORDED_SCHEMA if columns[_TAGS].type == WORDED_TAGS else SCHEMA
        converted = pa.record_batch(columns, schema=schema)
        _require_words(converted, known.file.name)
        yield tally.add(converted)
        row += len(batch)


def _foreign(known: _Known, cloud: Cloud | None, tally: Tally) -> Iterator[pa.RecordBatch]:
    table = Table(known.columns, known.file.name, cloud, SOURCE)
    row = 1
    for batch in _batches(known, list(known.columns.read)):
        rows = inventory_rows(batch, table, row)
        yield tally.add(rows.batch, rows.repeats_key)
        row += len(batch)


def _batches(known: _Known, names: list[str]) -> Iterator[pa.RecordBatch]:
    words = _word_columns(known)
    with _opened(known.file, words) as parquet:
        worded = _worded_tags(parquet) if known.is_ours else ()
        batches = _by_group(known, words, worded, names) if worded else parquet.iter_batches(BATCH_ROWS, columns=names)
        for batch in batches:
            batch.validate(full=True)  # text that is no UTF-8 would only fail where somebody prints it
            yield batch


def _worded_tags(parquet: "ParquetFile") -> tuple[str, ...]:
    """The paths of keys and values of tags, where they are read as words, each held once a group of rows.

    Arrow does so within one group only: groups have to be large enough for a batch each.
    """
    groups = parquet.metadata.num_row_groups
    if not groups or parquet.metadata.num_rows / groups < _LARGE_GROUP:
        return ()
    paths = (parquet.schema.column(number).path for number in range(len(parquet.schema)))
    return tuple(path for path in paths if path.startswith("tags."))


def _by_group(known: _Known, words: list[str], worded: tuple[str, ...], names: list[str]) -> Iterator[pa.RecordBatch]:
    with _opened(known.file, [*words, *worded]) as parquet, _opened(known.file, words) as plain:
        for group in range(parquet.metadata.num_row_groups):
            yield from _either(
                parquet.iter_batches(BATCH_ROWS, row_groups=[group], columns=names),
                partial(plain.iter_batches, BATCH_ROWS, row_groups=[group], columns=names),
            )


def _either(
    worded: Iterator[pa.RecordBatch], plain: Callable[[], Iterator[pa.RecordBatch]]
) -> Iterator[pa.RecordBatch]:
    """The batches with words, or from where Arrow cannot give such (they lie in several dictionaries) those without."""
    done = 0
    try:
        for batch in worded:
            yield batch
            done += len(batch)
    except pa.ArrowNotImplementedError:
        for batch in plain():
            if done < len(batch):
                yield batch.slice(done)
            done = max(0, done - len(batch))


def _word_columns(known: _Known) -> list[str]:
    columns = (known.columns.known.get(field) for field in _WORDS)
    return [name for name in columns if name is not None and pa.types.is_string(known.schema.field(name).type)]


@contextmanager
def _opened(file: Given, word_columns: list[str] | None = None) -> "Iterator[ParquetFile]":
    import pyarrow.parquet as pq

    with _damage_told(file), file.raw() as handle:
        source: Any = file.path or handle
        with pq.ParquetFile(source, read_dictionary=word_columns, pre_buffer=False) as parquet:
            yield parquet


@contextmanager
def _damage_told(file: Given) -> Iterator[None]:
    """Every failure of Arrow, on opening, reading or converting, is one sentence."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        reason = _first_line(error)
        raise BadInput(
            f"{file.name} is Parquet that is damaged, cut or not UTF-8 ({reason}); write it again"
        ) from error


def _cast(batch: pa.RecordBatch, name: str) -> pa.Array:
    column, kind = batch.column(name), SCHEMA.field(name).type
    if column.type == kind or (name == "tags" and column.type == WORDED_TAGS):
        return column
    return (
        column.dictionary_encode().cast(kind)
        if kind == WORD and not pa.types.is_dictionary(column.type)
        else column.cast(kind)
    )


def _require_words(batch: pa.RecordBatch, name: str) -> None:
    clouds = {str(cloud) for cloud in Cloud}
    for column in ("cloud", "type"):
        if batch.column(column).null_count:
            raise BadInput(f"{name} has no {column} in some row; every resource of an inventory needs one")
    strange = next((word for word in batch.column("cloud").dictionary.to_pylist() if word not in clouds), None)
    if strange is not None:
        raise BadInput(f"{name} names the cloud `{strange[:60]}`; costguard knows aws, azure and gcp (and other)")


def _is_alike(found: pa.DataType, ours: pa.DataType) -> bool:
    """Whether a column is ours but for how its words are stored: not every writer keeps dictionaries."""
    return bool(found == ours or (ours == WORD and (pa.types.is_string(found) or pa.types.is_dictionary(found))))


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0][:200].rstrip(". ")
