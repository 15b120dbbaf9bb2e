"""Opens a snapshot's folder for writing: new, gone on with, or refused; and closes it when all is read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.errors import BadUsage
from costguard.sources.collecting.checkpoint import (
    CHECKPOINTS,
    PARTS,
    Checkpoint,
    checkpoint_path,
    has_its_parts,
    read_checkpoint,
)
from costguard.sources.collecting.document import DOCUMENT, SnapshotDocument, read_document, safe_so_far, write_document
from costguard.sources.collecting.durable import UNFINISHED, remove_durably, unwritable
from costguard.sources.collecting.lock import LOCK, locked
from costguard.sources.collecting.reading import Scope

LONGEST: Final = timedelta(hours=24)
"""What was read further apart is no inventory of one day."""

_ANEW: Final = "give --fresh to read everything anew, or --save another folder"
_OURS: Final = frozenset({DOCUMENT, DOCUMENT + UNFINISHED, LOCK, PARTS, CHECKPOINTS})


@contextmanager
def opened(folder: Path, planned: SnapshotDocument, *, fresh: bool) -> Iterator[Mapping[Scope, Checkpoint]]:
    """Hold the folder for writing what is planned: the checkpoints of an unfinished run of the same request, if any.

    What no checkpoint lists is removed. `fresh` removes all that an earlier run wrote. Raises BadUsage where the folder
    is another's, finished, or older than a day, and BadInput where its description is no snapshot's.
    """
    _make(folder)
    _require_ours(folder)
    with locked(folder):
        started = None if fresh else _started_before(folder, planned)
        if started is None:
            _clear(folder)
            started = planned.started
        write_document(folder, msgspec.structs.replace(planned, started=started))
        _make(folder / PARTS)
        _make(folder / CHECKPOINTS)
        checkpoints = _sound_checkpoints(folder, planned.scopes)
        _remove_strays(folder, checkpoints)
        yield checkpoints


def finish(folder: Path, finished: datetime) -> None:
    """Say in the snapshot's description that all is read: what, and what not. The folder must be held."""
    document, _ = read_document(folder)
    parts, coverage = safe_so_far(folder, document.scopes)
    write_document(
        folder,
        msgspec.structs.replace(document, finished=finished, coverage=document.coverage + coverage, parts=parts),
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def _require_ours(folder: Path) -> None:
    """Nothing is written, let alone removed, among files that somebody else put there."""
    try:
        names = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise unwritable(folder, error) from error
    if DOCUMENT in names:
        read_document(folder)
    elif names and not (LOCK in names and names <= _OURS):
        raise BadUsage(f"{folder} holds other files than a snapshot's; give --save a new or an empty folder")


def _started_before(folder: Path, planned: SnapshotDocument) -> datetime | None:
    """When the run began that this one goes on with; None where there is none. Raises BadUsage."""
    if not (folder / DOCUMENT).exists():
        return None
    found, _ = read_document(folder)
    if found.finished is not None:
        raise BadUsage(f"{folder} holds a snapshot that was finished at {found.finished:%Y-%m-%d %H:%M} UTC; {_ANEW}")
    if found.request != planned.request:
        raise BadUsage(f"{folder} holds an unfinished snapshot of another request; {_ANEW}")
    if found.started - planned.started > LONGEST:
        begun = f"{found.started:%Y-%m-%d %H:%M} UTC"
        raise BadUsage(f"the unfinished snapshot in {folder} was begun at {begun}, which is still to come; {_ANEW}")
    if planned.started - found.started > LONGEST:
        begun = f"{found.started:%Y-%m-%d %H:%M} UTC"
        raise BadUsage(f"the unfinished snapshot in {folder} was begun at {begun}, more than 24 hours ago; {_ANEW}")
    return found.started


def _clear(folder: Path) -> None:
    """Remove what an earlier run wrote. The description goes first: without it no checkpoint counts."""
    remove_durably([folder / DOCUMENT])
    _remove_strays(folder, {})


def _sound_checkpoints(folder: Path, scopes: tuple[Scope, ...]) -> dict[Scope, Checkpoint]:
    found = {scope: read_checkpoint(folder, scope) for scope in scopes}
    return {scope: known for scope, known in found.items() if known is not None and has_its_parts(folder, known)}


def _remove_strays(folder: Path, kept: Mapping[Scope, Checkpoint]) -> None:
    """Remove checkpoints of other scopes first, then the parts that no checkpoint lists."""
    checkpoints = {checkpoint_path(folder, scope) for scope in kept}
    parts = {folder / PARTS / part.name for known in kept.values() for part in known.parts}
    remove_durably(path for path in _written(folder / CHECKPOINTS, ".json") if path not in checkpoints)
    remove_durably(path for path in _written(folder / PARTS, ".parquet") if path not in parts)


def _written(folder: Path, ending: str) -> list[Path]:
    return [path for path in folder.glob("*") if path.name.endswith((ending, ending + UNFINISHED))]
