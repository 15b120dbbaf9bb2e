"""How many of a thing there are where a setting of Azure Monitor scales it."""

from decimal import Decimal
from typing import Final, NamedTuple

from costguard.pricing.lines import Line
from costguard.pricing.subject import Subject

_SETTING: Final = "azurerm_monitor_autoscale_setting"


class Count(NamedTuple):
    """How many there are, and the bounds that they scale between."""

    now: Decimal
    low: Decimal
    high: Decimal

    def times(self, line: Line) -> Line:
        """The line of one of them as that of all."""
        return line.scaled(self.now, self.low, self.high)


def fixed(count: Decimal) -> Count:
    """So many, and none more or less."""
    return Count(count, count, count)


def count_of(subject: Subject, now: Decimal) -> Count:
    """How many there are, by the code, and between which bounds a setting that refers to them scales them."""
    profiles = [profile for setting in subject.users(_SETTING) for profile in setting.blocks("profile")]
    if not profiles:
        return fixed(now)
    low = min(profile.number("capacity.minimum") for profile in profiles)
    high = max(profile.number("capacity.maximum") for profile in profiles)
    return Count(min(max(now, low), high), low, high)
