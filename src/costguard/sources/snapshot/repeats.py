"""Finds resources that stand in more than one file: counted twice, they would weigh twice in every share and cost."""

from collections.abc import Iterable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from costguard.sources.snapshot.arrow_words import by_combination, words_of

Hashes: TypeAlias = npt.NDArray[np.int64]

# Ids that name one resource in the world (`identity.CLOUD_STARTS`). Azure takes their letters in either case.
_WORLDWIDE: Final = r"^(?:arn:|//|projects/)"
_OF_AZURE: Final = r"^/(?i:subscriptions)/"
# What tells apart resources whose id is only a name, such as `web`.
_BESIDE_A_NAME: Final = ("cloud", "type", "account", "region")


class FilesSeen:
    """The resources of some files, each remembered as eight bytes.

    That two of ten million share a hash by chance happens in three of a million runs.
    """

    __slots__ = ("_files", "_this_file")

    def __init__(self) -> None:
        self._files: list[Hashes] = []
        self._this_file: list[Hashes] = []

    def add(self, batch: pa.RecordBatch) -> None:
        """Remember a batch of the file that is being read."""
        self._this_file.append(_hashes(batch))

    def end_file(self) -> None:
        """Say that what follows is of another file. What stands twice in one file is no matter of several."""
        if self._this_file:
            self._files.append(np.unique(np.concatenate(self._this_file)))
            self._this_file = []

    def repeated(self) -> Hashes:
        """The hashes that stand in more than one of the files. It empties what was remembered."""
        together = np.empty(sum(len(each) for each in self._files), np.int64)
        filled = 0
        while self._files:  # one after the other, so that memory holds each about once
            file = self._files.pop()
            together[filled : filled + len(file)] = file
            filled += len(file)
        together.sort()
        return np.unique(together[1:][together[1:] == together[:-1]])


def first_of(batches: Iterable[pa.RecordBatch], hashes: Hashes) -> str:
    """The id of the first resource that has one of the hashes; "" where none has."""
    for batch in batches:
        places = np.flatnonzero(np.isin(_hashes(batch), hashes))
        if len(places):
            return str(batch.column("id")[int(places[0])])
    return ""


def _hashes(batch: pa.RecordBatch) -> Hashes:
    """A hash a row, good for this process: of the id, and of where it lies if the id is only a name."""
    ids = batch.column("id")
    is_azure = pc.match_substring_regex(ids, _OF_AZURE)
    if pc.any(is_azure).as_py():
        ids = pc.if_else(is_azure, pc.utf8_lower(ids), ids)
    found = np.fromiter(map(hash, ids.to_numpy(zero_copy_only=False)), np.int64, len(ids))
    is_name = pc.invert(pc.or_(is_azure, pc.match_substring_regex(ids, _WORLDWIDE))).to_numpy(zero_copy_only=False)
    if is_name.any():
        beside = [words_of(batch.column(name), name) for name in _BESIDE_A_NAME]
        codes, places = by_combination(beside, lambda *words: hash(tuple(word or "" for word in words)))
        found[is_name] += np.array(places, np.int64)[codes[is_name]]
    return found
