"""GitHub's answers, as far as they are read. Names are GitHub's own (REST API, version 2022-11-28).

A member that GitHub may leave out has a default; one that it always sends has none, so that another answer is noticed.
"""

from datetime import datetime
from typing import Any, Final

import msgspec

WEB_FLOW_ID: Final = 19864447
"""The account that commits for people who edit in the browser (GET /users/web-flow, 2026-11). It is no person."""


ACTIONS_BOT_ID: Final = 41898282
"""The account of every workflow's own token (GET /users/github-actions[bot] on github.com, 2026-11)."""
ACTIONS_BOT_LOGIN: Final = "github-actions[bot]"


class User(msgspec.Struct, frozen=True):
    """An account."""

    login: str
    id: int
    type: str = "User"

    @property
    def is_shared(self) -> bool:
        """Whether every workflow of a repository, whoever wrote or started it, acts under this account.

        An Enterprise Server numbers it otherwise; its login can be no person's, for the brackets.
        """
        return self.id == ACTIONS_BOT_ID or self.login == ACTIONS_BOT_LOGIN


class Repository(msgspec.Struct, frozen=True):
    """A repository, by the number that no renaming changes."""

    id: int
    full_name: str = ""


class Branch(msgspec.Struct, frozen=True):
    """One side of a pull request. `repo` is null where the fork is gone."""

    ref: str
    sha: str
    repo: Repository | None = None


class Pull(msgspec.Struct, frozen=True):
    """A pull request. Lists of them leave out `commits`."""

    number: int
    html_url: str
    created_at: datetime
    head: Branch
    base: Branch
    user: User | None = None
    merged_at: datetime | None = None
    merge_commit_sha: str | None = None
    commits: int | None = None


class Verification(msgspec.Struct, frozen=True):
    """What GitHub thinks of a signature."""

    verified: bool = False


class GitCommit(msgspec.Struct, frozen=True):
    """What git knows of a commit."""

    message: str
    verification: Verification = Verification()


class Parent(msgspec.Struct, frozen=True):
    """A commit that comes before another."""

    sha: str


class CommitUser(msgspec.Struct, frozen=True):
    """Whose account an e-mail address is. GitHub sends null or `{}` where it knows none."""

    login: str = ""
    id: int = 0
    type: str = "User"


class Commit(msgspec.Struct, frozen=True):
    """A commit, and whose accounts its two e-mail addresses are; anybody may have written those."""

    sha: str
    commit: GitCommit
    parents: tuple[Parent, ...] = ()
    author: CommitUser | None = None
    committer: CommitUser | None = None

    @property
    def accounts(self) -> tuple[User | None, User | None]:
        """Author and committer; None where GitHub knows no account."""
        return _user(self.author), _user(self.committer)


class Activity(msgspec.Struct, frozen=True):
    """Something that moved a branch, with the commits that it pointed at before and after."""

    id: int
    before: str | None
    after: str | None
    ref: str
    timestamp: datetime
    activity_type: str
    actor: User | None


class Review(msgspec.Struct, frozen=True):
    """A review. REST tells no time of its last edit."""

    id: int
    state: str
    user: User | None
    html_url: str = ""
    body: str | None = None
    submitted_at: datetime | None = None
    commit_id: str | None = None
    author_association: str = ""


class Comment(msgspec.Struct, frozen=True):
    """A comment on an issue or a pull request."""

    id: int
    html_url: str
    user: User | None
    created_at: datetime
    updated_at: datetime
    node_id: str = ""
    body: str | None = None
    performed_via_github_app: dict[str, Any] | None = None
    author_association: str = ""


class Permission(msgspec.Struct, frozen=True):
    """What an account may do with a repository: admin, write, read or none."""

    permission: str
    user: User | None = None


class RunPull(msgspec.Struct, frozen=True):
    """A pull request as a run lists it."""

    number: int
    head: Branch
    base: Branch


class Run(msgspec.Struct, frozen=True):
    """A run of a workflow. `pull_requests` is empty, or null, for one that came from a fork."""

    id: int
    event: str
    head_sha: str
    head_branch: str | None
    repository: Repository
    head_repository: Repository | None = None
    actor: User | None = None
    triggering_actor: User | None = None
    pull_requests: tuple[RunPull, ...] | None = None


class RunArtifact(msgspec.Struct, frozen=True):
    """A file that a run uploaded."""

    id: int
    name: str
    size_in_bytes: int
    expired: bool


class RunArtifacts(msgspec.Struct, frozen=True):
    """A page of them."""

    artifacts: tuple[RunArtifact, ...]


class CheckRun(msgspec.Struct, frozen=True):
    """A check on a commit."""

    id: int
    name: str
    html_url: str | None = None
    external_id: str | None = None


class CheckRuns(msgspec.Struct, frozen=True):
    """A page of them."""

    check_runs: tuple[CheckRun, ...]


class Status(msgspec.Struct, frozen=True):
    """A status on a commit."""

    id: int


class Upload(msgspec.Struct, frozen=True):
    """The receipt for results."""

    id: str = ""


def _user(told: CommitUser | None) -> User | None:
    return User(told.login, told.id, told.type) if told is not None and told.id else None
