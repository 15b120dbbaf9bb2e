"""Files that are whole or not there at all, at whatever moment the machine stops."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from costguard.model.errors import BadUsage

UNFINISHED: Final = ".tmp"
"""Ends the name of a file that is being written; one that is left over is worth nothing."""


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that its name holds what it held before, or all of the new, after any crash.

    The data reach the disc before the name does: POSIX leaves that order open without an fsync of the file and, for
    the name, of its folder (Linux man-pages, fsync(2), 2025-10). Raises BadUsage where it cannot be written.
    """
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    _settle(path.parent)


def remove_durably(paths: Iterable[Path]) -> None:
    """Remove files, those that are there, so that they stay removed. Raises BadUsage where one cannot be."""
    folders = set()
    for path in paths:
        _remove(path)
        folders.add(path.parent)
    for folder in folders:
        _settle(folder)


def unwritable(path: Path, error: OSError) -> BadUsage:
    """What a person is told of a file or folder that cannot be written."""
    return BadUsage(f"cannot write {path}: {error.strerror or error}; make room or give --save another folder")


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


def _settle(folder: Path) -> None:
    """Bring the folder's names to the disc; Windows has no such call, and needs none."""
    if sys.platform == "win32":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise unwritable(folder, error) from error
