"""Whose the commits of a request are: by signature, or by the push that brought them; never by an e-mail address.

Anybody may write anybody's address into a commit. So a commit is attributed only where GitHub verified a signature
and knows both accounts, or where the branch's activity tells who pushed it. The account that all workflows share tells
nobody. The rule for a push, `before` to `after`:

- It brought the commits of the request that `after` reaches and `before` does not.
- A commit that `before` reaches came earlier; where that earlier push is not told, its pusher is unknown.
- A forced push from a commit outside the request may have kept commits of others: it counts only where everything
  before it is told too, back to the branch's creation.
- A merge on GitHub brought its own merge commit, and no more: the rest was pushed by others, elsewhere.

A branch made of another branch's tip attributes to its maker what that branch held: the maker then answers for it.
Source: GET /repos/{owner}/{repo}/activity (REST API 2022-11-28; schema `activity`, read 2026-11).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from costguard.forges.github.shapes import WEB_FLOW_ID, Activity, Commit, User

_ZERO: Final = "0" * 40
_CREATION: Final = "branch_creation"
_DELETION: Final = "branch_deletion"
_FORCED: Final = "force_push"
_MERGES: Final = frozenset({"pr_merge", "merge_queue_merge"})


class Pushes(msgspec.Struct, frozen=True):
    """Who pushed, and the commits of which a push tells who brought them."""

    pushers: tuple[User, ...] = ()
    told: frozenset[str] = frozenset()


def read_pushes(activities: Sequence[Activity], commits: Sequence[Commit], opened: datetime) -> Pushes:
    """Match a branch's activities, in any order, with the commits of a request that was `opened` then.

    Pushers are those of every push since the request's first commit came, or since it was opened, if that was
    earlier: also of what a forced push has removed since, for it may live on in what replaced it.
    """
    reach = _reach(commits)
    history = _since_creation(activities)
    told: dict[str, User | None] = {}
    for push, is_whole in _with_wholeness(history):
        for sha in _brought(push, reach, is_whole=is_whole) - told.keys():
            told[sha] = push.actor
    first = min((push.timestamp for push in history if push.after in reach), default=opened)
    since = [push for push in history if push.timestamp >= min(first, opened)]
    return Pushes(
        tuple(push.actor for push in since if push.actor is not None),
        frozenset(sha for sha, actor in told.items() if actor is not None and not actor.is_shared),
    )


def unattributed(commits: Sequence[Commit], pushes: Pushes) -> tuple[str, ...]:
    """The commits of which nobody can say whose they are."""
    return tuple(commit.sha for commit in commits if commit.sha not in pushes.told and not _is_signed(commit))


def _is_signed(commit: Commit) -> bool:
    """A signature is its committer's; the browser's committer signs for the author, who was logged in.

    GitHub also signs what a workflow commits through its API: that tells nobody.
    """
    author, committer = commit.accounts
    if not commit.commit.verification.verified or author is None or committer is None:
        return False
    if author.is_shared or committer.is_shared:
        return False
    return author.id != WEB_FLOW_ID or committer.id != WEB_FLOW_ID


def _since_creation(activities: Sequence[Activity]) -> list[Activity]:
    """The activities of the branch's last life, the oldest first: a name may have been used before.

    A branch that is deleted, as after a merge, had its last life before that.
    """
    ordered = sorted(activities, key=lambda activity: (activity.timestamp, activity.id))
    while ordered and ordered[-1].activity_type == _DELETION:
        ordered.pop()
    starts = [index for index, activity in enumerate(ordered) if activity.activity_type in (_CREATION, _DELETION)]
    life = ordered[starts[-1] :] if starts else ordered
    return [activity for activity in life if activity.activity_type != _DELETION]


def _reach(commits: Sequence[Commit]) -> Mapping[str, frozenset[str]]:
    """The commits of the request that each of them reaches, itself included."""
    parents = {commit.sha: [parent.sha for parent in commit.parents] for commit in commits}
    found: dict[str, frozenset[str]] = {}
    for sha in parents:
        seen, todo = set[str](), [sha]
        while todo:
            each = todo.pop()
            if each in parents and each not in seen:
                seen.add(each)
                todo.extend(parents[each])
        found[sha] = frozenset(seen)
    return found


def _brought(push: Activity, reach: Mapping[str, frozenset[str]], *, is_whole: bool) -> frozenset[str]:
    """What a push brought of the request, as far as that is sure."""
    if push.after is None or push.after not in reach:
        return frozenset()
    if push.activity_type in _MERGES:
        return frozenset({push.after})
    if push.before is not None and push.before in reach:
        return reach[push.after] - reach[push.before]
    # A plain push goes on from `before`: outside the request, that is in the base, and reaches nothing of it.
    return reach[push.after] if is_whole or push.activity_type != _FORCED else frozenset()


def _with_wholeness(history: Sequence[Activity]) -> Iterator[tuple[Activity, bool]]:
    """Each step, and whether everything before it is told, from the creation on, each going on where one ended."""
    is_whole, tip = True, None
    for step in history:
        begins = step.activity_type == _CREATION or step.before in (_ZERO, None)
        is_whole = is_whole and (begins if tip is None else step.before == tip)
        tip = step.after
        yield step, is_whole
