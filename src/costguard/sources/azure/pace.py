"""The clock that everything in this room goes by, so that tests need not wait."""

import random
import time
from collections.abc import Callable

import msgspec

from costguard.sources.collecting.limits import RateLimit
from costguard.sources.collecting.patience import wait_s


class Pace(msgspec.Struct, frozen=True):
    """`clock` tells seconds that only ever grow; `sleep` lets some pass; `chance` is one of 0 to 1."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def limit(self, calls: int, seconds: float) -> RateLimit:
        """So many calls in so many seconds."""
        return RateLimit(calls, seconds, self.clock, self.sleep)

    def wait_after(self, tries: int) -> None:
        """Wait before another try, the longer the more there were."""
        self.sleep(wait_s(tries, self.chance))
