"""A line on standard error that says what long work is at; it is wiped away, and never seen in a log."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

_Item = TypeVar("_Item")
# Work that is done sooner needs no company.
_QUIET_SECONDS: Final = 0.5
_EVERY: Final = 512


def step(what: str) -> None:
    """Say what begins now."""
    if _is_watched():
        sys.stderr.write(f"\r\x1b[K{what} …")
        sys.stderr.flush()


def counted(items: Iterable[_Item], what: str, total: int) -> Iterator[_Item]:
    """Pass the items on, and say how many of `total` have gone by."""
    if not _is_watched():
        yield from items
        return
    started = time.monotonic()
    for number, item in enumerate(items):
        if number % _EVERY == 0 and time.monotonic() - started > _QUIET_SECONDS:
            sys.stderr.write(f"\r\x1b[K{what}: {number:,} of {total:,}")
            sys.stderr.flush()
        yield item


@contextmanager
def wiped() -> Iterator[None]:
    """Wipe the line when the work is done, and when it fails: an error starts on a line of its own."""
    try:
        yield
    finally:
        if _is_watched():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _is_watched() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()
