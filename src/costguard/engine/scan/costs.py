"""What the resources of a batch cost a month, where the price book knows it by what the inventory tells."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa

from costguard.engine.scan.codes import Codes, combine
from costguard.engine.scan.rows import REGION
from costguard.engine.scan.tally import MICRO, RowCosts
from costguard.engine.scan.told_attributes import ToldAttributes
from costguard.engine.scan.view import View
from costguard.model.inventory import Values
from costguard.tables.findings import MONEY

MonthlyCost: TypeAlias = Callable[[str, str | None, Mapping[str, Values]], Decimal | None]
"""The monthly cost (USD) of a type in a region with these attributes; None where it is not known."""

_REMEMBERED: Final = 200_000


class Pricing:
    """Prices batch after batch; like resources are priced once."""

    def __init__(self, monthly_cost: MonthlyCost) -> None:
        self._monthly_cost = monthly_cost
        self._known: dict[tuple[object, ...], Decimal | None] = {}

    def of(self, view: View) -> "BatchCosts":
        """The costs of a batch."""
        told = ToldAttributes(view.attributes, besides=REGION)
        columns: list[tuple[Codes, int]] = [
            (view.type.codes, len(view.type.words)),
            (view.region.codes + 1, len(view.region.words) + 1),
            (told.codes, told.situations),
        ]
        codes, situations = combine(columns)
        amounts = []
        for kind, region, attributes in situations:
            place = view.region.words[region - 1] if region else None
            amounts.append(self._amount(view.type.words[kind] or "", place, told.of(attributes)))
        return BatchCosts(codes, amounts)

    def _amount(self, kind: str, region: str | None, attributes: Mapping[str, Values]) -> Decimal | None:
        situation = (kind, region, *sorted(attributes.items()))
        if situation not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[situation] = self._monthly_cost(kind, region, attributes)
        return self._known[situation]


class BatchCosts:
    """The amount of each row, by code."""

    def __init__(self, codes: Codes, amounts: list[Decimal | None]) -> None:
        self._codes = codes
        self._column = pa.array([None if each is None else round(each, 6) for each in amounts], MONEY)
        known = np.array([each is not None for each in amounts], np.bool_)
        micro = np.array([0.0 if each is None else float(round(each * MICRO)) for each in amounts], np.float64)
        self.rows = RowCosts(known[codes], micro[codes])

    def column(self, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> pa.Array:
        """The amounts of some rows, null where not known."""
        return self._column.take(pa.array(self._codes[rows]))
