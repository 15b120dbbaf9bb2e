"""Names and values of many rows side by side, as Arrow lays out maps and lists: taken apart, filtered, put together."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from costguard.tables.inventory import ATTRIBUTES, TAGS

Numbers: TypeAlias = npt.NDArray[Any]
Mask: TypeAlias = npt.NDArray[np.bool_]
Pairs: TypeAlias = tuple[tuple[str, ...], tuple[str | None, ...]]
"""Names, and a value for each."""

_NO_PAIRS: Pairs = ((), ())

# Beyond so many entries a row, sorting them is cheaper than comparing each with each (AWS allows 50 tags, Google 64).
_MANY_ENTRIES = 64


class Entries(msgspec.Struct, frozen=True):
    """`lengths` entries a row, with `names` and `values` one after the other. `is_null` rows tell nothing at all."""

    lengths: Numbers
    names: pa.Array
    values: pa.Array
    is_null: Mask

    @property
    def rows(self) -> Numbers:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @property
    def tags(self) -> pa.MapArray:
        """As a column of tags."""
        offsets = pa.array(self._offsets)
        mask = pa.array(self.is_null) if self.is_null.any() else None
        return pa.MapArray.from_arrays(offsets, self.names, self.values, type=TAGS, mask=mask)

    @property
    def attributes(self) -> pa.ListArray:
        """As a column of attributes."""
        pairs = pa.StructArray.from_arrays([self.names, self.values], fields=list(ATTRIBUTES.value_type))
        return pa.ListArray.from_arrays(pa.array(self._offsets), pairs, type=ATTRIBUTES)

    @property
    def _offsets(self) -> Numbers:
        return np.concatenate([[0], np.cumsum(self.lengths)]).astype(np.int32)

    def kept(self, is_kept: Mask) -> "Entries":
        """Only the entries that the mask keeps."""
        lengths = np.bincount(self.rows[is_kept], minlength=len(self.lengths))
        mask = pa.array(is_kept)
        return Entries(lengths, self.names.filter(mask), self.values.filter(mask), self.is_null)

    def repeated(self) -> Mask:
        """The entries whose name stands in the same row before."""
        codes = self.names.dictionary_encode().indices.to_numpy(zero_copy_only=False)
        rows, found = self.rows, np.zeros(len(codes), np.bool_)
        most = int(self.lengths.max(initial=0))
        if most > _MANY_ENTRIES:
            order = np.lexsort((np.arange(len(codes)), codes, rows))
            is_same = (codes[order][1:] == codes[order][:-1]) & (rows[order][1:] == rows[order][:-1])
            found[order[1:][is_same]] = True
            return found
        for distance in range(1, most):
            found[distance:] |= (codes[distance:] == codes[:-distance]) & (rows[distance:] == rows[:-distance])
        return found


def entries_of_pairs(column: pa.Array, name: int, value: int) -> Entries:
    """The entries of a column of maps, or of lists of structs; `name` and `value` are the places of their fields."""
    if pa.types.is_map(column.type):
        return _sliced(column, column.keys, column.items)
    pairs = column.values.flatten()
    return _sliced(column, pairs[name], pairs[value])


def entries_of_columns(columns: Mapping[str, pa.Array], rows: int) -> Entries:
    """The columns' values under their names, row by row; a null value is not there."""
    if not columns:
        return Entries(np.zeros(rows, np.int64), pa.array([], pa.string()), pa.array([], pa.string()), _none(rows))
    is_there = np.stack([column.is_valid().to_numpy(zero_copy_only=False) for column in columns.values()], axis=1)
    row, column = np.nonzero(is_there)
    values = pa.concat_arrays([each.cast(pa.string()) for each in columns.values()]).take(pa.array(column * rows + row))
    names = pa.array(list(columns), pa.string()).take(pa.array(column))
    return Entries(is_there.sum(axis=1), names, values, _none(rows))


def entries_of_lists(lists: Sequence[Pairs | None], places: Numbers) -> Entries:
    """For each row the entries of the list at its place; None is null."""
    told = [each or _NO_PAIRS for each in lists]
    lengths = np.array([len(names) for names, _ in told], np.int64)
    is_null = np.array([each is None for each in lists], np.bool_)
    names = pa.array(list(chain.from_iterable(names for names, _ in told)), pa.string())
    values = pa.array(list(chain.from_iterable(values for _, values in told)), pa.string())
    taken = pa.array(_ranges((np.cumsum(lengths) - lengths)[places], lengths[places]))
    return Entries(lengths[places], names.take(taken), values.take(taken), is_null[places])


def joined(first: Entries, second: Entries) -> Entries:
    """The entries of both, those of `first` before those of `second`; a name that `first` tells counts there only."""
    if not len(first.names):
        return second
    second = second.kept(~_are_told_by(first, second))
    lengths = first.lengths + second.lengths
    starts = np.cumsum(lengths) - lengths
    order = np.empty(int(lengths.sum()), np.int64)
    order[_ranges(starts, first.lengths)] = np.arange(len(first.names))
    order[_ranges(starts + first.lengths, second.lengths)] = np.arange(len(second.names)) + len(first.names)
    names, values = pa.concat_arrays([first.names, second.names]), pa.concat_arrays([first.values, second.values])
    return Entries(lengths, names.take(pa.array(order)), values.take(pa.array(order)), first.is_null & second.is_null)


def _are_told_by(first: Entries, second: Entries) -> Mask:
    """The entries of `second` whose name stands in the same row of `first`."""
    encoded = pa.concat_arrays([first.names, second.names]).dictionary_encode()
    names: Numbers = encoded.indices.to_numpy(zero_copy_only=False)
    codes = np.concatenate([first.rows, second.rows]) * len(encoded.dictionary) + names
    are_told: Mask = np.isin(codes[len(first.names) :], codes[: len(first.names)])
    return are_told


def _sliced(column: pa.Array, names: pa.Array, values: pa.Array) -> Entries:
    """A batch is a window on longer columns: only what lies in it counts."""
    offsets = column.offsets.to_numpy().astype(np.int64)
    start, length = int(offsets[0]), int(offsets[-1] - offsets[0])
    is_null = column.is_null().to_numpy(zero_copy_only=False)
    found = Entries(np.diff(offsets), names.slice(start, length), values.slice(start, length), is_null)
    holds_hidden = is_null.any() and found.lengths[is_null].any()  # Arrow allows entries under a null
    return found.kept(~is_null[found.rows]) if holds_hidden else found


def _ranges(starts: Numbers, lengths: Numbers) -> Numbers:
    """The numbers from each start on, as many as its length."""
    first = np.cumsum(lengths) - lengths
    found: Numbers = np.arange(int(lengths.sum())) + np.repeat(starts - first, lengths)
    return found


def _none(rows: int) -> Mask:
    return np.zeros(rows, np.bool_)
