"""`snapshot.json`: what a snapshot was asked for, when it was read, and, at the end, what was read and what was not."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import msgspec

from costguard import __version__
from costguard.model.errors import BadInput
from costguard.model.inventory import Container, ReadStatus, ScopeRead
from costguard.sources.collecting.checkpoint import Checkpoint, Part, read_checkpoint
from costguard.sources.collecting.durable import write_durably
from costguard.sources.collecting.reading import Scope

DOCUMENT: Final = "snapshot.json"
SCHEMA: Final = "costguard/snapshot/v1"
NOT_READ_YET: Final = "not read yet: the collection did not end"
_FAMILY: Final = "costguard/snapshot/"

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]


class Tool(msgspec.Struct, frozen=True):
    """Who wrote it."""

    name: str = "costguard"
    version: str = __version__


class SnapshotDocument(msgspec.Struct, frozen=True):
    """A snapshot's own description. `finished` is None while scopes are still to be read.

    `request` is the digest of what was asked for. `coverage` holds only what could not be begun until it is finished,
    `parts` nothing; until then the checkpoints of `scopes` tell.
    """

    schema: str
    tool: Tool
    started: Moment
    finished: Moment | None
    request: str
    containers: tuple[Container, ...] = ()
    coverage: tuple[ScopeRead, ...] = ()
    notes: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    parts: tuple[Part, ...] = ()


class _Head(msgspec.Struct):
    schema: str


def write_document(folder: Path, document: SnapshotDocument) -> None:
    """Write the snapshot's description durably, for programs and people. Raises BadUsage where that cannot be."""
    write_durably(folder / DOCUMENT, msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")


def read_document(folder: Path) -> tuple[SnapshotDocument, bytes]:
    """The snapshot's description, and its bytes. Raises BadInput where it is none, or a newer version's."""
    path = folder / DOCUMENT
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}; name the folder of a snapshot") from error
    try:
        _require_schema(msgspec.json.decode(content, type=_Head).schema, path)
        return msgspec.json.decode(content, type=SnapshotDocument), content
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        hint = "name a folder that `costguard audit --save` wrote"
        raise BadInput(f"{path} is no snapshot of costguard ({error}); {hint}") from error


def safe_so_far(folder: Path, scopes: tuple[Scope, ...]) -> tuple[tuple[Part, ...], tuple[ScopeRead, ...]]:
    """The parts of all scopes and what accounts for them, as their checkpoints tell."""
    parts: list[Part] = []
    coverage: list[ScopeRead] = []
    for scope in scopes:
        checkpoint = read_checkpoint(folder, scope) or Checkpoint(scope)
        parts += checkpoint.parts
        coverage += checkpoint.coverage if checkpoint.status is not None else (_not_ended(checkpoint),)
    return tuple(parts), tuple(coverage)


def _not_ended(checkpoint: Checkpoint) -> ScopeRead:
    scope, resources = checkpoint.scope, sum(part.rows for part in checkpoint.parts)
    status = ReadStatus.PARTIAL if resources else ReadStatus.FAILED
    return ScopeRead(scope.cloud, scope.account, scope.region, scope.source, status, resources, NOT_READ_YET)


def _require_schema(schema: str, path: Path) -> None:
    if schema == SCHEMA:
        return
    if schema.startswith(_FAMILY):
        raise BadInput(
            f"{path} is of the schema {schema!r}, which this version does not read; install a newer costguard"
        )
    raise BadInput(
        f"{path} is of the schema {schema!r}, not {SCHEMA!r}; name a folder that `costguard audit --save` wrote"
    )
