"""Counts what a file holds while it is read, so that an audit can say which accounts it saw."""

from collections import Counter

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from costguard.model.cloud import Cloud
from costguard.model.inventory import ALL_REGIONS, ReadStatus, ScopeRead

_Account = tuple[str, str]


class Tally:
    """Resources by cloud and account, those that carry a tag key twice, and why a file does not tell all."""

    __slots__ = ("_incomplete", "_repeated", "_resources")

    def __init__(self) -> None:
        self._resources: Counter[_Account] = Counter()
        self._repeated: Counter[_Account] = Counter()
        self._incomplete: dict[_Account, str] = {}

    def add(
        self, batch: pa.RecordBatch, repeats_key: npt.NDArray[np.bool_] | None = None, *, incomplete: str = ""
    ) -> pa.RecordBatch:
        """Count a batch in the columns of `tables.inventory`, and hand it on.

        `incomplete` says in words why there are more resources than the file tells, "" where there are not.
        """
        clouds, accounts = batch.column("cloud"), batch.column("account")
        width = len(accounts.dictionary) + 1
        codes = _codes(clouds) * width + _codes(accounts)
        names = [None, *clouds.dictionary.to_pylist()], [None, *accounts.dictionary.to_pylist()]
        _count(self._resources, codes, names, width)
        if incomplete:
            found: Counter[_Account] = Counter()
            _count(found, codes, names, width)
            self._incomplete.update(dict.fromkeys(found, incomplete))
        if repeats_key is not None and repeats_key.any():
            _count(self._repeated, codes[repeats_key], names, width)
        return batch

    def coverage(self, source: str) -> tuple[ScopeRead, ...]:
        """One entry an account: a file tells all of it, unless it says itself that there is more."""
        return tuple(
            ScopeRead(
                cloud=Cloud(cloud),
                account=account,
                region=ALL_REGIONS,
                source=source,
                status=ReadStatus.PARTIAL if (cloud, account) in self._incomplete else ReadStatus.COMPLETE,
                resources=number,
                reason=self._incomplete.get((cloud, account)) or _repeats(self._repeated[cloud, account]),
            )
            for (cloud, account), number in sorted(self._resources.items())
        )


def _repeats(resources: int) -> str:
    if not resources:
        return ""
    return (
        f"{resources:,} {'resource carries' if resources == 1 else 'resources carry'} a tag key twice; the first counts"
    )


def _codes(words: pa.DictionaryArray) -> npt.NDArray[np.int64]:
    """A code a row, 0 for null."""
    codes: npt.NDArray[np.int32] = words.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return codes.astype(np.int64) + 1


def _count(
    found: Counter[_Account],
    codes: npt.NDArray[np.int64],
    names: tuple[list[str | None], list[str | None]],
    width: int,
) -> None:
    counts = np.bincount(codes)
    used = np.flatnonzero(counts)
    for code, number in zip(used.tolist(), counts[used].tolist(), strict=True):
        cloud, account = names[0][code // width], names[1][code % width]
        found[cloud or str(Cloud.OTHER), account or ""] += number
