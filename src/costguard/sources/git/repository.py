"""Finds the repository that a folder lies in, the one commit that a ref means there, and where a file stands in it."""

import os
import re
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from costguard.model.errors import BadUsage
from costguard.sources.git.run import ask, failed

MOST_FIRST_PARENTS: Final = 51
"""One more than is ever judged at once, so that a reader of them notices what is too many."""
_FULL_HASH: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NAME_IN_REF: Final = re.compile(r"[^~^@:]*")  # what stands before `~2`, `^`, `@{1}` (gitrevisions(7))
# Where git looks for a short name, in this order; it takes the first that is there (gitrevisions(7), 2026-11).
_PLACES: Final = ("refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
_OF_GIT_ITSELF: Final = ("HEAD", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD")  # come before all of these


class Repository(msgspec.Struct, frozen=True):
    """A repository by the root of its working tree."""

    root: Path

    def commit_of(self, ref: str) -> str:
        """The full hash of the commit that a ref means. Raises BadUsage where there is none, or more than one.

        A name that several refs have is refused: anybody who may push a tag or a branch could otherwise put theirs
        in front of the trusted one (a tag `origin/main` comes before the branch).
        """
        if (
            not ref
            or ref.startswith("-")
            or ":" in ref
            or any(char in ref for char in " \t\n")
            or not ref.isprintable()
        ):
            raise BadUsage(f"`{ref}` is no ref of git; name a branch, a tag or a commit, as in origin/main")
        answer = ask(self.root, "rev-parse", "--verify", "--quiet", f"{self._in_full(ref)}^{{commit}}")
        if not answer.is_good or not _FULL_HASH.fullmatch(answer.text):
            raise BadUsage(self._missing(ref))
        return answer.text

    def first_parents(self, ref: str) -> tuple[str, ...]:
        """The commits that came to the current branch since a ref, the newest first, by what was merged into what.

        At most `MOST_FIRST_PARENTS` of them. Raises BadUsage where there is no such ref.
        """
        since = self.commit_of(ref)
        limit = f"--max-count={MOST_FIRST_PARENTS}"
        answer = ask(self.root, "rev-list", "--first-parent", limit, f"{since}..{self.commit_of('HEAD')}", "--")
        if not answer.is_good:
            raise failed("rev-list", answer)
        return tuple(answer.text.split())

    def inside(self, path: str, folder: Path | None = None) -> str:
        """Where a path, absolute or relative to the current folder (or another), stands in the repository.

        Links are not followed: whoever edits the working tree could turn one file into another. `.` is the root.
        Raises BadUsage where it lies outside.
        """
        if not path or not path.isprintable():
            raise BadUsage(f"`{path}` is no path; check its characters")
        written = Path(path)
        absolute = written if written.is_absolute() else (folder or Path.cwd()).resolve() / written
        lexical = Path(os.path.normpath(absolute))
        ways = (each for each in reversed((lexical, *lexical.parents)) if each.resolve() == self.root)
        top = next(ways, None)
        if top is None:
            raise BadUsage(
                f"`{path}` lies outside of the repository `{self.root}`; a trusted ref speaks of what is in it"
            )
        return PurePosixPath(lexical.relative_to(top)).as_posix()

    def holds(self, path: str) -> bool:
        """Whether a path lies in the repository, so that a change could edit what stands there."""
        try:
            self.inside(path)
        except BadUsage:
            return False
        return True

    def tracks(self, path: str) -> bool:
        """Whether a path is of a file that is kept in the repository, and not only lies in its folder."""
        if not self.holds(path):
            return False
        answer = ask(self.root, "ls-files", "-z", "--", f":(top,literal){self.inside(path)}")
        if not answer.is_good:
            raise failed("ls-files", answer)
        return bool(answer.out)

    def _in_full(self, ref: str) -> str:
        """The ref with its name in full, where it has a short one; hashes and `HEAD` are what they are."""
        name = _NAME_IN_REF.match(ref)
        short = name[0] if name else ""
        if not short or _FULL_HASH.fullmatch(short):  # for a full hash git looks up no ref
            return ref
        places = (short,) if short.startswith("refs/") else tuple(place.format(short) for place in _PLACES)
        answer = ask(self.root, "for-each-ref", "--format=%(refname)", *places)
        if not answer.is_good:
            raise failed("for-each-ref", answer)
        there = set(answer.text.splitlines())
        found = [place for place in places if place in there]
        if len(found) > 1:
            names = " and ".join(f"`{place}`" for place in found)
            raise BadUsage(f"`{short}` is ambiguous, for there are {names}; write the trusted one in full")
        if not found and short.startswith("refs/"):
            raise BadUsage(self._missing(ref))
        return f"{found[0]}{ref[len(short) :]}" if found and short not in _OF_GIT_ITSELF else ref

    def _missing(self, ref: str) -> str:
        remote, _, branch = ref.partition("/")
        hint = f"`git fetch {remote} {branch}`" if branch else "`git fetch`"
        if ask(self.root, "rev-parse", "--is-shallow-repository").text == "true":
            return f"there is no `{ref}` in this shallow clone; clone all of it (`fetch-depth: 0` of actions/checkout)"
        return f"there is no `{ref}` in this clone; check its name, or fetch it first: {hint}"


def open_repository(start: Path) -> Repository:
    """The repository whose working tree a folder lies in. Raises BadUsage where there is none that may be read."""
    answer = ask(start, "rev-parse", "--show-toplevel")
    if answer.is_good and answer.text:
        _require_no_submodule(start)
        return Repository(Path(answer.text).resolve())
    if "dubious ownership" in answer.said:
        raise BadUsage(
            f"git does not trust `{start}`, which belongs to another user; where that is as it should be, run "
            f'`git config --global --add safe.directory "{start.resolve()}"`'
        )
    is_no_tree = ("not a git repository", "must be run in a work tree", "cannot use bare repository")
    if any(said in answer.said for said in is_no_tree):
        raise BadUsage(
            f"`{start}` is in no working tree of git; run in a clone, or pin the policy with --policy-digest"
        )
    raise failed("rev-parse", answer)


def _require_no_submodule(start: Path) -> None:
    """A change of the repository around it says which commits a submodule has: no ref in it can be trusted."""
    outer = ask(start, "rev-parse", "--show-superproject-working-tree")
    if not outer.is_good:
        raise failed("rev-parse", outer)
    if outer.text:
        raise BadUsage(f"`{start}` is a submodule, whose refs the repository around it chooses; run in `{outer.text}`")
