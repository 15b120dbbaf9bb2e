"""Reads live accounts into a snapshot's folder, and hands that over: what is read once can be judged again."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.document import DOCUMENT, read_document
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
    collect((collection,), kept, request, fresh=fresh or _is_over(kept), on_progress=on_progress)
    with _own(kept) as folder:
        yield _told_of(collection.cloud, folder, str(collection.cloud))


def cache_folder() -> Path:
    """Where collections lie that nobody asked to keep (XDG Base Directory Specification, 0.8)."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "costguard" / "collected"


def _told_of(cloud: Cloud, folder: Path, path: str) -> Inventory:
    """The inventory as that of the cloud that was read, rather than of the folder that it lies in."""
    found = read_folder(folder)
    return msgspec.structs.replace(found, input=msgspec.structs.replace(found.input, kind=str(cloud), path=path))


def _is_over(kept: Path) -> bool:
    """Whether what an earlier run left cannot be gone on with. Nobody chose the cache's folder, so nobody is asked."""
    if not (kept / DOCUMENT).exists():
        return False
    document, _ = read_document(kept)
    return document.finished is not None or datetime.now(UTC) - document.started > LONGEST


@contextmanager
def _own(kept: Path) -> Iterator[Path]:
    """What was read, out of the way of other runs that ask for the same; removed at the end."""
    with TemporaryDirectory(prefix=f"{kept.name}{_JUDGED}", dir=kept.parent, ignore_cleanup_errors=True) as home:
        yield kept.rename(Path(home) / "snapshot")


def _sweep(kept: Path) -> None:
    """Remove what runs left that were killed while they judged."""
    oldest = (datetime.now(UTC) - LONGEST).timestamp()
    for left in kept.parent.glob(f"{kept.name}{_JUDGED}*"):
        if left.stat().st_mtime < oldest:
            shutil.rmtree(left, ignore_errors=True)
