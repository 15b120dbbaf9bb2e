"""Google's errors in our words: what is denied, what comes too fast, what is worth another try."""

from typing import TYPE_CHECKING, Final

import msgspec

from costguard.model.inventory import ReadStatus
from costguard.sources.collecting.reading import ReadProblem

if TYPE_CHECKING:
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

SIGN_IN: Final = (
    "Google Cloud does not know who is asking; run `gcloud auth application-default login`, "
    "or point GOOGLE_APPLICATION_CREDENTIALS at a service account's key"
)

_NOT_ACCEPTED: Final = "Google does not accept the credentials; sign in again"

_LONGEST_WORDS: Final = 200

# Why a permission that was given does not help (reasons of ErrorInfo: google/api/error_reason.proto, 2026-11).
_WORDS_FOR: Final = {
    "SERVICE_DISABLED": "the API is switched off in the project that the calls are billed to; enable {api} there, or "
    "name another quota project",
    "USER_PROJECT_DENIED": "the quota project must not be billed for calls; ask for the role "
    "roles/serviceusage.serviceUsageConsumer on it",
    "BILLING_DISABLED": "the project that the calls are billed to has no billing account",
    "CONSUMER_INVALID": "the project that the calls are billed to is not there or is being deleted",
    "CONSUMER_SUSPENDED": "the project that the calls are billed to is suspended",
    "SECURITY_POLICY_VIOLATED": "a VPC Service Controls perimeter keeps this caller out",
}

# How gRPC words a token that could not be fetched; its status is UNAVAILABLE, as if the service were down.
_NO_TOKEN: Final = "Getting metadata from plugin failed"  # noqa: S105  (no secret)


class Asked(msgspec.Struct, frozen=True):
    """What was asked for, to say what is missing: `permission` on `name`. `resumed` is a call with a page token."""

    api: str
    permission: str
    name: str
    resumed: bool = False


def problem_of(error: "GoogleAPIError | GoogleAuthError", asked: Asked) -> ReadProblem | OSError:
    """The problem as the collecting engine knows it: an OSError is tried again, a ReadProblem as its status says."""
    from google.api_core import exceptions as api

    match error:
        case api.GoogleAPIError():
            return _of_a_call(error, asked)
        case _ if is_about_credentials(error):
            return ReadProblem(ReadStatus.DENIED, _NOT_ACCEPTED)
        case _:
            return ConnectionError("Google's sign-in service does not answer")


def is_about_credentials(error: Exception) -> bool:
    """Whether signing in again is what helps."""
    from google.api_core.exceptions import ServiceUnavailable, Unauthorized
    from google.auth.exceptions import GoogleAuthError, TransportError

    if isinstance(error, GoogleAuthError):
        return not isinstance(error, TransportError) and not error.retryable
    if isinstance(error, ServiceUnavailable):
        return _NO_TOKEN in str(error)
    return isinstance(error, Unauthorized)


def _of_a_call(error: "GoogleAPIError", asked: Asked) -> ReadProblem | OSError:
    from google.api_core import exceptions as api

    match error:
        case api.Unauthorized():
            return ReadProblem(ReadStatus.DENIED, _NOT_ACCEPTED)
        case api.Forbidden():
            return ReadProblem(ReadStatus.DENIED, _denied(error, asked))
        case api.TooManyRequests():
            return ReadProblem(ReadStatus.THROTTLED, f"the quota of {asked.api} is used up")
        case api.NotFound():
            return ReadProblem(ReadStatus.FAILED, f"Google does not know {asked.name}")
        case api.BadRequest() if asked.resumed:
            return ReadProblem(ReadStatus.FAILED, f"Google does not go on from where reading stopped: {_said(error)}")
        case api.MethodNotImplemented():
            return ReadProblem(ReadStatus.FAILED, f"{asked.api} does not know this call")
        case api.GatewayTimeout():
            return TimeoutError(f"{asked.api} did not answer in time")
        case api.ServerError() | api.RetryError() | api.Aborted() | api.Cancelled():
            return ConnectionError(f"{asked.api} does not answer: {_said(error)}")
        case _:
            return ReadProblem(ReadStatus.FAILED, f"Google refuses the call: {_said(error)}")


def _denied(error: Exception, asked: Asked) -> str:
    reason = getattr(error, "reason", None) or ""
    words = _WORDS_FOR.get(reason)
    return words.format(api=asked.api) if words else f"the permission {asked.permission} on {asked.name} is missing"


def _said(error: Exception) -> str:
    """Google's own words in one line, not too long."""
    words = " ".join(str(getattr(error, "message", None) or type(error).__name__).split())
    printable = "".join(letter for letter in words if letter.isprintable())
    return printable if len(printable) <= _LONGEST_WORDS else f"{printable[:_LONGEST_WORDS]}…"
