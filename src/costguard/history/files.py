"""The Parquet files of a history: two a run, each there as a whole or not at all."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from costguard.history.place import Place
from costguard.model.errors import BadInput, BadUsage

PART: Final = ".part"


def findings_name(run: int) -> str:
    """The name of the file of a run's findings."""
    return f"run-{run}.parquet"


def lives_name(run: int) -> str:
    """The name of the file of the faults' lives as they were after a run."""
    return f"lives-{run}.parquet"


def path_of(place: Place, name: str | None, run: int) -> Path:
    """A file that is still kept. Raises BadUsage where it was pruned or lost."""
    if name is None:
        raise BadUsage(f"the files of run {run} were pruned; choose a later run (`costguard history runs`)")
    path = place.files / name
    if not path.is_file():
        raise BadUsage(f"{path}, of run {run}, is gone; put it back, or begin a new history in another folder")
    return path


def keep_copy(source: str, target: Path) -> None:
    """Copy a file so that it is whole when it appears. Raises BadInput where there is none."""
    if not Path(source).is_file():
        raise BadInput(f"the audit's findings are not at {source}; audit again")
    write_whole(target, lambda part: shutil.copyfile(source, part))


def write_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a file under another name, wait until the disk has it, and only then give it its name."""
    part = target.with_name(target.name + PART)
    try:
        write(part)
        _flush(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        _flush(target.parent)


def _flush(path: Path) -> None:
    flags = os.O_RDONLY if os.name == "posix" else os.O_RDWR
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
