"""How long to wait before GitHub is asked again: its limits say so themselves, its faults leave it to us.

Source: docs.github.com/rest, "Rate limits" and "Best practices" (2026-11): wait for `retry-after`; else, where
`x-ratelimit-remaining` is 0, until `x-ratelimit-reset`; else at least a minute.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import msgspec

from costguard.forges.github.transport import Answer
from costguard.model.errors import BadInput

_LIMITED: Final = frozenset({403, 429})
_BROKEN: Final = frozenset({500, 502, 503, 504})
_MINUTE_S: Final = 60.0
_FIRST_WAIT_S: Final = 1.0
# A header may hold any number. The year 2096 is later than any of GitHub's, and a date that can be written.
_LONGEST_S: Final = 4.0 * 10**9


class Patience(msgspec.Struct, frozen=True):
    """How long one command waits for GitHub in all, how often one request is tried, and by which clock."""

    total_s: float = 120.0
    tries: int = 6
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time


class Waits:
    """The waits of one client: they add up to `total_s` at most."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._left_s = patience.total_s

    def wait(self, wait_s: float, why: str) -> None:
        """Sleep so long. Raises BadInput, with the time to come back at, where that is longer than is left."""
        if wait_s > self._left_s:
            until = datetime.fromtimestamp(min(self.patience.now() + wait_s, _LONGEST_S), UTC)
            raise BadInput(f"{why}; run again after {until:%Y-%m-%d %H:%M} UTC")
        self._left_s -= wait_s
        self.patience.sleep(wait_s)


def limit_wait_s(answer: Answer, now: float) -> float | None:
    """How long a rate limit asks to wait, None where the answer is no rate limit."""
    if answer.status not in _LIMITED:
        return None
    if (after_s := _number(answer.headers.get("retry-after"))) is not None:
        return after_s
    if answer.headers.get("x-ratelimit-remaining") == "0":
        reset = _number(answer.headers.get("x-ratelimit-reset"))
        return _MINUTE_S if reset is None else max(reset - now, 0.0) + 1.0
    is_secondary = answer.status == 429 or b"secondary rate limit" in answer.body[:4096].lower()
    return _MINUTE_S if is_secondary else None


def is_broken(answer: Answer) -> bool:
    """Whether GitHub failed, and may not when asked again."""
    return answer.status in _BROKEN


def fault_wait_s(attempt: int) -> float:
    """How long to wait after a fault: twice as long each time."""
    return float(_FIRST_WAIT_S * 2**attempt)


def _number(text: str | None) -> float | None:
    if text is None or not (text.isascii() and text.isdigit()):
        return None
    return min(float(text), _LONGEST_S)
