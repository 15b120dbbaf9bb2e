"""The tags of a foreign table: maps, structs, lists of pairs or JSON text become one column of keys and values."""

from functools import lru_cache
from typing import Final

import msgspec
import numpy as np
import pyarrow as pa

from costguard.model.errors import BadInput
from costguard.sources.snapshot.arrow_entries import (
    Entries,
    Mask,
    Pairs,
    entries_of_columns,
    entries_of_lists,
    entries_of_pairs,
)
from costguard.sources.snapshot.arrow_values import tag_value_column
from costguard.sources.snapshot.arrow_words import Words, as_text_column
from costguard.sources.snapshot.record import TAGS_NOT_TOLD
from costguard.sources.snapshot.tag_values import KEY_NAMES, VALUE_NAMES, NoTagsError, tags_of_text
from costguard.sources.snapshot.type_names import carries_tags
from costguard.tables.inventory import TAGS

_REMEMBERED_TEXTS: Final = 65_536


class Tags(msgspec.Struct, frozen=True):
    """The column `tags`; of which rows it is not told though they carry some; which rows have a key twice."""

    column: pa.Array
    is_not_told: Mask
    repeats_key: Mask


def tag_entries(column: pa.Array, where: str) -> Entries:
    """The tags of each row; null where they are not told. Raises BadInput for a column that cannot hold tags."""
    if pa.types.is_fixed_size_list(column.type):
        column = column.cast(pa.list_(column.type.value_type))
    kind = column.type
    if pa.types.is_map(kind):
        return _as_text(entries_of_pairs(column, 0, 1), where)
    if (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and pa.types.is_struct(kind.value_type):
        return _as_text(entries_of_pairs(column, *_pair_fields(kind.value_type, where)), where)
    if pa.types.is_struct(kind):
        return _of_struct(column, where)
    if pa.types.is_null(kind):
        return entries_of_lists([None], np.zeros(len(column), np.int64))
    if pa.types.is_nested(kind):
        raise BadInput(f"{where} holds {kind}, which are no tags; write a map of text, or JSON text")
    return _of_text(column, where)


def judged_tags(entries: Entries, types: Words, original: pa.Array) -> Tags:
    """The tags as they are judged: each key once, and null only where there can be none.

    A type that carries no tags has none; one that does, and of which none are told, is said to have more than is told.
    `original` is handed on untouched where it is right as it is.
    """
    repeats = entries.repeated()
    repeats_key = np.zeros(len(entries.lengths), np.bool_)
    if repeats.any():
        repeats_key[entries.rows[repeats]] = True
        entries = entries.kept(~repeats)
    carries = types.where(lambda name: carries_tags(str(name)) is True)
    carries_none = types.where(lambda name: carries_tags(str(name)) is False)
    is_not_told = entries.is_null & carries
    is_null = (entries.is_null & ~carries) | (carries_none & (entries.lengths == 0))
    is_right = original.type == TAGS and not repeats_key.any() and np.array_equal(is_null, entries.is_null)
    column = original if is_right else msgspec.structs.replace(entries, is_null=is_null).tags
    return Tags(column, is_not_told, repeats_key)


def not_told_words(is_not_told: Mask) -> Words:
    """The words of `tags_incomplete` for these rows."""
    return Words(is_not_told.astype(np.int64), ("", TAGS_NOT_TOLD))


def _pair_fields(kind: pa.StructType, where: str) -> tuple[int, int]:
    """The places of key and value in the pairs of a list."""
    names = [field.name.lower() for field in kind]
    key = next((names.index(name) for name in KEY_NAMES if name in names), None)
    value = next((names.index(name) for name in VALUE_NAMES if name in names), None)
    if key is None or value is None:
        raise BadInput(f"{where} holds a list of {', '.join(names)}, which are no tags; name the fields key and value")
    return key, value


def _of_struct(column: pa.Array, where: str) -> Entries:
    """One field a key, as tables made of objects have them: a null field is a tag that is not there."""
    fields = {field.name: child for field, child in zip(column.type, column.flatten(), strict=True)}
    texts = {name: tag_value_column(child, f"{where}.{name}") for name, child in fields.items()}
    entries = entries_of_columns(texts, len(column))
    return msgspec.structs.replace(entries, is_null=column.is_null().to_numpy(zero_copy_only=False))


def _of_text(column: pa.Array, where: str) -> Entries:
    encoded = column if pa.types.is_dictionary(column.type) else as_text_column(column, where).dictionary_encode()
    places = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    lists: list[Pairs | None] = [None]
    for text in as_text_column(encoded.dictionary, where).to_pylist():
        try:
            lists.append(_pairs_of_text(text))
        except NoTagsError as error:
            raise BadInput(f"{where} {error}") from error
    return entries_of_lists(lists, places)


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def _pairs_of_text(text: str) -> Pairs | None:
    found = tags_of_text(text)
    return None if found is None else (tuple(found), tuple(found.values()))


def _as_text(entries: Entries, where: str) -> Entries:
    names, values = as_text_column(entries.names, where), tag_value_column(entries.values, where)
    if names.null_count:
        raise BadInput(f"{where} holds a tag without a key; every tag needs one")
    return msgspec.structs.replace(entries, names=names, values=values)
