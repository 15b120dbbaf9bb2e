"""Keeps calls within an API's rate, however many threads make them."""

import threading
import time
from collections.abc import Callable


class RateLimit:
    """Lets `calls` through every `seconds`, evenly; `acquire` waits for its turn. Shared by threads.

    `pause` holds everybody back, as when an API says when its quota is full again.
    """

    def __init__(
        self,
        calls: float,
        seconds: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap_s = seconds / calls
        self._clock = clock
        self._sleep = sleep
        self._next_s = 0.0
        self._lock = threading.Lock()

    def acquire(self) -> None:
        """Wait until one more call may be made."""
        with self._lock:
            now = self._clock()
            turn = max(self._next_s, now)
            self._next_s = turn + self._gap_s
        if turn > now:
            self._sleep(turn - now)

    def pause(self, seconds: float) -> None:
        """Let nobody through for so long."""
        with self._lock:
            self._next_s = max(self._next_s, self._clock() + seconds)
