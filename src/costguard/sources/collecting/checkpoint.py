"""What is safe of one scope: the parts that hold it, and where reading goes on from."""

import hashlib
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import msgspec

from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.sources.collecting.durable import write_durably
from costguard.sources.collecting.reading import Scope

PARTS: Final = "resources"
CHECKPOINTS: Final = "checkpoints"


PartName: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[^/\\]+\.parquet$")]
"""It leads nowhere but into the snapshot's own folder."""


class Part(msgspec.Struct, frozen=True):
    """One Parquet file of `resources`. `sha256` is that of its bytes, in hexadecimal."""

    name: PartName
    rows: int
    bytes: int
    sha256: str


class Count(msgspec.Struct, frozen=True):
    """Resources of an account and region; `region` is "" for those that have none."""

    account: str
    region: str
    resources: int


class Checkpoint(msgspec.Struct, frozen=True):
    """How far a scope was read. `status` is None until it ended; `coverage` accounts for it then.

    `token` is what reading goes on from after all that `parts` hold, "" where only the beginning will do.
    """

    scope: Scope
    parts: tuple[Part, ...] = ()
    token: str = ""
    status: ReadStatus | None = None
    reason: str = ""
    counts: tuple[Count, ...] = ()
    coverage: tuple[ScopeRead, ...] = ()


def part_path(folder: Path, name: str) -> Path:
    """Where a part of the snapshot lies."""
    return folder / PARTS / name


def checkpoint_path(folder: Path, scope: Scope) -> Path:
    """Where a scope's checkpoint lies."""
    return folder / CHECKPOINTS / f"{scope.key}.json"


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Make it the scope's checkpoint. INVARIANT: all parts that it lists are durable before."""
    write_durably(checkpoint_path(folder, checkpoint.scope), msgspec.json.encode(checkpoint))


def read_checkpoint(folder: Path, scope: Scope) -> Checkpoint | None:
    """The scope's checkpoint; None where there is none that is sound, and the scope counts as not read."""
    try:
        found = msgspec.json.decode(checkpoint_path(folder, scope).read_bytes(), type=Checkpoint)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found if found.scope == scope else None


def has_its_parts(folder: Path, checkpoint: Checkpoint) -> bool:
    """Whether every part that it lists is there in its full length."""
    return all(_size(part_path(folder, part.name)) == part.bytes for part in checkpoint.parts)


def digest_of(content: bytes) -> str:
    """The digest that a part is known by."""
    return hashlib.sha256(content).hexdigest()


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
