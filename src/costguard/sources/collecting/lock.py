"""Keeps a second process from writing the same snapshot."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from costguard.model.errors import BadUsage
from costguard.sources.collecting.durable import unwritable

LOCK: Final = "snapshot.lock"
"""It stays when the lock is gone, and marks the folder as a snapshot's."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for this process alone. The system lets go of it however the process ends.

    Raises BadUsage where another process holds it.
    """
    path = folder / LOCK
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        _hold(handle, folder)
        yield
    finally:
        os.close(handle)


def _hold(handle: int, folder: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        hint = "wait until it has ended, or give --save another folder"
        raise BadUsage(f"another costguard is writing {folder}; {hint}") from error
