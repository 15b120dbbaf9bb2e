"""Columns of any type as the text that policies write: converted by Arrow, or once for each distinct value."""

from collections.abc import Callable

import pyarrow as pa

from costguard.model.errors import BadInput
from costguard.sources.snapshot.arrow_words import as_text_column
from costguard.sources.snapshot.attribute_values import attribute_text


def value_column(column: pa.Array, name: str, where: str) -> pa.Array:
    """A column of values of the attribute `name` as text, null where there is none. Raises BadInput for no values."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_nested(kind):
        raise BadInput(f"{where} holds {kind}, and single values are needed; write one column a value")
    return by_distinct_value(column, lambda value: attribute_text(name, value if _is_plain(value) else str(value)))


def tag_value_column(column: pa.Array, where: str) -> pa.Array:
    """A column of tag values as text. Raises BadInput for one that holds no single values."""
    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_boolean(kind):
        return value_column(column, "", where)
    return as_text_column(column, where)


def by_distinct_value(column: pa.Array, read: Callable[[object], str | None]) -> pa.Array:
    """What `read` makes of each value, asked once of each that occurs."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    texts = [None if value is None else read(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | bool | int | float)
