"""Works on columns of few words by their distinct values, so that millions of rows cost a handful of Python calls."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from costguard.model.errors import BadInput
from costguard.tables.inventory import WORD

Codes: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]

_DENSE = 1 << 20


class Words:
    """A column as a code a row, and the word of each code; code 0 is null."""

    __slots__ = ("codes", "words")

    def __init__(self, codes: Codes, words: Sequence[str | None]) -> None:
        self.codes = codes
        self.words = words

    @property
    def column(self) -> pa.Array:
        """The words as a column of `tables.inventory`, each of them once."""
        places: dict[str, int] = {}
        renamed = np.array([-1 if word is None else places.setdefault(word, len(places)) for word in self.words])
        indices = renamed[self.codes].astype(np.int32)
        dictionary = pa.array(list(places), pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), dictionary).cast(WORD)

    def where(self, holds: Callable[[str | None], bool]) -> Mask:
        """The rows whose word passes a test."""
        return np.array([holds(word) for word in self.words], np.bool_)[self.codes]


def words_of(column: pa.Array, where: str) -> Words:
    """The words of a column of text or of whole numbers. Raises BadInput, naming `where`, for another."""
    encoded = column if pa.types.is_dictionary(column.type) else as_text_column(column, where).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    return Words(codes, (None, *as_text_column(encoded.dictionary, where).to_pylist()))


def no_words(rows: int) -> Words:
    """A column in which nothing is told."""
    return Words(np.zeros(rows, np.int64), (None,))


def by_combination(columns: Sequence[Words], read: Callable[..., Any]) -> tuple[Codes, list[Any]]:
    """What `read` makes of each combination of words that occurs: a code a row, and the answer of each code."""
    combined = np.zeros(len(columns[0].codes), np.int64)
    for column in columns:
        combined = combined * len(column.words) + column.codes
    used, codes = _densified(combined, int(np.prod([len(column.words) for column in columns], dtype=np.int64)))
    places = np.unravel_index(used, [len(column.words) for column in columns])
    answers = [
        read(*(column.words[place] for column, place in zip(columns, combination, strict=True)))
        for combination in zip(*places, strict=True)
    ]
    return codes, answers


def as_text_column(column: pa.Array, where: str) -> pa.Array:
    """A column as `string`. Raises BadInput, naming `where`, for one that holds no text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text_column(pc.dictionary_decode(column), where)
    if pa.types.is_string(kind):
        return column
    is_text = pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind)
    is_binary = pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind)
    if is_text or is_binary or pa.types.is_integer(kind):
        return column.cast(pa.string())
    if pa.types.is_floating(kind) and (whole := _as_whole_numbers(column)) is not None:
        return whole.cast(pa.string())
    raise BadInput(f"{where} holds {kind}, and text is needed; write the column as text")


def _as_whole_numbers(column: pa.Array) -> pa.Array | None:
    """A column of numbers as integers, as which pandas cannot write one with gaps; None of one with fractions."""
    try:
        return pc.if_else(pc.is_nan(column), None, column).cast(pa.int64())
    except pa.ArrowInvalid:
        return None


def _densified(codes: Codes, size: int) -> tuple[Codes, Codes]:
    """The codes that occur, and for each row the place of its own among them."""
    if size > _DENSE:
        return np.unique(codes, return_inverse=True)
    is_used = np.zeros(size, np.bool_)
    is_used[codes] = True
    used = np.flatnonzero(is_used)
    places = np.zeros(size, np.int64)
    places[used] = np.arange(len(used))
    return used, places[codes]
