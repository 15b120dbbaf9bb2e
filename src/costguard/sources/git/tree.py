"""Writes the files that judge as they are at a trusted commit, so that a change cannot bring its own judge."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from costguard.model.errors import BadInput, BadUsage
from costguard.sources.git.listing import REGULAR, TreeEntry, contents_of, listing_of, require_file, sizes_of
from costguard.sources.git.repository import Repository

MAX_REGISTRY_BYTES: Final = 5_000_000
"""The largest CSV that comes along: no larger one can be a registry of a policy."""

MAX_BYTES: Final = 300_000_000
"""The most that is written of a commit, price books included."""

_POLICY_ENDINGS: Final = (".yaml", ".yml")
_REGISTRY_ENDING: Final = ".csv"
_LFS_POINTER: Final = b"version https://git-lfs.github.com/spec/"
_UNSAFE: Final = frozenset("\\:\0")


class TrustedTree(msgspec.Struct, frozen=True):
    """A folder with files as they are at a commit, each where it stands in the repository."""

    repository: Repository
    ref: str
    commit: str
    folder: Path
    listing: Mapping[str, TreeEntry]

    def copy_of(self, path: str) -> Path:
        """The trusted copy of one file, of any kind, by its path as the reader wrote it.

        Raises as `trusted_tree` does.
        """
        place = self.repository.inside(path)
        entry = _first(place, self.listing)
        if entry is None:
            raise _not_there(path, self.ref)
        require_file(entry, self.ref)
        target = self.folder / place
        if not target.exists():
            _require_small(sizes_of(self.repository, (entry,)).values(), self.ref)
            _take(self, (entry,))
        return target


def trusted_tree(
    repository: Repository, ref: str, paths: Sequence[str], into: Path, optional: Sequence[str] = ()
) -> TrustedTree:
    """Write the files and folders in `paths`, as they are at a ref, into a folder; of folders their YAML.

    Every CSV of the commit comes along (the registries of a policy lie anywhere). Paths are absolute, or relative
    to the current folder; `optional` ones may be missing. Raises BadUsage where another path is not at the ref, is a
    link or lies outside of the repository; BadInput where the commit cannot be read.
    """
    commit = repository.commit_of(ref)
    tree = TrustedTree(repository, ref, commit, into, listing_of(repository, commit))
    wanted: dict[str, TreeEntry] = {}
    for path in (*paths, *optional):
        named = tuple(_named(repository.inside(path), tree))
        if not named and path not in optional:
            raise _not_there(path, ref)
        wanted.update({entry.path: entry for entry in named})
    found = {entry.path: entry for entry in _registries(tree.listing) if entry.path not in wanted}
    sizes = sizes_of(repository, (*wanted.values(), *found.values()))
    registries = tuple(entry for path, entry in found.items() if sizes[path] <= MAX_REGISTRY_BYTES)
    _require_small((sizes[entry.path] for entry in (*wanted.values(), *registries)), ref)
    _take(tree, wanted.values())
    _take(tree, registries, pass_over_pointers=True)
    return tree


def _named(place: str, tree: TrustedTree) -> Iterator[TreeEntry]:
    """The entries that a path names: the file, or the YAML of the folder."""
    entry = _first(place, tree.listing)
    below = "" if place == "." else f"{place}/"
    inside = (each for path, each in tree.listing.items() if path.startswith(below) and _is_policy(path))
    for each in (entry,) if entry is not None else inside:
        require_file(each, tree.ref)
        yield each


def _first(place: str, listing: Mapping[str, TreeEntry]) -> TreeEntry | None:
    """The entry at a place, or whatever stands where a folder on the way to it should."""
    steps = (step.as_posix() for step in reversed((PurePosixPath(place), *PurePosixPath(place).parents)))
    return next((listing[step] for step in steps if step in listing), None)


def _is_policy(path: str) -> bool:
    return PurePosixPath(path).suffix in _POLICY_ENDINGS


def _not_there(path: str, ref: str) -> BadUsage:
    return BadUsage(
        f"`{path}` is not there at `{ref}`; merge it there first, keep it outside of the repository, or check the path"
    )


def _registries(listing: Mapping[str, TreeEntry]) -> Iterator[TreeEntry]:
    for entry in listing.values():
        if entry.path.endswith(_REGISTRY_ENDING) and entry.mode in REGULAR and _is_safe(entry.path):
            yield entry


def _require_small(sizes: Iterable[int], ref: str) -> None:
    size = sum(sizes)
    if size > MAX_BYTES:
        raise BadInput(
            f"the policy, prices and CSV files at `{ref}` have {size // 1_000_000:,} MB, more than "
            f"{MAX_BYTES // 1_000_000} MB; keep large data out of the repository"
        )


def _take(tree: TrustedTree, entries: Iterable[TreeEntry], *, pass_over_pointers: bool = False) -> None:
    """Write files into the tree's folder. What Git LFS keeps elsewhere is no part of the commit."""
    for path, content in contents_of(tree.repository, entries).items():
        if not content.startswith(_LFS_POINTER):
            _write(path, content, tree)
        elif not pass_over_pointers:
            raise BadUsage(f"`{path}` is kept in Git LFS at `{tree.ref}`; keep it in git, so that it can be trusted")


def _write(path: str, content: bytes, tree: TrustedTree) -> None:
    if not _is_safe(path):
        raise BadInput(f"`{path}` at `{tree.ref}` is no name that is safe to write; rename it there")
    target = tree.folder / path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise BadInput(f"cannot write `{path}` of `{tree.ref}` into `{tree.folder}`: {reason}") from error


def _is_safe(path: str) -> bool:
    r"""Whether a name of git stays where it is written, on every system: no `..`, no drive, no `\`, no `.git`."""
    parts = path.split("/")
    return not any(not part.strip(". ") or part.casefold() == ".git" or set(part) & _UNSAFE for part in parts)
