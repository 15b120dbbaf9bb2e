"""Loads a policy as it stands at a trusted ref, or as its pinned digest says, and hands out trusted copies of files."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from costguard.cli.options import DEFAULT_POLICIES, PACK_PREFIX, load_policy
from costguard.model.errors import BadInput, BadUsage

if TYPE_CHECKING:
    from costguard.approvals.trust import Watched
    from costguard.policy.policy_set import PolicySet
    from costguard.sources.git.repository import Repository
    from costguard.sources.git.tree import TrustedTree


class Trusted(msgspec.Struct, frozen=True):
    """A policy and where it was read. `tree` is None where no ref is trusted: then files are taken as they lie.

    Of an `is_pinned` policy the digest was given, which says nothing of other files.
    """

    policy: "PolicySet"
    paths: tuple[str, ...] = ()
    tree: "TrustedTree | None" = None
    is_pinned: bool = False

    def file(self, path: Path) -> Path:
        """The trusted copy of a file (prices, overrides, allowed signers).

        A file outside of the repository is taken as it lies: no change can edit it. Raises BadUsage where a file in
        the repository is not at the ref, or where it is kept there and only the policy is pinned.
        """
        if self.tree is None:
            if self.is_pinned:
                _require_not_of_the_change(path)
            return path
        if not self.tree.repository.holds(str(path)):
            return path
        return self.tree.copy_of(str(path))

    def require_outside(self, path: Path, what: str) -> None:
        """Raise BadUsage where something that is written and believed lies where the change can write it."""
        if self.tree is not None and self.tree.repository.holds(str(path)):
            raise BadUsage(
                f"{what} `{path}` lies in the repository, where the change can write it; keep it outside of this "
                "folder, for example in a working tree of a protected branch of its own"
            )
        if self.tree is None and self.is_pinned:
            _require_not_of_the_change(path)

    def edited(self, watched: "Watched") -> Mapping[str, str]:
        """What the change edits of what is watched, and of the policy's folders; new files there too.

        What each has become by its path from the repository's root, sorted; none where no ref is trusted.
        """
        if self.tree is None:
            return {}
        from costguard.sources.git.edits import edited, versions

        repository, ref = self.tree.repository, self.tree.ref
        names = (file.removeprefix(f"{ref}:") for file in watched.files if not file.startswith(PACK_PREFIX))
        files = (repository.inside(name) for name in names if repository.holds(name))
        folders = (glob for path in self.paths for glob in _policy_globs(repository.inside(path)))
        paths = edited(repository, ref, tuple(dict.fromkeys((*watched.globs, *files, *folders))))
        return versions(repository, paths)


@contextmanager
def trusted_policy(
    paths: tuple[str, ...], trusted_ref: str | None, policy_digest: str | None, today: date
) -> Iterator[Trusted]:
    """The policy that `paths` name (else the folder's own), as it stands at a ref where one is given.

    Copies of files are there while the context is open. Messages name files as the reader did; the policy's `files`
    begin with `REF:`. Raises BadUsage for what the ref does not hold, BadInput where the policy has not the pinned
    digest.
    """
    with contextlib.ExitStack() as stack:
        if trusted_ref is None:
            trusted = Trusted(load_policy(paths, today), paths, is_pinned=policy_digest is not None)
        else:
            import tempfile

            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="costguard-trusted-"))
            trusted = _at(trusted_ref, paths, Path(folder).resolve(), today)
        _require_digest(trusted.policy, policy_digest)
        try:
            yield trusted
        except (BadInput, BadUsage) as error:
            raise type(error)(_as_named(str(error), trusted)) from error


def _as_named(said: str, trusted: Trusted) -> str:
    """A message with the names that the reader knows, in place of those of trusted copies."""
    return said if trusted.tree is None else said.replace(f"{trusted.tree.folder}/", f"{trusted.tree.ref}:")


def _at(ref: str, paths: tuple[str, ...], into: Path, today: date) -> Trusted:
    from costguard.sources.git.repository import open_repository
    from costguard.sources.git.tree import trusted_tree

    repository = open_repository(Path.cwd())
    named = tuple(path for path in paths if not path.startswith(PACK_PREFIX))
    own = () if paths else DEFAULT_POLICIES
    tree = trusted_tree(repository, ref, named, into, optional=own)
    here = into / repository.inside(".")
    here.mkdir(parents=True, exist_ok=True)
    if not paths and not any((here / name).exists() for name in own):
        raise BadUsage(
            f"there is no policy at `{ref}` ({', '.join(own)}): merge one there first, or name it with --policy"
        )
    names = tuple(_there(path, repository) for path in paths)
    with contextlib.chdir(here):
        policy = load_policy(names, today)
    shown = tuple(_shown(file, here, tree) for file in policy.files)
    return Trusted(msgspec.structs.replace(policy, files=shown), named or own, tree)


def _there(path: str, repository: "Repository") -> str:
    """A path as it is from the current folder, so that it means the trusted copy there, and reads well in messages."""
    if path.startswith(PACK_PREFIX) or not Path(path).is_absolute():
        return path
    return Path(os.path.relpath(repository.inside(path), repository.inside("."))).as_posix()


def _shown(file: str, here: Path, tree: "TrustedTree") -> str:
    """A file's name after the ref. Raises BadUsage where it is of no trusted copy."""
    if file.startswith(PACK_PREFIX):
        return file
    if not (here / file).resolve().is_relative_to(tree.folder):
        raise BadUsage(f"the policy at `{tree.ref}` reads `{file}`, which is not in the repository; keep it there")
    return f"{tree.ref}:{file}"


def _policy_globs(place: str) -> tuple[str, ...]:
    """What may judge of a policy path: itself, and whatever YAML is put into its folder."""
    below = "" if place == "." else f"{place}/"
    exact = (place,) if place.endswith((".yaml", ".yml")) else ()
    return (*exact, f"{below}**/*.yaml", f"{below}**/*.yml")


def _require_not_of_the_change(path: Path) -> None:
    """Raise BadUsage for a file of the repository that the command runs in: the change could edit it."""
    from costguard.sources.git.repository import open_repository

    try:
        repository = open_repository(Path.cwd())
    except BadUsage:  # there is no repository here, so nothing of it
        return
    if repository.tracks(str(path)):
        raise BadUsage(
            f"`{path}` is kept in this repository, where the change can edit it, and --policy-digest pins the policy "
            "only; give --trusted-ref too, or keep the file elsewhere"
        )


def _require_digest(policy: "PolicySet", pinned: str | None) -> None:
    if pinned is not None and policy.digest != pinned:
        raise BadInput(
            f"the policy has the digest {policy.digest}, and {pinned} is pinned (--policy-digest); "
            "give the policy that was pinned, or pin this one"
        )
