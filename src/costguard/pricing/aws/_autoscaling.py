"""Application Auto Scaling: the bounds between which a resource's capacity moves by itself."""

from decimal import Decimal
from typing import Final

import msgspec

from costguard.pricing.lines import Line
from costguard.pricing.subject import Subject

_TARGET: Final = "aws_appautoscaling_target"


class Capacity(msgspec.Struct, frozen=True):
    """How much there is now, at the least and at the most. `is_scaling` where a target moves it."""

    now: Decimal
    low: Decimal
    high: Decimal
    is_scaling: bool = False

    def of(self, line: Line) -> Line:
        """A line for one unit, as for all of them."""
        return line.scaled(self.now, self.low, self.high)

    def times(self, factor: Decimal) -> "Capacity":
        """So many times the capacity."""
        return Capacity(self.now * factor, self.low * factor, self.high * factor, self.is_scaling)


def fixed(count: Decimal) -> Capacity:
    """A capacity that stays as it is."""
    return Capacity(count, count, count)


def scaled_by_target(subject: Subject, dimension: str) -> Capacity | None:
    """What an autoscaling target makes of a dimension of a resource, or None where there is no target for it.

    The capacity now is `capacity` in the target's usage, or else the least.
    """
    for target in subject.users(_TARGET):
        if target.text("scalable_dimension", "") == dimension and _is_for(target, subject):
            low, high = target.number("min_capacity"), target.number("max_capacity")
            return Capacity(target.usage.number_or("capacity", low), low, high, is_scaling=True)
    return None


def _is_for(target: Subject, subject: Subject) -> bool:
    """Whether a target is for this resource, and not for another one that bears the same name."""
    meant = target.linked("resource_id", subject.type)
    return not meant or any(each.address == subject.address for each in meant)
