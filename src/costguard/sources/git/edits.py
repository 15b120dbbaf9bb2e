"""Says which files a change edits, so that an edit of what judges changes is seen."""

from collections.abc import Sequence
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
    """The files of the working tree, new and deleted ones too, that differ from where the change left the ref.

    That is the merge base of ref and HEAD; the ref itself where there is none, as in a shallow clone. Patterns and
    answers are paths from the root, sorted: a file, a folder with all in it, or a glob (`*` within a folder, `**`
    across). Raises BadUsage where there is no such ref.
    """
    commit = repository.commit_of(ref)
    if not patterns:
        return ()
    base = ask(repository.root, "merge-base", commit, "HEAD")
    start = base.text if base.is_good and base.text else commit
    pathspecs = [_pathspec(pattern) for pattern in patterns]
    changed = ask(repository.root, *_COMPARING, start, "--", *pathspecs)
    if not changed.is_good:
        raise failed("diff", changed)
    new = ask(repository.root, *_FINDING_NEW, "--", *pathspecs)
    if not new.is_good:
        raise failed("ls-files", new)
    return tuple(sorted({path for path in f"{changed.text}\0{new.text}".split("\0") if path}))


def _pathspec(pattern: str) -> str:
    """The pattern in git's own words (gitglossary(7), pathspec)."""
    return f":(top,glob){pattern}" if _WILDCARDS & set(pattern) else f":(top,literal){pattern}"
