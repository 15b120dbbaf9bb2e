"""What went wrong with GitHub, as one sentence that says what to do next."""

from typing import Final
from urllib.parse import urlsplit

import msgspec

from costguard.forges.github.transport import Answer, Request
from costguard.model.errors import BadInput

_LONGEST_WORDS: Final = 300
# What a workflow must grant, where GitHub's answer does not say so itself (the header came in 2023).
_GRANTS: Final = (
    ("/check-runs", "checks: write"),
    ("/statuses/", "statuses: write"),
    ("/code-scanning/", "security-events: write"),
    ("/actions/", "actions: read"),
    ("/activity", "contents: read"),
    ("/comments", "pull-requests: write"),
    ("/pulls", "pull-requests: read"),
)


class GithubError(BadInput):
    """GitHub's answer was no. `status` is its HTTP status, 0 where there was no answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        self.status = status
        super().__init__(message)


class MaybeDone(GithubError):
    """Something was to be written, and nobody knows whether it was: look before it is written again."""


class _Detail(msgspec.Struct, frozen=True):
    resource: str = ""
    field: str = ""
    code: str = ""
    message: str = ""


class _Body(msgspec.Struct, frozen=True):
    message: str = ""
    errors: object = None


def refused(request: Request, answer: Answer) -> GithubError:
    """The error of an answer that is not good."""
    words = _words(answer.body)
    asked = f"{request.method} {urlsplit(request.url).path}"
    said = f"({answer.status} {words})" if words else f"({answer.status})"
    return GithubError(f"{_sentence(answer, asked, said, request)}", answer.status)


def unreachable(request: Request, reason: str) -> GithubError:
    """The error of no answer at all."""
    host = urlsplit(request.url).hostname
    return GithubError(f"{host} cannot be reached ({reason}); check the network and GITHUB_API_URL, and run again")


def maybe_done(request: Request, reason: str) -> MaybeDone:
    """The error of a write that may have happened."""
    path = urlsplit(request.url).path
    return MaybeDone(f"GitHub broke off {request.method} {path} ({reason}), so that it may be done or not; run again")


def unreadable(request: Request, error: Exception) -> GithubError:
    """The error of an answer that is not what GitHub documents."""
    path = urlsplit(request.url).path
    return GithubError(f"GitHub's answer to {path} cannot be read ({error}); check GITHUB_API_URL, and run again")


def _sentence(answer: Answer, asked: str, said: str, request: Request) -> str:
    match answer.status:
        case 401:
            return f"GitHub does not accept the token {said}; set GITHUB_TOKEN to one that is still valid"
        case 403:
            return f"GitHub refuses {asked} {said}; {_grant(answer, request)}"
        case 404:
            return f"GitHub finds nothing at {asked} {said}; check the name, and that the token may read it"
        case 410:
            return f"GitHub no longer has {asked} {said}; run the job again that made it"
        case 422:
            return f"GitHub does not accept what {asked} was given {said}; check the commit and the request's number"
        case _:
            return f"GitHub failed at {asked} {said}; run again, and look at githubstatus.com if it stays so"


def _grant(answer: Answer, request: Request) -> str:
    """What to grant. `X-Accepted-GitHub-Permissions` reads `pull_requests=write; issues=write`: either will do."""
    accepted = answer.headers.get("x-accepted-github-permissions", "")
    first = accepted.split(";")[0].split(",")[0].strip()
    name, separator, level = first.partition("=")
    path = urlsplit(request.url).path
    wanted = next((grant for part, grant in _GRANTS if part in path), "")
    if request.method == "GET":
        wanted = wanted.replace("write", "read")
    if separator and name.replace("_", "").isalpha() and level.isalpha():
        wanted = f"{name.replace('_', '-')}: {level}"
    if not wanted:
        return "use a token that may do so"
    advice = f"grant the job `permissions: {{{wanted}}}`, or use a token that has it"
    if wanted.endswith("write"):
        advice += "; a job for a fork never has it, so publish from a workflow_run job with --run-id"
    return advice


def _words(body: bytes) -> str:
    """GitHub's own message, with the details of a validation; one line, no longer than a sentence."""
    try:
        told = msgspec.json.decode(body, type=_Body)
    except msgspec.DecodeError:
        return ""
    details = "; ".join(filter(None, map(_detail, told.errors if isinstance(told.errors, list) else [told.errors])))
    joined = f"{told.message}: {details}" if details else told.message
    return " ".join(joined.split())[:_LONGEST_WORDS]


def _detail(error: object) -> str:
    if isinstance(error, str):
        return error
    try:
        told = msgspec.convert(error, _Detail)
    except msgspec.ValidationError:
        return ""
    return told.message or " ".join(filter(None, (told.resource, told.field, told.code)))
