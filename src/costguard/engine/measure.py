"""A measured amount, as bounds where something is not known, and in words."""

from decimal import Decimal
from typing import Final

import msgspec

from costguard.model.money import monthly
from costguard.model.truth import Truth

NO_PRICE: Final = "depends on what has no price"


class Measure(msgspec.Struct, frozen=True):
    """A measured amount: at least `least` and at most `most`, each None where it is open.

    `said` is the measure in words, and `open_because` what ends the sentence "whether that is above the limit …".
    Where the change itself leaves it open, and not only what was there before, it `is_open_by_change`.
    A measure of one resource has its address. `basis` is what it stands on besides this change, in words: an approval
    remembers it.
    """

    least: Decimal | None
    most: Decimal | None
    said: str
    address: str = ""
    type: str = ""
    key: str = ""
    plan: int = 0
    is_open_by_change: bool = False
    open_because: str = NO_PRICE
    basis: str = ""

    def is_above(self, limit: Decimal) -> Truth:
        """Whether it is above a limit, as far as the bounds tell."""
        if self.least is not None and self.least > limit:
            return Truth.HOLDS
        if self.most is not None and self.most <= limit:
            return Truth.FAILS
        return Truth.UNDECIDED


def dollars(amount: Decimal) -> str:
    """An amount a reader compares: `1,234.50 USD a month`."""
    return monthly(amount)


def known(amount: Decimal, *, is_known: bool) -> Decimal | None:
    """The amount as a bound; None where it is none."""
    return amount if is_known else None
