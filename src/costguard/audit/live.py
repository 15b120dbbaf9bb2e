"""Reads live accounts into a snapshot's folder, and hands that over: what is read once can be judged again."""

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput, BadUsage
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.document import DOCUMENT, read_document
from costguard.sources.collecting.durable import remove_durably, unwritable
from costguard.sources.collecting.lock import locked
from costguard.sources.collecting.progress_note import Progress
from costguard.sources.collecting.reading import Collection
from costguard.sources.collecting.store import LONGEST
from costguard.sources.inventory import Inventory
from costguard.sources.snapshot.folder import read_folder

_JUDGED: Final = "-judged-"


def request_of(options: object) -> str:
    """A digest of what is asked for, by which an interrupted collection is known again."""
    return hashlib.sha256(msgspec.json.encode([type(options).__name__, options])).hexdigest()


@contextmanager
def collected(
    collection: Collection,
    request: str,
    save: Path | None,
    *,
    fresh: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[Inventory]:
    """What was read of live accounts, kept in `save`; without it in a folder of the user's cache while it is needed.

    A run that was interrupted is gone on with when the same is asked for again. Raises BadUsage, BadInput.
    """
    if save is not None:
        collect((collection,), save, request, fresh=fresh, on_progress=on_progress)
        yield _told_of(collection.cloud, save, str(save))
        return
    kept = cache_folder() / request[:16]
    _sweep(kept)
    with ExitStack() as stack:
        taken: list[Path] = []

        def take() -> None:
            taken.append(stack.enter_context(_own(kept)))

        # Another run that asks for the same would clear what is finished; Windows moves no folder that is held open.
        take_while_held = None if sys.platform == "win32" else take
        anew = _is_over(kept) or fresh
        collect((collection,), kept, request, fresh=anew, on_progress=on_progress, on_finished=take_while_held)
        if not taken:
            take()
        yield _told_of(collection.cloud, taken[0], str(collection.cloud))


def cache_folder() -> Path:
    """Where collections lie that nobody asked to keep; a relative XDG_CACHE_HOME does not count (XDG Base Directory
    Specification, 0.8). Raises BadUsage where nobody has a home.
    """
    told = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        home = told if told.is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        raise BadUsage("there is no home folder to keep what is read in; set XDG_CACHE_HOME or give --save") from None
    return home / "costguard" / "collected"


def _told_of(cloud: Cloud, folder: Path, path: str) -> Inventory:
    """The inventory as that of the cloud that was read, rather than of the folder that it lies in."""
    found = read_folder(folder)
    return msgspec.structs.replace(found, input=msgspec.structs.replace(found.input, kind=str(cloud), path=path))


def _is_over(kept: Path) -> bool:
    """Whether what an earlier run left cannot be gone on with. Nobody chose the cache's folder, so nobody is asked."""
    try:
        if not (kept / DOCUMENT).exists():
            return False
        document, _ = read_document(kept)
    except OSError as error:
        raise unwritable(kept, error) from error
    except BadInput:  # damaged, or written by another version
        with locked(kept):
            remove_durably([kept / DOCUMENT])
        return True
    return document.finished is not None or abs(datetime.now(UTC) - document.started) > LONGEST


@contextmanager
def _own(kept: Path) -> Iterator[Path]:
    """What was read, out of the way of other runs that ask for the same; removed at the end."""
    with ExitStack() as stack:
        try:
            home = TemporaryDirectory(prefix=f"{kept.name}{_JUDGED}", dir=kept.parent, ignore_cleanup_errors=True)
            folder = kept.rename(Path(stack.enter_context(home)) / "snapshot")
        except OSError as error:
            raise unwritable(kept.parent, error) from error
        yield folder


def _sweep(kept: Path) -> None:
    """Remove what runs left that were killed while they judged."""
    oldest = (datetime.now(UTC) - LONGEST).timestamp()
    for left in kept.parent.glob(f"{kept.name}{_JUDGED}*"):
        with suppress(OSError):  # another run removes its own
            if left.stat().st_mtime < oldest:
                shutil.rmtree(left, ignore_errors=True)
