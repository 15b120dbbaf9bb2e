"""Cost lines as a service's module states them: how much of what, and which figure of the price book applies.

They hold no price: the same resource gives the same lines whatever the book says, and the book puts prices to them.
"""

from decimal import Decimal
from typing import Final

import msgspec

from costguard.model.money import HOURS_PER_MONTH

TIER: Final = "{tier}"
"""Where a line's name says which tier of a tiered price it is for."""

_ONE: Final = Decimal(1)


class Rate(msgspec.Struct, frozen=True):
    """A figure of the price book: the table of a service, and an item in it.

    `factor` multiplies it (a discount, or several vCPUs to a machine). `region` is where to look it up if not in the
    resource's own region (`global`, or a zone of regions that the table has for itself).
    """

    table: str
    item: str
    factor: Decimal = _ONE
    region: str = ""

    def times(self, factor: Decimal | int) -> "Rate":
        """The same figure, so many times."""
        return msgspec.structs.replace(self, factor=self.factor * factor)


class Line(msgspec.Struct, frozen=True):
    """One line before prices. The unit price is the sum of `rates`.

    `quantity` is a month's in `unit`, None where only usage tells and the reader gave none. `usage_key` is the name in
    a usage file that gives it. `low` and `high` bound the quantity of what scales by itself. A name that holds
    `{tier}` becomes one line for each tier of the price that the quantity reaches.
    `is_usage` tells a line that bills by use from one that is there as long as the resource is.
    """

    name: str
    unit: str
    quantity: Decimal | None
    rates: tuple[Rate, ...]
    part: str = ""
    usage_key: str = ""
    is_usage: bool = False
    assumption: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    def of(self, part: str) -> "Line":
        """The same line as of a part of the resource; parts nest (`default_node_pool.os_disk`)."""
        return msgspec.structs.replace(self, part=f"{part}.{self.part}" if self.part else part)

    def times(self, count: Decimal | int) -> "Line":
        """The same line for so many of the thing; bounds grow with it."""
        return msgspec.structs.replace(
            self, quantity=_times(self.quantity, count), low=_times(self.low, count), high=_times(self.high, count)
        )

    def scaled(self, count: Decimal, low: Decimal, high: Decimal) -> "Line":
        """The same line for `count` of the thing, which may scale by itself between `low` and `high`."""
        if low == high == count:
            return self.times(count)
        quantity = self.quantity
        return msgspec.structs.replace(
            self, quantity=_times(quantity, count), low=_times(quantity, low), high=_times(quantity, high)
        )


def hourly(name: str, rate: Rate | tuple[Rate, ...], *, hours: Decimal = HOURS_PER_MONTH, assumption: str = "") -> Line:
    """A line for something that runs the whole month, or for so many `hours` of it. Priced by the hour."""
    return Line(name, "hours", hours, _rates(rate), assumption=assumption)


def monthly(
    name: str, unit: str, quantity: Decimal | int, rate: Rate | tuple[Rate, ...], *, assumption: str = ""
) -> Line:
    """A line for something that is there as long as the resource is. Priced by `unit` and month."""
    return Line(name, unit, Decimal(quantity), _rates(rate), assumption=assumption)


def by_use(
    name: str, unit: str, quantity: Decimal | None, rate: Rate | tuple[Rate, ...], *, key: str, assumption: str = ""
) -> Line:
    """A line that bills by use. `quantity` is a month's in `unit`, None if the usage file does not give `key`."""
    return Line(name, unit, quantity, _rates(rate), usage_key=key, is_usage=True, assumption=assumption)


def _rates(rate: Rate | tuple[Rate, ...]) -> tuple[Rate, ...]:
    return rate if isinstance(rate, tuple) else (rate,)


def _times(quantity: Decimal | None, count: Decimal | int) -> Decimal | None:
    return None if quantity is None else quantity * count
