"""A record batch of an inventory, opened up once: flat arrays that every question of a policy reads."""

from functools import cached_property

import numpy as np
import pyarrow as pa

from costguard.engine.scan.codes import Codes, Mask, Rows
from costguard.model.cloud import Cloud, fold_key


class Words:
    """A column of few words: a code a row, -1 for null, and the words."""

    __slots__ = ("codes", "column", "words")

    def __init__(self, column: pa.Array) -> None:
        self.column = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        indices = self.column.indices
        self.codes: Codes = (indices.fill_null(-1) if indices.null_count else indices).to_numpy(zero_copy_only=False)
        self.words: list[str | None] = self.column.dictionary.to_pylist()


class Entries:
    """The entries of a column of maps or lists of pairs, side by side: the row of each, its name and its value."""

    __slots__ = ("by_name", "folded", "is_null", "name_codes", "names", "rows", "values")

    def __init__(self, names: pa.Array, values: pa.Array, offsets: Rows, is_null: Mask) -> None:
        self.is_null = is_null
        self.rows: Rows = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        encoded = names if pa.types.is_dictionary(names.type) else names.dictionary_encode()
        self.name_codes: Codes = encoded.indices.to_numpy(zero_copy_only=False)
        self.names: list[str] = encoded.dictionary.to_pylist()
        self.values = values
        self.by_name = {name: code for code, name in reversed(list(enumerate(self.names)))}
        self.folded: dict[str, list[int]] = {}
        for code, name in enumerate(self.names):
            self.folded.setdefault(name.lower(), []).append(code)

    def named(self, codes: list[int]) -> Rows:
        """The places of the entries with one of these names."""
        if len(codes) == 1:
            return np.flatnonzero(self.name_codes == codes[0])
        return np.flatnonzero(np.isin(self.name_codes, codes)) if codes else np.empty(0, np.int64)

    def codes_of_key(self, key: str, cloud: Cloud) -> list[int]:
        """The names that a cloud takes for this key, the exact one first."""
        exact = self.by_name.get(key)
        if cloud is Cloud.AWS:
            return [] if exact is None else [exact]
        found = self.folded.get(fold_key(key, cloud), [])
        return found if exact is None else [exact, *(code for code in found if code != exact)]


class View:
    """A batch in the columns of `tables.inventory`."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.batch = batch
        self.rows = batch.num_rows
        self.cloud = Words(batch.column("cloud"))
        self.type = Words(batch.column("type"))
        self.account = Words(batch.column("account"))
        self.region = Words(batch.column("region"))
        self.group = Words(batch.column("group"))
        self.incomplete = Words(batch.column("tags_incomplete"))
        self.clouds = [Cloud(word) for word in self.cloud.words if word is not None]

    @cached_property
    def tags(self) -> Entries:
        """The tags of all rows."""
        column = self.batch.column("tags")
        offsets, keep = _offsets(column)
        return Entries(keep(column.keys), keep(column.items), offsets, _nulls(column))

    @cached_property
    def attributes(self) -> Entries:
        """The attributes of all rows."""
        column = self.batch.column("attributes")
        offsets, keep = _offsets(column)
        pairs = keep(column.values)
        return Entries(pairs.field("name"), pairs.field("value"), offsets, _nulls(column))

    @cached_property
    def sensitive_rows(self) -> Rows:
        """Rows with values that are never printed."""
        column = self.batch.column("sensitive")
        return np.flatnonzero(~_nulls(column)) if column.null_count < self.rows else np.empty(0, np.int64)


def _nulls(column: pa.Array) -> Mask:
    if not column.null_count:
        return np.zeros(len(column), np.bool_)
    mask: Mask = column.is_null().to_numpy(zero_copy_only=False)
    return mask


def _offsets(column: pa.Array) -> tuple[Rows, "_Keep"]:
    """Where each row's entries begin and end, from 0; and how to cut a child array to them.

    A null row may hide entries; they are left out.
    """
    offsets: Rows = column.offsets.to_numpy(zero_copy_only=False).astype(np.int64)
    lengths = np.diff(offsets)
    nulls = _nulls(column)
    if not lengths[nulls].any():
        return offsets - offsets[0], _Keep(slice(int(offsets[0]), int(offsets[-1])), None)
    row_of = np.repeat(np.arange(len(lengths)), lengths)
    places = np.flatnonzero(~nulls[row_of]) + int(offsets[0])
    kept = np.where(nulls, 0, lengths)
    return np.concatenate(([0], np.cumsum(kept))), _Keep(None, places)


class _Keep:
    """Cuts a child array of a list column to the entries that its rows show."""

    __slots__ = ("_part", "_places")

    def __init__(self, part: slice | None, places: Rows | None) -> None:
        self._part = part
        self._places = places

    def __call__(self, child: pa.Array) -> pa.Array:
        if self._part is not None:
            return child.slice(self._part.start, self._part.stop - self._part.start)
        return child.take(pa.array(self._places))
