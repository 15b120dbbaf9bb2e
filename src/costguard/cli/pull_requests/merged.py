"""Sees that what is verified after a merge is one request's doing: what came before it has been verified already."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from costguard.model.errors import BadInput

if TYPE_CHECKING:
    from costguard.forges.forge import Forge
    from costguard.model.approval import ChangeRequest
    from costguard.sources.git.repository import Repository

_NAMED: Final = 5
_NEXT: Final = "verify each in its turn, or take as --trusted-ref what was verified last"


def require_only(forge: "Forge", request: "ChangeRequest", repository: "Repository", trusted_ref: str) -> None:
    """Raise BadInput where, since a trusted ref, more came to the checked-out branch than this request brought.

    A plan is of the whole branch: with what another request left unapplied it would pass for this one's, judged by the
    policy that the other brought, and approved by whoever made it. Before a merge the plan is of the request's own
    branch. Asks the forge once for each commit that was merged, at most 50.
    """
    if not request.is_merged or repository.commit_of("HEAD") == request.head:
        return
    from costguard.forges.forge import COMMITS

    commits = repository.first_parents(trusted_ref)
    if len(commits) > COMMITS:
        raise BadInput(f"since `{trusted_ref}` more than {COMMITS} commits were merged; {_NEXT}")
    brought = forge.requests_of(request.repository, commits)
    others = {sha: brought[sha] for sha in commits if brought[sha] != {request.number}}
    if others:
        name = f"{request.repository}#{request.number}"
        raise BadInput(f"since `{trusted_ref}` more was merged than {name} ({_told(others, request.number)}): {_NEXT}")


def _told(others: Mapping[str, frozenset[int]], own: int) -> str:
    """`#11, commit abc…`: other requests, and commits that no request brought; the newest first."""
    words: list[str] = []
    for sha, numbers in others.items():
        words += [f"#{number}" for number in sorted(numbers - {own})] or [f"commit {sha[:12]}"]
    return _shortened(tuple(dict.fromkeys(words)))


def _shortened(words: Sequence[str]) -> str:
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    return ", ".join(words[:_NAMED]) + more
