"""Puts the verdict on the head commit: a check run with annotations, or a status where the token may not make one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, assert_never

from costguard.forges.forge import RequestName
from costguard.forges.github.client import Client, path
from costguard.forges.github.faults import GithubError, MaybeDone
from costguard.forges.github.shapes import CheckRun, CheckRuns, Status
from costguard.model.publication import Annotation, Conclusion, Publication

# "The Checks API limits the number of annotations to a maximum of 50 per API request" (REST API, 2026-11).
ANNOTATIONS: Final = 50
# GitHub's OpenAPI description (2026-11) counts a summary in characters; what is refused is one that "exceeds a maximum
# bytesize of 65535" (github/docs#35252, 2024-11).
_TEXT_BYTES: Final = 65_535
_MESSAGE_BYTES: Final = 64 * 1024
_TITLE_CHARACTERS: Final = 255
_DESCRIPTION_CHARACTERS: Final = 140
_REFUSED: Final = frozenset({403, 404})
_MOST_ANNOTATIONS: Final = 1_000  # twenty requests; nobody reads more remarks than these
_CUT: Final = "…"

_Json = dict[str, Any]


def check_name(project: str) -> str:
    """The name that a branch protection rule asks for."""
    return f"costguard ({project})" if project else "costguard"


def run_name(publication: Publication) -> str:
    """The name of a check run. What does not vouch stands under a name that no rule asks for.

    For GitHub lets a required check pass when it is neutral, as when it is successful (packit-service#3042, 2026-03).
    """
    if publication.conclusion is not Conclusion.NEUTRAL:
        return check_name(publication.project)
    return check_name(f"{publication.project}, unverified" if publication.project else "unverified")


def publish_check(
    client: Client, request: RequestName, head: str, publication: Publication, comment_url: str
) -> tuple[str, tuple[str, ...]]:
    """The check's address, and notes. A check run is an App's to make; with another token a status takes its place."""
    notes: list[str] = []
    try:
        run = _created(client, request, head, publication)
    except GithubError as error:
        if error.status not in _REFUSED:
            raise
        url, why = _publish_status(client, request, head, publication, comment_url)
        return url, (f"no check run was made: {error}", why)
    rest = publication.annotations[ANNOTATIONS:_MOST_ANNOTATIONS]
    for batch in _batches(rest):
        body = {"output": _output(publication, batch)}
        where = path("repos", request.repository, "check-runs", run.id)
        try:
            client.write("PATCH", where, body, CheckRun, is_repeatable=False)  # annotations are added, not replaced
        except MaybeDone as error:
            notes.append(f"some annotations may be missing: {error}")
    if len(publication.annotations) > _MOST_ANNOTATIONS:
        notes.append(f"{len(publication.annotations) - _MOST_ANNOTATIONS} findings have no annotation")
    return run.html_url or "", tuple(notes)


def _created(client: Client, request: RequestName, head: str, publication: Publication) -> CheckRun:
    """A new check run; where GitHub broke off, the one that it made all the same."""
    body: _Json = {
        "name": run_name(publication),
        "head_sha": head,
        "status": "completed",
        "conclusion": publication.conclusion.value,
        "output": _output(publication, publication.annotations[:ANNOTATIONS]),
    }
    if publication.shown is not None and publication.shown.digest:
        body["external_id"] = publication.shown.digest
    where = path("repos", request.repository, "check-runs")
    return client.write_once(where, body, CheckRun, lambda: _made(client, request, head, body))


def _made(client: Client, request: RequestName, head: str, body: Mapping[str, Any]) -> CheckRun | None:
    """The newest check run of this name on the commit, when it speaks of the same digest.

    An earlier run's may be taken for it; that one says the same of the same plan.
    """
    where = path("repos", request.repository, "commits", head, "check-runs")
    pages = client.pages(where, CheckRuns, {"check_name": body["name"], "filter": "latest"})
    runs = [run for page in pages for run in page.check_runs if run.name == body["name"]]
    newest = max(runs, key=lambda run: run.id, default=None)
    is_same = newest is not None and newest.external_id == body.get("external_id") and bool(newest.external_id)
    return newest if is_same else None


def _output(publication: Publication, annotations: Sequence[Annotation]) -> _Json:
    return {
        "title": _cut(publication.title, _TITLE_CHARACTERS),
        "summary": _cut_to_bytes(publication.summary, _TEXT_BYTES),
        "annotations": [_annotation(each) for each in annotations],
    }


def _annotation(annotation: Annotation) -> _Json:
    return {
        "path": annotation.path,
        "start_line": annotation.line,
        "end_line": annotation.line,
        "annotation_level": annotation.level.value,
        "title": _cut(annotation.title, _TITLE_CHARACTERS),
        "message": _cut_to_bytes(annotation.message, _MESSAGE_BYTES),
    }


def _batches(annotations: Sequence[Annotation]) -> Iterator[Sequence[Annotation]]:
    for start in range(0, len(annotations), ANNOTATIONS):
        yield annotations[start : start + ANNOTATIONS]


def _publish_status(
    client: Client, request: RequestName, head: str, publication: Publication, comment_url: str
) -> tuple[str, str]:
    """A commit status instead, and a note on what was done."""
    state = _state(publication.conclusion)
    if state is None:
        return "", "no status was set either, for a status cannot be neutral"
    body = {
        "state": state,
        "context": check_name(publication.project),
        "description": _cut(publication.title, _DESCRIPTION_CHARACTERS),
    } | ({"target_url": comment_url} if comment_url else {})
    try:  # statuses of one context replace each other
        client.write("POST", path("repos", request.repository, "statuses", head), body, Status, is_repeatable=True)
    except GithubError as error:
        if error.status not in _REFUSED:
            raise
        return "", f"no status was set either: {error}"
    return comment_url, f"a commit status `{check_name(publication.project)}` says {state} instead"


def _state(conclusion: Conclusion) -> str | None:
    match conclusion:
        case Conclusion.SUCCESS:
            return "success"
        case Conclusion.FAILURE:
            return "failure"
        case Conclusion.ACTION_REQUIRED:
            return "pending"
        case Conclusion.NEUTRAL:
            return None
        case _:
            assert_never(conclusion)


def _cut(text: str, characters: int) -> str:
    return text if len(text) <= characters else text[: characters - 1] + _CUT


def _cut_to_bytes(text: str, most: int) -> str:
    packed = text.encode()
    return text if len(packed) <= most else packed[: most - len(_CUT.encode())].decode(errors="ignore") + _CUT
