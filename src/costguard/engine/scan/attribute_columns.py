"""What every row says of one attribute, as codes: its values, not set, not told, or not of its type."""

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from costguard.catalog.lookup import is_global
from costguard.engine.scan.codes import Codes, Rows
from costguard.engine.scan.rows import REGION, attribute_names_of
from costguard.engine.scan.view import View
from costguard.model.resource import UNREAD, UNSET, Attribute, known

_FIRST: Final[list[Attribute | None]] = [None, UNREAD, UNSET]
_NONE, _UNREAD, _UNSET = range(3)


class AttributeColumn(NamedTuple):
    """A code a row, and the attribute of each code; None where the row's type has none of this name."""

    codes: Codes
    states: list[Attribute | None]


def attribute_column(view: View, name: str) -> AttributeColumn:
    """What each row says of an attribute."""
    return _region(view) if name == REGION else _told(view, name)


def _region(view: View) -> AttributeColumn:
    silent = np.array([_NONE if is_global(word or "") else _UNREAD for word in view.type.words], np.int32)
    codes = np.where(view.region.codes >= 0, view.region.codes + len(_FIRST), silent[view.type.codes])
    return AttributeColumn(codes.astype(np.int32), [*_FIRST, *(known(word or "") for word in view.region.words)])


def _told(view: View, name: str) -> AttributeColumn:
    has_it = np.array(
        [_UNREAD if name in attribute_names_of(word or "") else _NONE for word in view.type.words], np.int32
    )
    codes = has_it[view.type.codes]
    entries = view.attributes
    places = entries.named([code] if (code := entries.by_name.get(name)) is not None else [])
    if not len(places):
        return AttributeColumn(codes, list(_FIRST))
    rows = entries.rows[places]
    encoded = entries.values.take(pa.array(places)).dictionary_encode()
    told: Codes = encoded.indices.fill_null(_UNSET - len(_FIRST)).to_numpy(zero_copy_only=False)
    words = encoded.dictionary.to_pylist()
    codes[rows] = told + len(_FIRST)
    states: list[Attribute | None] = [*_FIRST, *(known(word) for word in words)]
    _several(rows, told, words, codes, states)
    return AttributeColumn(codes, states)


def _several(rows: Rows, told: Codes, words: list[str], codes: Codes, states: list[Attribute | None]) -> None:
    """Give rows that tell several values a code of their own."""
    repeats = np.flatnonzero(np.diff(rows) == 0)  # rows ascend
    numbers: dict[tuple[str, ...], int] = {}
    for row in np.unique(rows[repeats]):
        start, end = np.searchsorted(rows, (row, row + 1))
        values = tuple(words[code] for code in told[start:end] if code >= 0)
        if values not in numbers:
            numbers[values] = len(states)
            states.append(known(*values) if values else UNSET)
        codes[row] = numbers[values]
