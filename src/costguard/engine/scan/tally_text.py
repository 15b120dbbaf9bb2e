"""A tally as text, so that what many processes have counted can be added up in one."""

import msgspec
import numpy as np

from costguard.engine.scan.tally import Tally
from costguard.model.audit import Facet


class _Told(msgspec.Struct, frozen=True):
    resources: int
    evaluated: int
    unknown_types: dict[str, int]
    sums: dict[Facet, dict[str, list[list[float]]]]


def text_of(tally: Tally) -> str:
    """The tally as JSON. Nothing is lost: `tally_of` gives one with the same scores."""
    sums = {facet: dict(zip(names, table.tolist(), strict=True)) for facet, names, table in tally.sums()}
    told = _Told(tally.resources, tally.evaluated, dict(tally.unknown_types), sums)
    return msgspec.json.encode(told).decode()


def tally_of(text: str) -> Tally:
    """The tally that `text_of` wrote."""
    told = msgspec.json.decode(text, type=_Told)
    tally = Tally()
    tally.resources, tally.evaluated = told.resources, told.evaluated
    tally.unknown_types.update(told.unknown_types)
    for facet, sums in told.sums.items():
        tally.add_sums(facet, sums, np.array(list(sums.values()), np.float64))
    return tally
