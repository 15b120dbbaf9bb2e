"""Finds the pull request that a job runs for, from what the runner tells of the event that set it off."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from costguard.forges.forge import AUTO, RequestName, request_name
from costguard.forges.github.client import Client, is_repository
from costguard.forges.github.merged import bringing
from costguard.forges.github.runs import PULL_REQUEST, request_of_run
from costguard.model.errors import BadInput, BadUsage

_EVENT_BYTES: Final = 32 * 1024 * 1024
_HOW: Final = "name it with --pull-request acme/shop#12"


class _PullRef(msgspec.Struct, frozen=True):
    number: int
    head: Any = None


class _Issue(msgspec.Struct, frozen=True):
    number: int
    pull_request: Any = None


class _RunRef(msgspec.Struct, frozen=True):
    id: int
    event: str = ""
    head_sha: str = ""


class _Event(msgspec.Struct, frozen=True):
    pull_request: _PullRef | None = None
    issue: _Issue | None = None
    workflow_run: _RunRef | None = None
    ref: str = ""
    after: str = ""


class _Head(msgspec.Struct, frozen=True):
    sha: str


def find_request(client: Client, wanted: str, environment: Mapping[str, str]) -> RequestName:
    """The request named as `acme/shop#12`, or with `auto` the one of this job's event.

    Raises BadUsage where no event tells it, and BadInput where several requests may be meant.
    """
    if wanted != AUTO:
        return request_name(wanted)
    repository, event = own_repository(environment), _event(environment)
    if event.pull_request is not None:
        return RequestName(repository, event.pull_request.number)
    if event.issue is not None:
        if event.issue.pull_request is None:
            raise BadUsage(f"the comment is on an issue, not on a pull request; {_HOW}")
        return RequestName(repository, event.issue.number)
    if event.workflow_run is not None:
        return request_of_run(client, repository, event.workflow_run.id)
    if environment.get("GITHUB_EVENT_NAME") == "push":
        sha, ref = event.after or environment.get("GITHUB_SHA", ""), event.ref or environment.get("GITHUB_REF", "")
        return _of_push(client, repository, sha, ref)
    raise BadUsage(f"the event `{environment.get('GITHUB_EVENT_NAME', '')}` belongs to no pull request; {_HOW}")


def judged_head(environment: Mapping[str, str], request: RequestName) -> str:
    """The commit at the request's tip when the event came, empty where the event does not tell it."""
    if not environment.get("GITHUB_EVENT_PATH") or environment.get("GITHUB_REPOSITORY") != request.repository:
        return ""
    event = _event(environment)
    if event.workflow_run is not None and event.workflow_run.event == PULL_REQUEST:
        return event.workflow_run.head_sha
    if event.pull_request is None or event.pull_request.number != request.number or event.pull_request.head is None:
        return ""
    try:
        return msgspec.convert(event.pull_request.head, _Head).sha
    except msgspec.ValidationError:
        return ""


def own_repository(environment: Mapping[str, str]) -> str:
    """The repository that the job runs in. Raises BadUsage outside of one."""
    repository = environment.get("GITHUB_REPOSITORY", "")
    if not is_repository(repository):
        raise BadUsage(f"GITHUB_REPOSITORY names no repository, as it does in a workflow; {_HOW}")
    return repository


def _event(environment: Mapping[str, str]) -> _Event:
    name = environment.get("GITHUB_EVENT_PATH", "")
    if not name:
        raise BadUsage(f"GITHUB_EVENT_PATH is not set, as it is in a workflow; {_HOW}")
    try:
        with Path(name).open("rb") as file:
            return msgspec.json.decode(file.read(_EVENT_BYTES), type=_Event)
    except OSError as error:
        raise BadInput(f"the event file cannot be read ({error.strerror or error}); {_HOW}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"the event file is no event of GitHub ({error}); {_HOW}") from error


def _of_push(client: Client, repository: str, sha: str, ref: str) -> RequestName:
    """The request that a pushed commit merged into the branch that it was pushed to, and not into another."""
    branch = ref.removeprefix("refs/heads/")
    if branch == ref:
        raise BadUsage(f"`{ref}` is no branch, so that nothing was merged into it; {_HOW}")
    found = [pull for pull in bringing(client, repository, sha, branch) if pull.merged_at is not None]
    if not found:
        raise BadInput(f"the commit {sha[:12]} was pushed to {branch} without a pull request; {_HOW}")
    if len(found) > 1:
        numbers = ", ".join(f"#{pull.number}" for pull in found)
        raise BadInput(f"the commit {sha[:12]} belongs to several merged pull requests ({numbers}); {_HOW}")
    return RequestName(repository, found[0].number)
