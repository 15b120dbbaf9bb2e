"""The attributes of a foreign table: columns named as in policies, maps, or JSON text become one column of values."""

from collections.abc import Mapping
from functools import lru_cache, reduce
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from costguard.model.errors import BadInput
from costguard.sources.snapshot.arrow_entries import (
    Entries,
    Pairs,
    entries_of_columns,
    entries_of_lists,
    entries_of_pairs,
    joined,
)
from costguard.sources.snapshot.arrow_values import value_column
from costguard.sources.snapshot.arrow_words import as_text_column
from costguard.sources.snapshot.attribute_values import attribute_text, attribute_values
from costguard.sources.snapshot.columns import Columns
from costguard.tables.inventory import ATTRIBUTES

_REMEMBERED_TEXTS: Final = 65_536
_NAMES: Final = ("name", "key")


def attribute_column(batch: pa.RecordBatch, columns: Columns, where: str) -> pa.Array:
    """The attributes of each row. Of a name that is told in several places a column of its own counts first.

    In such a column null is "not told"; in `attributes` and `attrs` it is "not set". Raises BadInput for what cannot
    hold attributes.
    """
    told = [_of_columns(batch, columns.attributes, where)]
    for field in ("attributes", "attrs"):
        if field in columns.known:
            name = columns.known[field]
            told.append(_of_nested(batch.column(name), f"the column `{name}` of {where}"))
    entries = reduce(joined, told)
    return entries.attributes if len(entries.names) else _nothing(batch.num_rows)


def _of_columns(batch: pa.RecordBatch, names: Mapping[str, str], where: str) -> Entries:
    texts: dict[str, pa.Array] = {}
    lists: list[Entries] = []
    for name, column_name in names.items():
        column, place = batch.column(column_name), f"the column `{column_name}` of {where}"
        is_list = pa.types.is_list(column.type) or pa.types.is_large_list(column.type)
        if pa.types.is_nested(column.type.value_type if is_list else column.type):
            continue  # an object, such as Azure's `sku`, tells no single value
        if is_list:
            lists.append(_of_list(column, name, place))
        else:
            texts[name] = value_column(column, name, place)
    return reduce(joined, lists, entries_of_columns(texts, batch.num_rows))


def _of_list(column: pa.Array, name: str, where: str) -> Entries:
    """A column of lists: several values of one attribute."""
    pairs = pa.StructArray.from_arrays([column.values, column.values], names=["name", "value"])
    entries = entries_of_pairs(type(column).from_arrays(column.offsets, pairs), 0, 1)
    names = pa.array([name], pa.string()).take(pa.array(np.zeros(len(entries.values), np.int64)))
    return msgspec.structs.replace(entries, names=names, values=value_column(entries.values, name, where))


def _of_nested(column: pa.Array, where: str) -> Entries:
    kind = column.type
    if pa.types.is_map(kind):
        return _normalised(entries_of_pairs(column, 0, 1), where)
    if (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and pa.types.is_struct(kind.value_type):
        return _normalised(entries_of_pairs(column, *_pair_fields(kind.value_type, where)), where)
    if pa.types.is_struct(kind):
        fields = zip(kind, column.flatten(), strict=True)
        texts = {field.name: value_column(child, field.name, where) for field, child in fields}
        return entries_of_columns(texts, len(column))
    if pa.types.is_nested(kind):
        raise BadInput(f"{where} holds {kind}, which are no attributes; write a map, or JSON text")
    return _of_text(column, where)


def _pair_fields(kind: pa.StructType, where: str) -> tuple[int, int]:
    names = [field.name.lower() for field in kind]
    name = next((names.index(each) for each in _NAMES if each in names), None)
    if name is None or "value" not in names:
        raise BadInput(f"{where} holds a list of {', '.join(names)}; name the fields name and value")
    return name, names.index("value")


def _normalised(entries: Entries, where: str) -> Entries:
    """Numbers and booleans as policies write them: each distinct pair of name and value is looked at once."""
    names = as_text_column(entries.names, where)
    if names.null_count:
        raise BadInput(f"{where} holds an attribute without a name; every one needs one")
    values = value_column(entries.values, "", where)
    name_words, value_words = names.dictionary_encode(), values.dictionary_encode()
    width = len(value_words.dictionary) + 1
    value_codes = value_words.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    codes = name_words.indices.to_numpy(zero_copy_only=False).astype(np.int64) * width + value_codes
    used, places = np.unique(codes, return_inverse=True)
    texts = [None, *value_words.dictionary.to_pylist()]
    all_names = name_words.dictionary.to_pylist()
    read = [_text(all_names[code // width], texts[code % width]) for code in used.tolist()]
    return msgspec.structs.replace(entries, names=names, values=pa.array(read, pa.string()).take(pa.array(places)))


def _text(name: str, value: str | None) -> str | None:
    return None if value is None else attribute_text(name, value)


def _of_text(column: pa.Array, where: str) -> Entries:
    encoded = column if pa.types.is_dictionary(column.type) else as_text_column(column, where).dictionary_encode()
    places = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    lists: list[Pairs | None] = [None]
    for text in as_text_column(encoded.dictionary, where).to_pylist():
        try:
            lists.append(_pairs_of_json(text))
        except (msgspec.DecodeError, RecursionError) as error:
            raise BadInput(f"{where} holds attributes that are no JSON object ({error}); write them as one") from error
    return entries_of_lists(lists, places)


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def _pairs_of_json(text: str) -> Pairs:
    told = _OBJECT.decode(text) if text.strip() else None
    found = [(name, value) for name, values in attribute_values(told or {}).items() for value in (values or (None,))]
    return tuple(name for name, _ in found), tuple(value for _, value in found)


def _nothing(rows: int) -> pa.Array:
    return pa.nulls(rows, ATTRIBUTES)


_OBJECT: Final = msgspec.json.Decoder(dict[str, Any] | None)
