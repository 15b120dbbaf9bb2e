"""Turns what the AWS SDK raises into what a collection can say, by AWS's own error codes."""

from enum import Enum, auto
from importlib import import_module
from typing import Final, assert_never

from costguard.model.inventory import ReadStatus
from costguard.sources.collecting.reading import ReadProblem

EXPIRED_CODES: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
"""What services answer to credentials whose time is over."""


class Failure(Enum):
    """What a failed call means for a collection."""

    THROTTLED = auto()
    DENIED = auto()
    EXPIRED = auto()
    NOT_ENABLED = auto()
    """The region or the service is not enabled in the account, or the credentials are not known there."""
    CUT = auto()
    """The connection, or the service behind it, failed: worth another try."""
    OTHER = auto()


def sdk_errors() -> tuple[type[Exception], ...]:
    """Every error that the SDK raises of its own."""
    errors = import_module("botocore.exceptions")
    return (errors.ClientError, errors.BotoCoreError, import_module("botocore.parsers").ResponseParserError)


def failure_of(error: Exception) -> Failure:
    """The kind of an SDK error."""
    code = code_of(error)
    for failure, codes in _CODES.items():
        if code in codes:
            return failure
    if not getattr(error, "response", None):
        return Failure.CUT if _names_of(error) & _CUTS else Failure.OTHER
    status = http_status_of(error)
    if status == 429:
        return Failure.THROTTLED
    return Failure.CUT if status >= 500 else Failure.OTHER


def problem_of(error: Exception, doing: str) -> Exception:
    """What a reader raises for an SDK error; `doing` names the call, as `ec2:DescribeVolumes`.

    A cut connection becomes ConnectionError, which is worth another try; all else a ReadProblem. AWS's own
    message is left out: it may name principals, and carry encoded authorisation details.
    """
    code = code_of(error)
    match failure := failure_of(error):
        case Failure.THROTTLED:
            return ReadProblem(ReadStatus.THROTTLED, f"{doing} was throttled ({code})")
        case Failure.DENIED:
            return ReadProblem(ReadStatus.DENIED, f"denied: {doing} ({code})")
        case Failure.EXPIRED:
            return ReadProblem(ReadStatus.FAILED, f"the credentials expired at {doing}; log in again and resume")
        case Failure.NOT_ENABLED:
            return ReadProblem(ReadStatus.FAILED, f"{doing} is not enabled in this account and region ({code})")
        case Failure.CUT:
            return ConnectionError(f"{doing} did not answer ({code})")
        case Failure.OTHER:
            return ReadProblem(ReadStatus.FAILED, f"{doing} failed ({code})")
        case _:
            assert_never(failure)


def code_of(error: Exception) -> str:
    """AWS's error code, or the name of the SDK's own error."""
    response = getattr(error, "response", None)
    if not response:
        return type(error).__name__
    return str(response.get("Error", {}).get("Code", "")) or type(error).__name__


def http_status_of(error: Exception) -> int:
    """The answer's HTTP status, 0 where there was no answer."""
    response = getattr(error, "response", None) or {}
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _names_of(error: Exception) -> set[str]:
    return {kind.__name__ for kind in type(error).__mro__}


# Codes: "Common error types" of the services' API references, the EC2 and S3 error lists, and botocore 1.44's own list
# of throttling codes (2026-11). Old services spell the same thing without `Exception`.
_CODES = {
    Failure.THROTTLED: frozenset({
        "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
        "TooManyRequestsException", "TransactionInProgressException",
    }),
    Failure.DENIED: frozenset({
        "403", "AccessDenied", "AccessDeniedException", "AccessDeniedFault", "AuthorizationError",
        "AuthorizationErrorException", "Forbidden", "ForbiddenException", "InsufficientPrivilegesException",
        "NotAuthorized", "NotAuthorizedException", "UnauthorizedException", "UnauthorizedOperation",
    }),
    Failure.EXPIRED: EXPIRED_CODES | {"SSOTokenLoadError", "TokenRetrievalError", "UnauthorizedSSOTokenError"},
    Failure.NOT_ENABLED: frozenset({
        "AuthFailure", "InvalidClientTokenId", "OptInRequired", "RegionDisabledException",
        "SubscriptionRequiredException", "UnrecognizedClientException",
    }),
}  # fmt: skip

_CUTS = {"ConnectionError", "HTTPClientError", "ResponseParserError", "ResponseStreamingError", "IncompleteReadError"}
