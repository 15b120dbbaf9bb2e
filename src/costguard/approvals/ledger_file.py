"""Holds a ledger's file: whole while it is read, and for one writer alone while it is added to."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from costguard.model.errors import BadInput, BadUsage

MAX_BYTES: Final = 500_000_000
"""The largest ledger that is read: some hundred thousand changes."""

_PATIENCE_S: Final = 30.0
_PAUSE_S: Final = 0.02
_LOCKED_BYTE: Final = 1 << 40  # Windows locks bytes, and lets nobody read those; this one is never written


@contextmanager
def held(path: Path, *, for_writing: bool) -> Iterator[int]:
    """The open file, locked: shared for reading, exclusive for writing, and then made where it is not there.

    Raises BadInput where there is none to read, or another process keeps it; BadUsage where it cannot be opened.
    """
    handle = _opened(path, for_writing=for_writing)
    try:
        _lock(handle, path, exclusive=for_writing)
        yield handle
    finally:
        os.close(handle)


def content_of(handle: int, path: Path) -> bytes:
    """All that the file holds. Raises BadInput where that is too much."""
    if os.fstat(handle).st_size > MAX_BYTES:
        raise BadInput(f"the ledger `{path}` is larger than {MAX_BYTES // 1_000_000} MB; start a new one, and keep it")
    with os.fdopen(os.dup(handle), "rb") as stream:
        stream.seek(0)
        return stream.read()


def add_line(handle: int, path: Path, line: bytes, size: int) -> None:
    """Write a line at the end, at `size`, and see it on the disk; or leave the file as it was and raise BadInput."""
    try:
        with os.fdopen(os.dup(handle), "ab") as stream:
            stream.write(line)
        os.fsync(handle)
        if size == 0:
            _sync_folder(path)
    except OSError as error:
        os.ftruncate(handle, size)
        reason = error.strerror or "unknown reason"
        raise BadInput(f"cannot write to the ledger `{path}`: {reason}; nothing was added to it") from error


def _opened(path: Path, *, for_writing: bool) -> int:
    # Appending, so that whatever else is true nothing that stands there is written over.
    wanted = os.O_RDWR | os.O_CREAT | os.O_APPEND if for_writing else os.O_RDONLY
    if path.exists() and not path.is_file():
        raise BadUsage(f"the ledger `{path}` is no file; name the file that `costguard verify --ledger` writes")
    try:
        return os.open(path, wanted | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0), 0o644)
    except FileNotFoundError as error:
        what = "there is no folder for" if for_writing else "there is no"
        raise BadInput(
            f"{what} ledger `{path}`; check the path (`costguard verify --new-ledger` begins one)"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no path"
        raise BadUsage(f"cannot open the ledger `{path}`: {reason}; check the path and its permissions") from error


def _lock(handle: int, path: Path, *, exclusive: bool) -> None:
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            _try_lock(handle, exclusive=exclusive)
        except OSError as error:
            if time.monotonic() > end:
                raise BadInput(f"another process keeps the ledger `{path}`; wait until it has ended") from error
            time.sleep(_PAUSE_S)
        else:
            return


def _try_lock(handle: int, *, exclusive: bool) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)


def _sync_folder(path: Path) -> None:
    """A new file's name is on the disk only with its folder (fsync(2)); Windows opens no folders, and needs none."""
    if sys.platform == "win32":
        return
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
