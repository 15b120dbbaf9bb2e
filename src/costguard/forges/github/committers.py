"""Who made a request: its author, everybody whose commits it holds, and whoever pushed them or set off the job."""

import re
from collections.abc import Mapping
from itertools import islice
from typing import Final

import msgspec

from costguard.forges.github.accounts import people
from costguard.forges.github.client import Client, is_repository, path
from costguard.forges.github.faults import GithubError
from costguard.forges.github.pushes import Pushes, read_pushes, unattributed
from costguard.forges.github.shapes import Activity, Commit, Pull, Run, User
from costguard.model.approval import Account

# "Lists a maximum of 250 commits for a pull request" (REST API, list commits on a pull request, 2026-11).
MOST_COMMITS: Final = 250
# 2,000 pushes of one branch: whoever pushed before those is not told, and nothing is attributed to a guess.
_ACTIVITY_PAGES: Final = 20
# The address that GitHub gives an account: number and login (since 2017-07; older ones lack the number).
_CO_AUTHOR: Final = re.compile(
    r"^co-authored-by:[^<\n]*<(?:([0-9]{1,18})\+([A-Za-z0-9\[\]_-]+)@users\.noreply\.[a-z0-9.-]+>)?",
    re.IGNORECASE | re.MULTILINE,
)
# What an approval itself sets off: whoever approves would otherwise be excluded as the one who triggered the job.
_SET_OFF_BY_APPROVAL: Final = frozenset({"issue_comment", "pull_request_review", "workflow_run"})


class Makers(msgspec.Struct, frozen=True):
    """Who made a request. `committers` is None where they cannot all be told; `notes` say why."""

    committers: tuple[Account, ...] | None
    unattributed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_makers(client: Client, repository: str, pull: Pull) -> Makers:
    """Authors, committers, co-authors and pushers of a request's commits."""
    commits = _commits(client, repository, pull)
    if commits is None:
        return Makers(None, (), (_untold(pull),))
    pushes, notes = _pushes(client, pull, commits)
    co_authors, nameless = _co_authors(commits)
    if nameless:
        notes = (*notes, f"{nameless} co-authors are named by addresses that tell no account; they are not excluded")
    accounts = [user for commit in commits for user in commit.accounts]
    return Makers(people([*accounts, *co_authors, *pushes.pushers]), unattributed(commits, pushes), notes)


def read_triggerers(client: Client, environment: Mapping[str, str]) -> tuple[tuple[Account, ...] | None, str]:
    """Who set off this job, None where no job tells; and a note on why not."""
    run, repository = environment.get("GITHUB_RUN_ID", ""), environment.get("GITHUB_REPOSITORY", "")
    if environment.get("GITHUB_EVENT_NAME") in _SET_OFF_BY_APPROVAL:
        return (), ""
    if not run.isdigit() or not is_repository(repository):
        return None, ""
    try:
        found = client.get(path("repos", repository, "actions", "runs", run), Run)
    except GithubError as error:
        if error.status not in (403, 404):
            raise
        return None, f"who set off this job cannot be told: {error}"
    if any(user is not None and user.is_shared for user in (found.actor, found.triggering_actor)):
        return None, "a workflow set off this job, and who started that is not told"
    return people([found.actor, found.triggering_actor]), ""


def _commits(client: Client, repository: str, pull: Pull) -> tuple[Commit, ...] | None:
    """The request's commits, or None where GitHub does not list them all."""
    if pull.commits is None or pull.commits > MOST_COMMITS:
        return None
    pages = client.pages(path("repos", repository, "pulls", pull.number, "commits"), tuple[Commit, ...])
    commits = tuple(commit for page in pages for commit in page)
    # INVARIANT: the list ends at the head that approvals are bound to; a push while it was read makes it another's.
    is_all = len(commits) >= pull.commits and any(commit.sha == pull.head.sha for commit in commits)
    return commits if is_all else None


def _untold(pull: Pull) -> str:
    if pull.commits is not None and pull.commits > MOST_COMMITS:
        why = f"the request has more commits than the {MOST_COMMITS} that GitHub lists"
        return f"{why}, so that nobody can say whose they are; split it or squash them"
    return "GitHub does not list all of the request's commits, so that nobody can say whose they are; run again"


def _pushes(client: Client, pull: Pull, commits: tuple[Commit, ...]) -> tuple[Pushes, tuple[str, ...]]:
    """The pushes to the head branch, which lies in a fork or here. What cannot be read attributes nothing."""
    if pull.head.repo is None or not is_repository(pull.head.repo.full_name):
        return Pushes(), ("the fork is gone, and with it who pushed to it; only signed commits can be attributed",)
    ref = f"refs/heads/{pull.head.ref}"
    try:
        pages = client.pages(path("repos", pull.head.repo.full_name, "activity"), tuple[Activity, ...], {"ref": ref})
        read = islice(pages, _ACTIVITY_PAGES)  # the newest first; what is older counts as not told
        activities = [activity for page in read for activity in page if activity.ref == ref]
    except GithubError as error:
        if error.status not in (403, 404, 422):
            raise
        return Pushes(), (f"who pushed to {pull.head.ref} cannot be told: {error}",)
    return read_pushes(activities, commits, pull.created_at), ()


def _co_authors(commits: tuple[Commit, ...]) -> tuple[list[User], int]:
    """Those whose trailers hold their account's number, and how many trailers do not."""
    found, nameless = [], 0
    for commit in commits:
        for number, login in _CO_AUTHOR.findall(commit.commit.message):
            if number:
                found.append(User(login, int(number)))
            else:
                nameless += 1
    return found, nameless
