"""How long a scope that was throttled or cut off waits before it is read on."""

import random as chance
import time
from collections.abc import Callable
from typing import Final

import msgspec

MOST_TRIES: Final = 6
"""Tries in a row that bring nothing new; then a scope is given up."""

LONGEST_WAIT_S: Final = 60.0
_FIRST_WAIT_S: Final = 1.0


class Patience(msgspec.Struct, frozen=True):
    """The clock (seconds since 1970), the sleep and the chance (0 to 1) of a collection; tests give their own.

    A `sleep` of None is one that an interrupted collection wakes from.
    """

    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] | None = None
    random: Callable[[], float] = chance.random


def wait_s(tries: int, random: Callable[[], float]) -> float:
    """Seconds to wait after so many tries in a row: anything up to a bound that doubles, and is a minute at most.

    Chance over the whole span spreads callers that failed together best (AWS Architecture Blog, "Exponential Backoff
    And Jitter", 2023-05: full jitter).
    """
    return random() * min(LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** (tries - 1))
