"""A small GitHub on 127.0.0.1: accounts, pull requests and what is said of them, told in GitHub's own shapes.

    with LocalForge() as forge:
        number = forge.open_pull("ana")
        forge.comment(number, "finn", "/costguard approve sha256:…")
        forge.environment("actions")  # GITHUB_API_URL, GITHUB_TOKEN, … for a command

It has a second host for artifacts, as GitHub has, and a clock of its own, which every write moves on by a second.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import github_forge_shapes as shapes
from github_forge_routes import Seen
from github_forge_server import Fault, Servers

Json = dict[str, Any]

WEB_FLOW = 19864447
ACTIONS_BOT = 41898282
ACTIONS_TOKEN = "actions"  # noqa: S105  (a name, on a GitHub that is not there)
NO_COMMIT = "0" * 40
EVERYTHING = frozenset(
    f"{name}={level}"
    for name in ("pull_requests", "contents", "checks", "statuses", "security_events", "actions")
    for level in ("read", "write")
)


@dataclass
class Identity:
    """Who a token is: `kind` is user, actions (GITHUB_TOKEN) or app; what it may do; whether it reads teams."""

    login: str
    kind: str
    permissions: frozenset[str] = EVERYTHING
    reads_teams: bool = False


@dataclass
class LocalForge:
    """What there is on this GitHub. Everything may be looked at and changed between two requests."""

    repository: str = "acme/shop"
    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    users: dict[str, Json] = field(default_factory=dict)
    tokens: dict[str, Identity] = field(default_factory=dict)
    teams: dict[str, list[str]] = field(default_factory=dict)
    repositories: dict[str, Json] = field(default_factory=dict)
    pulls: dict[int, Json] = field(default_factory=dict)
    commits: dict[str, Json] = field(default_factory=dict)
    pull_commits: dict[int, list[str]] = field(default_factory=dict)
    introduced: dict[str, int] = field(default_factory=dict)
    activities: list[tuple[str, Json]] = field(default_factory=list)
    reviews: dict[int, list[Json]] = field(default_factory=dict)
    comments: dict[int, Json] = field(default_factory=dict)
    edits: dict[int, str] = field(default_factory=dict)
    has_graphql: bool = True
    check_runs: dict[int, Json] = field(default_factory=dict)
    annotations: dict[int, list[Json]] = field(default_factory=dict)
    statuses: list[Json] = field(default_factory=list)
    sarifs: list[Json] = field(default_factory=list)
    runs: dict[int, Json] = field(default_factory=dict)
    artifacts: dict[int, Json] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    tells_roles: bool = True
    has_code_scanning: bool = True
    faults: list[Fault] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    seen_at_blobs: list[Seen] = field(default_factory=list)
    _count: int = 1000

    def __post_init__(self) -> None:
        self.add_user("github-actions[bot]", ACTIONS_BOT, "Bot")
        self.add_user("web-flow", WEB_FLOW)
        self.add_repository(self.repository)
        self.add_token(ACTIONS_TOKEN, "github-actions[bot]", "actions")

    def __enter__(self) -> Self:
        self._servers = Servers(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._servers.close()

    @property
    def url(self) -> str:
        """The address of the API."""
        return self._servers.api_url

    @property
    def blob_url(self) -> str:
        """The address of the host that keeps artifacts."""
        return self._servers.blob_url

    # --- who and what there is -------------------------------------------------------------------------------------

    def add_user(self, login: str, number: int | None = None, kind: str = "User") -> Json:
        """An account; one that is there already is given back."""
        if login not in self.users:
            number = number or 500_000 + int(hashlib.sha256(login.encode()).hexdigest()[:5], 16)
            self.users[login] = shapes.account(login, number, kind)
        return self.users[login]

    def add_token(self, token: str, login: str, kind: str = "user", **more: Any) -> str:
        """A token, and whose it is."""
        self.add_user(login, kind="User" if kind == "user" else "Bot")
        self.tokens[token] = Identity(login, kind, **more)
        return token

    def add_repository(self, name: str) -> Json:
        """A repository, or a fork of one."""
        if name not in self.repositories:
            owner, is_fork = self.add_user(name.partition("/")[0]), name != self.repository
            self.repositories[name] = shapes.repository(name, self.number(), owner, is_fork=is_fork)
        return self.repositories[name]

    def add_team(self, name: str, *logins: str) -> None:
        """A team (`acme/finops`) of these accounts."""
        self.teams[name] = [self.add_user(login)["login"] for login in logins]

    # --- what people do --------------------------------------------------------------------------------------------

    def open_pull(self, author: str, *, branch: str = "feature", fork: str | None = None, pusher: str | None = None,
                  **commit: Any) -> int:  # fmt: skip
        """Push a new branch with one commit and open a pull request for it; what is returned is its number."""
        number = len(self.pulls) + 11
        here, source = self.repositories[self.repository], self.add_repository(fork or self.repository)
        base = shapes.side("main", self._base_commit(), here, here["owner"])
        head = shapes.side(branch, base["sha"], source, source["owner"])
        user, at = self.add_user(author), self.stamp()
        self.pulls[number] = shapes.pull(self.repository, number, self.number(), user, base=base, head=head, at=at)
        self.pull_commits[number] = []
        self.reviews[number] = []
        self.push(number, pusher or author, activity="branch_creation", **commit)
        return number

    def push(self, number: int, pusher: str | None, *, count: int = 1, author: str | None = "", message: str = "Change",
             activity: str = "push", is_told: bool = True, **commit: Any) -> str:  # fmt: skip
        """Push commits to a pull request's branch. `author` None is an address that no account has."""
        pull = self.pulls[number]
        before, source = pull["head"]["sha"], pull["head"]["repo"]
        if activity == "force_push":
            self.pull_commits[number].clear()
        parent = before if activity not in ("force_push", "branch_creation") else pull["base"]["sha"]
        for _ in range(count):
            parent = self._commit(parent, message, pusher if author == "" else author, **commit)
            self.pull_commits[number].append(parent)
        pull["head"]["sha"], pull["commits"] = parent, len(self.pull_commits[number])
        if is_told:
            ref, actor = f"refs/heads/{pull['head']['ref']}", None if pusher is None else self.add_user(pusher)
            start = NO_COMMIT if activity == "branch_creation" else before
            self.record_activity(source["full_name"], activity, start, parent, ref, actor)
        return str(parent)

    def record_activity(
        self, repository: str, kind: str, before: str, after: str, ref: str, actor: Json | None
    ) -> None:
        """Something that moved a branch."""
        number = self.number()
        activity = {"id": number, "node_id": f"A_{number}", "before": before, "after": after, "ref": ref,
                    "timestamp": self.stamp(), "activity_type": kind, "actor": actor}  # fmt: skip
        self.activities.insert(0, (repository, activity))

    def review(self, number: int, login: str, state: str = "APPROVED", body: str = "", commit: str = "") -> Json:
        """Review a pull request, at its head where no other commit is named."""
        user, sha = self.add_user(login), commit or self.pulls[number]["head"]["sha"]
        at = self.stamp()
        review = shapes.review(self.repository, number, self.number(), user, state=state, body=body, sha=sha, at=at)
        self.reviews[number].append(review)
        return review

    def comment(self, number: int, login: str, body: str, *, app: str | None = None) -> Json:
        """Comment on a pull request, by hand or through an App."""
        identifier, at = self.number(), self.stamp()
        via = None if app is None else shapes.app(app, self.add_user(f"{app}[bot]", kind="Bot"))
        user = self.add_user(login)
        self.comments[identifier] = shapes.comment(self.repository, number, identifier, user, body=body, at=at, via=via)
        return self.comments[identifier]

    def edit_comment(self, identifier: int, body: str) -> None:
        """Change a comment: GitHub moves its `updated_at`, and knows in GraphQL when it was edited."""
        self.edits[identifier] = at = self.stamp()
        self.comments[identifier] |= {"body": body, "updated_at": at}

    def merge(self, number: int, by: str) -> str:
        """Merge a pull request with a merge commit, which is pushed to the base."""
        pull = self.pulls[number]
        sha = self._commit(pull["head"]["sha"], f"Merge pull request #{number}", by)
        pull |= {"state": "closed", "merged": True, "merged_at": self.stamp(), "merge_commit_sha": sha}
        return sha

    def merge_as(self, number: int, *commits: str) -> None:
        """Merge a pull request with commits that git made elsewhere: one for a merge or a squash, several for a rebase.

        The oldest comes first.
        """
        for sha in commits:
            users, at = (self.pulls[number]["user"],) * 2, stamp(self.now)
            self.commits[sha] = shapes.commit(self.repository, sha, NO_COMMIT, "Merged", users, at, verified=False)
            self.introduced[sha] = number
        self.pulls[number] |= {"state": "closed", "merged": True, "merged_at": self.stamp()}
        self.pulls[number]["merge_commit_sha"] = commits[-1]

    def test_merge(self, number: int) -> str:
        """The merge into its base that GitHub keeps of an open pull request (`refs/pull/N/merge`)."""
        sha = self._commit(self.pulls[number]["head"]["sha"], f"Merge #{number}", "web-flow")
        self.pulls[number]["merge_commit_sha"] = sha
        return sha

    def run(self, number: int | None = None, *, actor: str, event: str = "pull_request", artifact: bytes | None = None,
            rerun_by: str | None = None) -> int:  # fmt: skip
        """A run of a workflow, for a pull request's head, with what it uploaded as `costguard`."""
        identifier, here = self.number(), self.repositories[self.repository]
        pull = self.pulls.get(number or 0)
        head = pull["head"] if pull is not None else shapes.side("main", self._base_commit(), here, here["owner"])
        pulls = [] if pull is None or head["repo"] is not here else [shapes.pull_of_run(pull)]
        people = (self.add_user(actor), self.add_user(rerun_by or actor))
        self.runs[identifier] = shapes.run(
            here, identifier, event, head=head, people=people, pulls=pulls, at=stamp(self.now)
        )
        if artifact is not None:
            self.upload(identifier, artifact)
        return identifier

    def upload(self, run: int, content: bytes, name: str = "costguard", *, expired: bool = False) -> int:
        """Keep an artifact of a run, at the host of blobs."""
        identifier = self.number()
        self.blobs[f"/artifacts/{identifier}"] = content
        self.artifacts[identifier] = shapes.artifact(
            self.repository, identifier, run, name, len(content), at=stamp(self.now), expired=expired
        )
        return identifier

    # --- what a job is given ---------------------------------------------------------------------------------------

    def environment(self, token: str = ACTIONS_TOKEN, **more: str) -> dict[str, str]:
        """The variables of a job that costguard reads."""
        return {"GITHUB_API_URL": self.url, "GITHUB_TOKEN": token, "GITHUB_REPOSITORY": self.repository, **more}

    def event(self, folder: Path, name: str, number: int | None = None, sha: str = "") -> dict[str, str]:
        """The variables that tell of an event, whose file is written into a folder."""
        pull = self.pulls.get(number or 0)
        body: Json = {"repository": self.repositories[self.repository]}
        if pull is not None and name == "issue_comment":
            body["issue"] = {"number": number, "pull_request": {"url": ""}}
        elif pull is not None and name != "push":
            body["pull_request"] = pull
        elif name == "push":
            body |= {"ref": "refs/heads/main", "after": sha}
        file = folder / "event.json"
        file.write_text(json.dumps(body))
        return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file)} | ({"GITHUB_SHA": sha} if sha else {})

    def fail(self, kind: str, *, method: str = "", path: str = "", skip: int = 0, times: int = 1) -> None:
        """Let requests fail: after `skip` of them, so many of those that have the method and end of path."""
        self.faults.append(Fault(kind, method, path, skip, times))

    def judged(self) -> list[Seen]:
        """The requests of REST that were answered, and not by a fault: what GitHub's description can judge."""
        return [seen for seen in self.seen if not seen.is_fault and seen.path != "/graphql"]

    # --- how it works ----------------------------------------------------------------------------------------------

    def tick(self) -> datetime:
        """The time, a second later than when it was last asked for."""
        self.now += timedelta(seconds=1)
        return self.now

    def stamp(self) -> str:
        """The time as GitHub writes it, a second later than when it was last asked for."""
        return stamp(self.tick())

    def number(self) -> int:
        """A number that nothing else has."""
        self._count += 1
        return self._count

    def _base_commit(self) -> str:
        return hashlib.sha1(b"base", usedforsecurity=False).hexdigest()

    def _commit(self, parent: str, message: str, author: str | None, *, committer: str | None = "",
                verified: bool = False) -> str:  # fmt: skip
        sha = hashlib.sha1(f"{self.number()} {parent}".encode(), usedforsecurity=False).hexdigest()
        committer = author if committer == "" else committer
        users = tuple(None if login is None else self.add_user(login) for login in (author, committer))
        self.commits[sha] = shapes.commit(
            self.repository, sha, parent, message, users, stamp(self.now), verified=verified
        )
        return sha


def stamp(at: datetime) -> str:
    """A time as GitHub writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
