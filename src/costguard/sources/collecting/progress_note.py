"""What a collection tells while it runs: how far it is, and how long it may still take."""

import threading
from collections.abc import Callable

import msgspec


class Progress(msgspec.Struct, frozen=True):
    """How far a collection is. `seconds_left` is None until there is something to tell it from.

    `scopes_done` counts those of an earlier run too that this one goes on from. `now` says what is being read.
    """

    scopes_done: int
    scopes: int
    resources: int
    seconds_left: float | None
    now: str


def seconds_left(done: int, left: int, elapsed_s: float) -> float | None:
    """The time that the scopes left take at the pace of those done in `elapsed_s`; None before the first is."""
    if left == 0:
        return 0.0
    if done == 0 or elapsed_s <= 0:
        return None
    return left * elapsed_s / done


class Tally:
    """Counts what many threads read. `done` scopes and their `resources` were read by an earlier run."""

    def __init__(self, scopes: int, done: int, resources: int, clock: Callable[[], float]) -> None:
        self._scopes = scopes
        self._done_before = self._done = done
        self._resources = resources
        self._now = ""
        self._clock = clock
        self._began_s = clock()
        self._lock = threading.Lock()

    def add_resources(self, number: int, now: str) -> None:
        """So many more were read, of what `now` names; fewer where some were dropped."""
        with self._lock:
            self._resources += number
            self._now = now

    def end_scope(self) -> None:
        """One more scope has ended, well or not."""
        with self._lock:
            self._done += 1

    def progress(self) -> Progress:
        """How far it is at this moment."""
        with self._lock:
            pace = self._done - self._done_before
            left = seconds_left(pace, self._scopes - self._done, self._clock() - self._began_s)
            return Progress(self._done, self._scopes, self._resources, left, self._now)
