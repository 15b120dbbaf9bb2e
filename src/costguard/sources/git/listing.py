"""Lists what a commit holds, with sizes, so that what is taken from it is known before it is read."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import msgspec

from costguard.model.errors import BadInput, BadUsage
from costguard.sources.git.repository import Repository
from costguard.sources.git.run import ask, failed

REGULAR: Final = ("100644", "100755")
LINK: Final = "120000"
SUBMODULE: Final = "160000"
_CLONE_ALL: Final = "clone without --filter, so that all of it is there"
_Fact = TypeVar("_Fact")


class TreeEntry(msgspec.Struct, frozen=True):
    """A file at a commit: git's mode, and the object that holds it."""

    path: str
    mode: str
    object: str


def listing_of(repository: Repository, commit: str) -> Mapping[str, TreeEntry]:
    """Every file of a commit by its path from the root. Raises BadInput where git cannot list it."""
    answer = ask(repository.root, "ls-tree", "-r", "-z", "--full-tree", commit)
    if not answer.is_good:
        raise failed("ls-tree", answer)
    entries = (_entry(line) for line in answer.text.split("\0") if line)
    return {entry.path: entry for entry in entries}


def sizes_of(repository: Repository, entries: Iterable[TreeEntry]) -> Mapping[str, int]:
    """How many bytes files have, by path. Raises BadInput where the clone lacks one."""
    wanted = tuple(entries)
    lines = _batch(repository, "--batch-check", wanted).decode("ascii", errors="replace").splitlines()
    held = {facts[0]: int(facts[2]) for line in lines if len(facts := line.split()) == 3 and facts[2].isdecimal()}
    return _of_each(wanted, held)


def contents_of(repository: Repository, entries: Iterable[TreeEntry]) -> Mapping[str, bytes]:
    """What files hold, by path. Raises BadInput where the clone lacks one."""
    wanted = tuple(entries)
    return _of_each(wanted, _parsed(_batch(repository, "--batch", wanted)))


def _entry(line: str) -> TreeEntry:
    """`<mode> <type> <object>TAB<path>` (git-ls-tree(1))."""
    facts, _, path = line.partition("\t")
    mode, _, name = facts.split()
    return TreeEntry(path, mode, name)


def _batch(repository: Repository, how: str, wanted: Iterable[TreeEntry]) -> bytes:
    names = dict.fromkeys(entry.object for entry in wanted)
    answer = ask(repository.root, "cat-file", how, told="".join(f"{name}\n" for name in names).encode())
    if answer.is_good:
        return answer.out
    if "promisor" in answer.said:  # a partial clone, which would have fetched it
        raise BadInput(f"this clone lacks files of the trusted ref; {_CLONE_ALL}")
    raise failed("cat-file", answer)


def _of_each(wanted: Iterable[TreeEntry], held: Mapping[str, _Fact]) -> Mapping[str, _Fact]:
    lost = next((entry for entry in wanted if entry.object not in held), None)
    if lost is not None:
        raise BadInput(f"this clone lacks what `{lost.path}` holds; {_CLONE_ALL}")
    return {entry.path: held[entry.object] for entry in wanted}


def _parsed(out: bytes) -> dict[str, bytes]:
    """`<object> blob <size>LF<content>LF`, one after the other; `<object> missing` of what is not there."""
    held: dict[str, bytes] = {}
    at = 0
    while (end := out.find(b"\n", at)) >= 0:
        name, *facts = out[at:end].decode("ascii", errors="replace").split()
        at = end + 1
        if len(facts) == 2 and facts[0] == "blob":
            size = int(facts[1])
            held[name] = out[at : at + size]
            at += size + 1
    return held


def require_file(entry: TreeEntry, ref: str) -> None:
    """Raises BadUsage where an entry is a link or a submodule, which would lead to what the ref does not hold."""
    if entry.mode not in REGULAR:
        what = {LINK: "a symbolic link", SUBMODULE: "a submodule"}.get(entry.mode, "no file")
        raise BadUsage(f"`{entry.path}` is {what} at `{ref}`; keep the file itself there, so that it can be trusted")
