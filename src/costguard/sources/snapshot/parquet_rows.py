"""Turns a batch of a foreign table into the columns of an inventory, column by column rather than row by row."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.sources.snapshot.arrow_attributes import attribute_column
from costguard.sources.snapshot.arrow_entries import Mask, entries_of_columns, joined
from costguard.sources.snapshot.arrow_tags import Tags, judged_tags, not_told_words, tag_entries
from costguard.sources.snapshot.arrow_values import tag_value_column
from costguard.sources.snapshot.arrow_words import Words, as_text_column, by_combination, no_words, words_of
from costguard.sources.snapshot.columns import Columns
from costguard.sources.snapshot.identity import (
    ACCOUNTS_IN_IDS,
    CLOUD_STARTS,
    GROUPS_IN_IDS,
    REGIONS_IN_IDS,
    account_named,
    group_named,
    is_plain_account,
    region_named,
)
from costguard.sources.snapshot.type_names import TypeName, cloud_named, cloud_told_by, disagreement, type_named
from costguard.tables.inventory import SCHEMA

_LISTS_OF_TEXT: Final = pa.list_(pa.string())


class Rows(msgspec.Struct, frozen=True):
    """A batch in the columns of `tables.inventory`, and the rows of it that told a tag key twice."""

    batch: pa.RecordBatch
    repeats_key: Mask


class Table(msgspec.Struct, frozen=True):
    """What a reader knows of a file before its rows: its columns, its name, the cloud of what tells none itself."""

    columns: Columns
    name: str
    cloud: Cloud | None
    source: str


def inventory_rows(batch: pa.RecordBatch, table: Table, first_row: int) -> Rows:
    """The rows of a batch whose first one is `first_row` (from 1). Raises BadInput for what cannot be read."""
    ids = require_ids(_column(batch, table, "id"), table.name, first_row)
    types = _types(batch, table, ids, first_row)
    clouds = types.of(lambda name: str(name.cloud))
    named = types.of(lambda name: name.type)
    tags = _tags(batch, table, named)
    columns = {
        "id": ids,
        "cloud": clouds.column,
        "type": named.column,
        "native_type": _or_else(_words(batch, table, "native_type"), types.of(lambda name: name.native_type)).column,
        "account": _accounts(batch, table, clouds, ids),
        "region": _regions(batch, table, clouds, named, ids).column,
        "group": _groups(batch, table, clouds, ids),
        "tags": tags.column,
        "tags_incomplete": _or_else(_words(batch, table, "tags_incomplete"), not_told_words(tags.is_not_told)).column,
        "attributes": attribute_column(batch, table.columns, table.name),
        "source": _or_else(_words(batch, table, "source"), _always(table.source, len(ids))).column,
        "sensitive": _sensitive(batch, table),
    }
    return Rows(pa.record_batch([columns[name] for name in SCHEMA.names], schema=SCHEMA), tags.repeats_key)


def require_ids(ids: pa.Array, name: str, first_row: int) -> pa.Array:
    """The ids as text. Raises BadInput, naming the first row that has none."""
    ids = as_text_column(ids, f"the id column of {name}")
    is_missing = pc.equal(pc.binary_length(ids), 0).fill_null(True)
    if pc.any(is_missing).as_py():
        row = int(np.flatnonzero(is_missing.to_numpy(zero_copy_only=False))[0])
        raise BadInput(f"{name} has no id in row {first_row + row:,}; every resource of an inventory needs one")
    return ids


class _Types(msgspec.Struct, frozen=True):
    """The type of each row, by code."""

    codes: np.ndarray
    names: tuple[TypeName, ...]

    def of(self, read: Callable[[TypeName], str]) -> Words:
        return Words(self.codes, tuple(read(name) for name in self.names))


def _types(batch: pa.RecordBatch, table: Table, ids: pa.Array, first_row: int) -> _Types:
    names, said = _words(batch, table, "type"), _words(batch, table, "cloud")
    is_missing = names.where(lambda name: not name)
    if is_missing.any():
        row = first_row + int(np.flatnonzero(is_missing)[0])
        raise BadInput(f"{table.name} has no type in row {row:,}; every resource of an inventory needs one")
    needs_id = names.where(lambda name: cloud_told_by(str(name)) is None) & said.where(lambda word: not word)
    by_id = _clouds_of_ids(ids) if needs_id.any() else no_words(len(ids))

    def read(name: str, cloud: str | None, of_id: str | None) -> TypeName | tuple[str, Cloud]:
        said_cloud = cloud_named(cloud or "", table.name)
        told = cloud_told_by(name)
        if said_cloud is not None and told is not None and said_cloud is not told:
            return name, said_cloud
        return type_named(name, said_cloud or told or (Cloud(of_id) if of_id else table.cloud))

    codes, found = by_combination((names, said, by_id), read)
    for code, name in enumerate(found):
        if isinstance(name, tuple):
            row = first_row + int(np.flatnonzero(codes == code)[0])
            told = cloud_told_by(name[0])
            raise disagreement(name[0], name[1], told or Cloud.OTHER, f"{table.name}, row {row:,},")
    return _Types(codes, tuple(found))


def _clouds_of_ids(ids: pa.Array) -> Words:
    """The cloud whose way of naming each id follows."""
    folded = pc.utf8_lower(pc.utf8_slice_codeunits(ids, 0, 16))
    codes = np.zeros(len(ids), np.int64)
    for code, (start, _) in enumerate(CLOUD_STARTS, start=1):
        codes[(codes == 0) & pc.starts_with(folded, start).to_numpy(zero_copy_only=False)] = code
    return Words(codes, (None, *(str(cloud) for _, cloud in CLOUD_STARTS)))


def _tags(batch: pa.RecordBatch, table: Table, types: Words) -> Tags:
    singly = {
        key: tag_value_column(batch.column(name), f"the column `{name}` of {table.name}")
        for key, name in table.columns.tags.items()
    }
    entries = entries_of_columns({key: pc.if_else(pc.equal(c, ""), None, c) for key, c in singly.items()}, len(batch))
    if "tags" not in table.columns.known:
        return judged_tags(entries, types, pa.nulls(len(batch)))
    column = _column(batch, table, "tags")
    told = tag_entries(column, f"the column `{table.columns.known['tags']}` of {table.name}")
    if not singly:
        return judged_tags(told, types, column)
    return judged_tags(joined(entries, told), types, pa.nulls(len(batch)))


def _accounts(batch: pa.RecordBatch, table: Table, clouds: Words, ids: pa.Array) -> pa.Array:
    told = _words(batch, table, "account")
    if not all(is_plain_account(word or "") for word in told.words):
        told = _named(told, clouds, account_named)
    return _or_from_ids(told, clouds, ids, ACCOUNTS_IN_IDS, account_named).column


def _groups(batch: pa.RecordBatch, table: Table, clouds: Words, ids: pa.Array) -> pa.Array:
    told = _named(_words(batch, table, "group"), clouds, group_named)
    return _or_from_ids(told, clouds, ids, GROUPS_IN_IDS, group_named).column


def _or_from_ids(
    told: Words, clouds: Words, ids: pa.Array, patterns: Mapping[Cloud, str], name: Callable[[str, Cloud], str]
) -> Words:
    """What is told, and where nothing is what the id says."""
    codes, words = told.codes.copy(), [word or "" for word in told.words]
    is_missing = told.where(lambda word: not (word or "").strip())
    for cloud, pattern in patterns.items():
        rows = np.flatnonzero(is_missing & clouds.where(lambda word, cloud=cloud: word == cloud))  # type: ignore[misc]
        if len(rows):
            found = pc.extract_regex(ids.take(pa.array(rows)), pattern).field("found").dictionary_encode()
            codes[rows] = found.indices.fill_null(-1).to_numpy(zero_copy_only=False) + len(words) + 1
            words += ["", *(name(word, cloud) for word in found.dictionary.to_pylist())]
    return Words(codes, words)


def _named(told: Words, clouds: Words, name: Callable[[str, Cloud], str]) -> Words:
    codes, found = by_combination((told, clouds), lambda word, cloud: name(word or "", Cloud(cloud)))
    return Words(codes, found)


def _regions(batch: pa.RecordBatch, table: Table, clouds: Words, types: Words, ids: pa.Array) -> Words:
    told = _or_from_ids(_words(batch, table, "region"), clouds, ids, REGIONS_IN_IDS, lambda place, _: place)

    def read(place: str | None, cloud: str, name: str) -> str | None:
        return region_named(place or "", Cloud(cloud), name)

    codes, found = by_combination((told, clouds, types), read)
    return Words(codes, found)


def _or_else(told: Words, otherwise: Words) -> Words:
    codes, found = by_combination((told, otherwise), lambda word, other: word or other)
    return Words(codes, found)


def _always(word: str, rows: int) -> Words:
    return Words(np.zeros(rows, np.int64), (word,))


def _sensitive(batch: pa.RecordBatch, table: Table) -> pa.Array:
    if "sensitive" not in table.columns.known:
        return pa.nulls(len(batch), _LISTS_OF_TEXT)
    column = _column(batch, table, "sensitive")
    if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type) or pa.types.is_null(column.type)):
        raise BadInput(f"the column `sensitive` of {table.name} holds {column.type}; it needs lists of names")
    return column.cast(_LISTS_OF_TEXT)


def _words(batch: pa.RecordBatch, table: Table, field: str) -> Words:
    if field not in table.columns.known:
        return no_words(len(batch))
    return words_of(_column(batch, table, field), f"the column `{table.columns.known[field]}` of {table.name}")


def _column(batch: pa.RecordBatch, table: Table, field: str) -> pa.Array:
    return batch.column(table.columns.known[field])
