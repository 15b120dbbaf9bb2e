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
        _require_same(handle, path, folder)
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
        raise _writing(folder) from error


def _require_same(handle: int, path: Path, folder: Path) -> None:
    """What was opened may have been moved away with its folder before it was held; Windows moves no such folder."""
    if sys.platform == "win32":
        return
    try:
        is_same = os.path.samestat(os.fstat(handle), path.stat())
    except OSError as error:
        raise _writing(folder) from error
    if not is_same:
        raise _writing(folder)


def _writing(folder: Path) -> BadUsage:
    hint = "wait until it has ended, or give --save another folder"
    return BadUsage(f"another costguard is writing {folder}; {hint}")
