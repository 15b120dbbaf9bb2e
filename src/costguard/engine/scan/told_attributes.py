"""Tells rows apart by all the attributes that they tell, however many names there are in a batch."""

from typing import Final

import numpy as np
import pyarrow as pa

from costguard.engine.scan.codes import Codes, Rows, densify
from costguard.engine.scan.view import Entries
from costguard.model.inventory import Values

_NOTHING: Final = 0
"""The code of rows that tell nothing."""


class ToldAttributes:
    """A code a row, and the attributes of each code, without those named `besides`.

    A row's code stands for its last entry and the code of all before it, so that the work grows with the entries: a
    column for every name would grow with the names of the whole batch, which hostile inventories make up row by row.
    """

    def __init__(self, entries: Entries, besides: str) -> None:
        places = np.flatnonzero(entries.name_codes != entries.by_name.get(besides, -1))
        self._names = entries.names
        self._before = [_NOTHING]
        self._entry = [-1]
        values = entries.values.take(pa.array(places)).dictionary_encode()
        self._words: list[str | None] = [None, *values.dictionary.to_pylist()]
        told = values.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
        pairs = entries.name_codes[places].astype(np.int64) * len(self._words) + told
        self.codes: Codes = np.zeros(len(entries.is_null), np.int32)
        self._chain(entries.rows[places], *densify(pairs, len(self._names) * len(self._words)))

    @property
    def situations(self) -> int:
        """How many codes there may be."""
        return len(self._before)

    def of(self, code: int) -> dict[str, Values]:
        """The attributes that rows of a code tell; () is "not set"."""
        found: dict[str, list[str]] = {}
        for entry in reversed(self._entries_of(code)):
            name, word = divmod(entry, len(self._words))
            values = found.setdefault(self._names[name], [])
            text = self._words[word]
            if text is not None:
                values.append(text)
        return {name: tuple(values) for name, values in found.items()}

    def _entries_of(self, code: int) -> list[int]:
        """The entries of a code, the last first."""
        entries = []
        while code != _NOTHING:
            entries.append(self._entry[code])
            code = self._before[code]
        return entries

    def _chain(self, rows: Rows, entries: Codes, named: Rows) -> None:
        """Go through the first entries of all rows, then the second ones, and so on; `rows` ascend."""
        counts = np.bincount(rows, minlength=len(self.codes))
        depths = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        order = np.argsort(depths, kind="stable")
        for places in np.split(order, np.cumsum(np.bincount(depths)))[:-1]:
            wide = self.codes[rows[places]].astype(np.int64) * len(named) + entries[places]
            dense, used = densify(wide, len(self._before) * len(named))
            self.codes[rows[places]] = dense + len(self._before)
            self._before += (used // len(named)).tolist()
            self._entry += named[used % len(named)].tolist()
