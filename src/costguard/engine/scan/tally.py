"""Counts compliance while the rows go by: by account, owner, dimension and rule, and by known cost."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from costguard.engine.scan.codes import Codes, Mask
from costguard.model.audit import Facet, Score

MICRO: Final = 1_000_000
"""Costs are summed in millionths of a dollar: exact in a float up to nine billion dollars."""

_MOST_NAMES: Final = 20_000
"""Owners and accounts that are told apart; more are counted together, so that memory stays bounded."""

OTHERS: Final = "(others)"
NOBODY: Final = "(none)"

Statuses = npt.NDArray[np.int8]
Sums = npt.NDArray[np.float64]
"""By name: the resources, those priced, and their costs, each by status (n x 3 x 4)."""


class Status(IntEnum):
    """How a row stands, the better first; the worst of its findings counts."""

    COMPLIANT = 0
    WAIVED = 1
    UNDECIDED = 2
    VIOLATION = 3


class Tally:
    """Sums of what was counted. Two tallies of two halves add up to that of the whole."""

    def __init__(self) -> None:
        self.resources = 0
        self.evaluated = 0
        self.unknown_types: dict[str, int] = defaultdict(int)
        self._sums: dict[Facet, _Sums] = defaultdict(_Sums)

    def count(self, facet: Facet, name: str, statuses: Statuses, costs: "RowCosts | None") -> None:
        """Count rows that all belong to one name."""
        self.count_by(facet, np.zeros(len(statuses), np.int32), [name], statuses, costs)

    def count_by(
        self, facet: Facet, codes: Codes, names: Sequence[str | None], statuses: Statuses, costs: "RowCosts | None"
    ) -> None:
        """Count rows by name; the code of each row says which."""
        cells = codes.astype(np.int64) * len(Status) + statuses
        size = len(names) * len(Status)
        none = np.zeros(size)
        tables = (
            np.bincount(cells, minlength=size).astype(np.float64),
            none if costs is None else np.bincount(cells, costs.is_priced, size),
            none if costs is None else np.bincount(cells, costs.micro, size),
        )
        table: Sums = np.stack([each.reshape(len(names), len(Status)) for each in tables], axis=1)
        used = np.flatnonzero(table[:, 0].any(axis=1))
        unnamed = "" if facet is Facet.TOTAL else NOBODY
        self._sums[facet].add([names[code] or unnamed for code in used.tolist()], table[used])

    def add(self, other: "Tally") -> None:
        """Add what another has counted."""
        self.resources += other.resources
        self.evaluated += other.evaluated
        for name, number in other.unknown_types.items():
            self.unknown_types[name] += number
        for facet, names, table in other.sums():
            self.add_sums(facet, names, table)

    def sums(self) -> Iterator[tuple[Facet, Iterable[str], Sums]]:
        """All that was counted but its totals: the names of each facet, and the sums of each."""
        for facet, sums in sorted(self._sums.items()):
            yield facet, sums.places, sums.table()

    def add_sums(self, facet: Facet, names: Iterable[str], sums: Sums) -> None:
        """Add such sums of one facet."""
        self._sums[facet].add(names, sums)

    def scores(self) -> Iterator[Score]:
        """The scores, by facet and name."""
        for facet, sums in sorted(self._sums.items()):
            for name, (counts, priced, micro) in sorted(zip(sums.places, sums.table(), strict=True), key=_name):
                yield Score(
                    facet=facet,
                    name=name,
                    resources=int(counts.sum()),
                    compliant=int(counts[Status.COMPLIANT]),
                    undecided=int(counts[Status.UNDECIDED]),
                    waived=int(counts[Status.WAIVED]),
                    priced=int(priced.sum() - priced[Status.WAIVED]),
                    monthly_cost=_dollars(micro.sum() - micro[Status.WAIVED]),
                    compliant_cost=_dollars(micro[Status.COMPLIANT]),
                )


class _Sums:
    """The sums of one facet: a row a name, of resources, of those priced, and of their costs, by status."""

    def __init__(self) -> None:
        self.places = _Places()
        self._table = np.zeros((8, 3, len(Status)))

    def add(self, names: Iterable[str], table: Sums) -> None:
        """Add a row a name; a name may stand several times."""
        places = np.array(list(map(self.places.__getitem__, names)), np.int64)
        if len(self.places) > len(self._table):
            more = np.zeros((2 * len(self.places) - len(self._table), 3, len(Status)))
            self._table = np.concatenate([self._table, more])
        np.add.at(self._table, places, table)

    def table(self) -> Sums:
        """The rows, in the order of `places`."""
        return self._table[: len(self.places)]


class _Places(dict[str, int]):
    """The place of each name; of those that come too late that of the others."""

    def __missing__(self, name: str) -> int:
        return self.setdefault(name if len(self) < _MOST_NAMES else OTHERS, len(self))


class RowCosts:
    """What each row of a batch costs a month: whether that is known, and how much (in millionths of a dollar)."""

    __slots__ = ("is_priced", "micro")

    def __init__(self, is_priced: Mask, micro: npt.NDArray[np.float64]) -> None:
        self.is_priced = is_priced
        self.micro = micro

    def of(self, mask: Mask) -> "RowCosts":
        """Those of some rows."""
        return RowCosts(self.is_priced[mask], self.micro[mask])


def _name(named: tuple[str, object]) -> str:
    return named[0]


def _dollars(micro: float) -> Decimal:
    return Decimal(int(micro)) / MICRO
