"""One figure of the price book, and the reason why there is none."""

from decimal import Decimal
from typing import Final

import msgspec

from costguard.model.estimate import Confidence

EVERYWHERE: Final = "*"
"""The region of a price that is the same in every commercial region."""

GLOBAL: Final = "global"
"""The region of what has none."""


class Tier(msgspec.Struct, frozen=True):
    """A price from an amount a month on, in the figure's unit; `label` says it in words (`next 40TB`)."""

    start: Decimal
    amount: Decimal
    label: str = ""


class Figure(msgspec.Struct, frozen=True):
    """The list price of an item in a region, in USD by `unit`. `tiers` ascend from 0; a flat price has one."""

    unit: str
    tiers: tuple[Tier, ...]
    source: str
    as_of: str
    confidence: Confidence = Confidence.EXACT
    region: str = ""

    @property
    def amount(self) -> Decimal:
        """The price of the first unit that is not free."""
        return next((tier.amount for tier in self.tiers if tier.amount), self.tiers[0].amount)

    def times(self, factor: Decimal, confidence: Confidence, source: str, as_of: str) -> "Figure":
        """The same figure, every tier's price multiplied, from another source."""
        tiers = tuple(Tier(tier.start, tier.amount * factor, tier.label) for tier in self.tiers)
        return Figure(self.unit, tiers, source, as_of, confidence, self.region)


class NoFigure(msgspec.Struct, frozen=True):
    """There is no figure, and why, in the reader's words."""

    why: str
