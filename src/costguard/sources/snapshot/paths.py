"""Finds the files that paths stand for: files, folders and globs, each file once however often it is named."""

import glob
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NoReturn

from costguard.model.errors import BadInput
from costguard.sources.snapshot.given import STANDARD_INPUT, unreadable

_TEXT_SUFFIXES: Final = (".ndjson", ".jsonl", ".json", ".csv", ".tfstate")
_SUFFIXES: Final = (".parquet", *_TEXT_SUFFIXES, *(f"{suffix}.gz" for suffix in _TEXT_SUFFIXES))
_BESIDE: Final = (".", "_")
"""How names begin of what Spark and Hadoop put beside the parts of an inventory."""


def files_of(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The files in order. Raises BadInput for a path that stands for none, or that may not be looked into."""
    found: dict[object, str] = {}
    for path in paths:
        for file in _files(path):
            found.setdefault(_identity(file), file)
    return tuple(found.values())


def _files(path: str) -> Iterator[str]:
    """The files that a path stands for: itself, what is in the folder, or what the glob matches."""
    if path == STANDARD_INPUT or _is(path, Path.is_file):
        yield path
        return
    if _is(path, Path.is_dir):
        found = sorted(_in_folder(path))
        if not found:
            raise BadInput(f"{path} holds no inventory; give a folder with Parquet, NDJSON, CSV, JSON or state files")
        yield from found
        return
    matches = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []  # noqa: PTH207  (a path of the user)
    if glob.has_magic(path) and not matches:
        raise BadInput(f"no file matches {path}; check the pattern, and that the shell passes it on as it is")
    yield from (file for match in matches for file in _files(match)) if matches else (path,)


def _is(path: str, test: Callable[[Path], bool]) -> bool:
    try:
        return test(Path(path))
    except OSError as error:  # of a name that is too long, or in a folder that may not be looked into
        raise unreadable(path, error) from error


def _in_folder(folder: str) -> Iterator[str]:
    """The inventories in a folder and in those within it. One that may not be listed might hold some: it is refused."""

    def refuse(error: OSError) -> NoReturn:
        raise unreadable(str(error.filename or folder), error) from error

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(_BESIDE)]
        for name in files:
            file = Path(place) / name
            if not name.startswith(_BESIDE) and name.lower().endswith(_SUFFIXES) and file.is_file():
                yield str(file)


def _identity(path: str) -> object:
    """What tells a file from others, whichever way it was named; the path itself of what cannot be asked."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return path
    return found.st_dev, found.st_ino
