"""Reads all scopes of an audit into a snapshot's folder, side by side, and goes on where an earlier run stopped."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from costguard.model.errors import BadInput
from costguard.model.inventory import ReadStatus
from costguard.sources.collecting.checkpoint import Checkpoint
from costguard.sources.collecting.document import SCHEMA, SnapshotDocument, Tool
from costguard.sources.collecting.patience import Patience
from costguard.sources.collecting.progress_note import Progress, Tally
from costguard.sources.collecting.read_scopes import read_scopes
from costguard.sources.collecting.reading import Collection, Scope
from costguard.sources.collecting.store import finish, opened

_EVERYDAY = Patience()


def collect(  # noqa: PLR0913  (options of one run, each by its name)
    collections: tuple[Collection, ...],
    folder: Path,
    request: str,
    *,
    fresh: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    on_finished: Callable[[], None] | None = None,
    patience: Patience = _EVERYDAY,
) -> None:
    """Read every scope into the folder, which then is a finished snapshot, as `sources.snapshot.folder` reads it.

    `request` is a digest of what was asked for: an unfinished snapshot of the same is gone on with; `fresh` starts
    anew. A scope that cannot be read is accounted for as what it is, and stops no other. `on_progress` is called in
    this thread, and at the end so is `on_finished`, while no other process can hold the folder. After an interrupt, or
    a crash at any moment, the same call goes on: nothing is there twice, nothing is lost. Raises BadUsage where the
    folder cannot be used, BadInput where it holds something else.
    """
    planned = _plan(collections, request, _now(patience))
    with opened(folder, planned, fresh=fresh) as checkpoints:
        tally = _tally(planned.scopes, checkpoints, patience)
        left = {scope: checkpoints.get(scope, Checkpoint(scope)) for scope in planned.scopes}
        left = {scope: known for scope, known in left.items() if not _is_complete(known)}

        def tell() -> None:
            if on_progress is not None:
                on_progress(tally.progress())

        read_scopes(collections, left, folder, patience, tally, tell)
        finish(folder, _now(patience))
        if on_finished is not None:
            on_finished()


def _plan(collections: tuple[Collection, ...], request: str, started: datetime) -> SnapshotDocument:
    return SnapshotDocument(
        schema=SCHEMA,
        tool=Tool(),
        started=started,
        finished=None,
        request=request,
        containers=tuple(container for each in collections for container in each.containers),
        coverage=tuple(unread for each in collections for unread in each.unread),
        notes=tuple(dict.fromkeys(note for each in collections for note in each.notes)),
        scopes=_scopes_of(collections),
    )


def _scopes_of(collections: Iterable[Collection]) -> tuple[Scope, ...]:
    """Every scope once. Raises BadInput of two that a snapshot could not tell apart."""
    found: dict[str, Scope] = {}
    for scope in (scope for each in collections for scope in each.scopes):
        if found.setdefault(scope.key, scope) != scope:
            raise BadInput(f"two scopes are called {scope.key}, and a snapshot holds one; read them into two folders")
    return tuple(found.values())


def _tally(scopes: tuple[Scope, ...], checkpoints: Mapping[Scope, Checkpoint], patience: Patience) -> Tally:
    done = [known for known in checkpoints.values() if _is_complete(known)]
    return Tally(len(scopes), len(done), sum(part.rows for known in done for part in known.parts), patience.clock)


def _is_complete(checkpoint: Checkpoint) -> bool:
    return checkpoint.status is ReadStatus.COMPLETE


def _now(patience: Patience) -> datetime:
    return datetime.fromtimestamp(patience.clock(), UTC).replace(microsecond=0)
