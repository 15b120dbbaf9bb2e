"""Says which files a change edits, so that an edit of what judges changes is seen."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from costguard.sources.git.repository import Repository
from costguard.sources.git.run import ask, failed

# Nothing that settings or attributes name is run, and a rename is what it is: one file gone, another new.
_COMPARING: Final = (
    "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative",
    "--ignore-submodules=dirty",
)  # fmt: skip
# Without `--exclude-standard`: a change could have its own new files ignored.
_FINDING_NEW: Final = ("ls-files", "--others", "-z", "--full-name")
_WILDCARDS: Final = frozenset("*?[")


def edited(repository: Repository, ref: str, patterns: Sequence[str]) -> tuple[str, ...]:
    """The files, new and deleted ones too, that differ from where the change left the ref.

    That is the merge base of ref and HEAD; the ref itself where there is none, as in a shallow clone. They differ at
    HEAD, which is what will be merged whatever a job, a filter or a flag makes of the working tree; or there, which is
    what the job works with. Patterns and answers are paths from the root, sorted: a file, a folder with all in it, or
    a glob (`*` within a folder, `**` across). Raises BadUsage where there is no such ref.
    """
    commit = repository.commit_of(ref)
    if not patterns:
        return ()
    base = ask(repository.root, "merge-base", commit, "HEAD")
    start = base.text if base.is_good and base.text else commit
    pathspecs = [_pathspec(pattern) for pattern in patterns]
    asked = ((*_COMPARING, start, "HEAD"), (*_COMPARING, start), _FINDING_NEW)
    return tuple(sorted({path for question in asked for path in _paths(repository, question, pathspecs)}))


def versions(repository: Repository, paths: Iterable[str]) -> Mapping[str, str]:
    """What each file has become, by path: twelve digits that stand for its content at HEAD and in the working tree.

    `deleted` where it is in neither.
    """
    return {path: _version(repository, path) for path in paths}


def _version(repository: Repository, path: str) -> str:
    at_head = ask(repository.root, "rev-parse", "--verify", "--quiet", f"HEAD:{path}")
    here = _content(repository.root / path)
    if not at_head.is_good and here is None:
        return "deleted"
    parts = (at_head.out.strip() if at_head.is_good else b"", b"-" if here is None else sha256(here).digest())
    return sha256(b"\0".join(parts)).hexdigest()[:12]


def _content(path: Path) -> bytes | None:
    """What lies at a path of the working tree: of a link where it points to, of what is no file nothing."""
    try:
        if path.is_symlink():
            return b"link to " + os.fsencode(path.readlink())
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return b"unreadable"


def _paths(repository: Repository, question: Sequence[str], pathspecs: Sequence[str]) -> Iterator[str]:
    answer = ask(repository.root, *question, "--", *pathspecs)
    if not answer.is_good:
        raise failed(question[0], answer)
    yield from (path for path in answer.text.split("\0") if path)


def _pathspec(pattern: str) -> str:
    """The pattern in git's own words (gitglossary(7), pathspec)."""
    return f":(top,glob){pattern}" if _WILDCARDS & set(pattern) else f":(top,literal){pattern}"
