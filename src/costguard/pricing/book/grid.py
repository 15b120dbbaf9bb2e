"""Prices of machines in every region, kept small: a base price a machine, a factor a family and region, exceptions.

Published prices of a family move together from region to region; where one does not, the grid holds it outright.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

import msgspec

from costguard.model.estimate import Confidence
from costguard.pricing.book.figure import Figure, Tier


class Family(msgspec.Struct, frozen=True):
    """Machines whose prices move together. `base` prices are the base region's; `exact` ones win, null is not sold."""

    base: Mapping[str, Decimal]
    factors: Mapping[str, Decimal]
    exact: Mapping[str, Mapping[str, Decimal | None]] = {}


class Grid(msgspec.Struct, frozen=True, dict=True):
    """A grid as its file has it: one source for all of it, and the families by name."""

    unit: str
    source: str
    as_of: str
    base_region: str
    families: Mapping[str, Family]

    def find(self, item: str, region: str) -> Figure | None:
        """The price of a machine in a region; None where it is not sold there, or not known."""
        family = self._family_of.get(item)
        if family is None:
            return None
        exact = family.exact.get(region, {})
        if item in exact or region == self.base_region:
            amount = exact.get(item) if item in exact else family.base.get(item)
            return None if amount is None else self._figure(amount, region, Confidence.EXACT)
        factor, base = family.factors.get(region), family.base.get(item)
        if factor is None or base is None:
            return None
        return self._figure(round(base * factor, 6), region, Confidence.REGIONAL_FACTOR)

    def items(self) -> tuple[str, ...]:
        """Every machine that the grid holds."""
        return tuple(self._family_of)

    def regions(self) -> tuple[str, ...]:
        """Every region that the grid holds, sorted."""
        named = {name for family in self.families.values() for name in (*family.factors, *family.exact)}
        return tuple(sorted(named | {self.base_region}))

    @cached_property
    def _family_of(self) -> Mapping[str, Family]:
        return {
            item: family
            for family in self.families.values()
            for item in (*family.base, *(item for prices in family.exact.values() for item in prices))
        }

    def _figure(self, amount: Decimal, region: str, confidence: Confidence) -> Figure:
        return Figure(self.unit, (Tier(Decimal(0), amount),), self.source, self.as_of, confidence, region)


def read_grid(content: bytes) -> Grid:
    """A grid from its file's bytes."""
    return msgspec.json.decode(content, type=Grid)
