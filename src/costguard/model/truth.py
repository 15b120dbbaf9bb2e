"""Three truth values: what holds, what fails, and what nobody can know yet (Kleene's strong logic)."""

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """The answer to a condition. Unknown is never true and never false."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"

    def __invert__(self) -> "Truth":
        match self:
            case Truth.HOLDS:
                return Truth.FAILS
            case Truth.FAILS:
                return Truth.HOLDS
            case Truth.UNDECIDED:
                return Truth.UNDECIDED


def truth(known: bool) -> Truth:
    """The truth value of something that is known."""
    return Truth.HOLDS if known else Truth.FAILS


def conjunction(truths: Iterable[Truth]) -> Truth:
    """All hold; one failure decides, whatever else is unknown. Of nothing: holds."""
    result = Truth.HOLDS
    for each in truths:
        if each is Truth.FAILS:
            return Truth.FAILS
        if each is Truth.UNDECIDED:
            result = Truth.UNDECIDED
    return result


def disjunction(truths: Iterable[Truth]) -> Truth:
    """At least one holds; one success decides, whatever else is unknown. Of nothing: fails."""
    result = Truth.FAILS
    for each in truths:
        if each is Truth.HOLDS:
            return Truth.HOLDS
        if each is Truth.UNDECIDED:
            result = Truth.UNDECIDED
    return result
