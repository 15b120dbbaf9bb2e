"""What Azure's errors mean to a reader of scopes: no access, slow down, try again, or give up."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from costguard.model.inventory import ReadStatus
from costguard.sources.collecting.reading import ReadProblem

if TYPE_CHECKING:
    from azure.core.exceptions import AzureError, HttpResponseError

NO_ACCESS: Final = "no access (Reader at the management group is enough)"

_NOT_ACCEPTED: Final = "Azure does not accept the credentials"
_TOO_LARGE: Final = "ResponsePayloadTooLarge"
_NO_SUBSCRIPTION: Final = "NoValidSubscriptionsInQueryRequest"
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,60}")
_USUAL_WAIT_S: Final = 5.0
"""The graph's quota is told for windows of so long (Azure Resource Graph, "Throttled requests", 2025)."""


class NotSignedIn(ReadProblem):
    """Azure does not take the credentials, or there are none."""


class PageTooLarge(ReadProblem):
    """An answer would exceed what Resource Graph sends at once (16 MiB in 2024); fewer rows may fit."""


class NoneSeen(ReadProblem):
    """Of the subscriptions asked for the identity sees none."""


@contextmanager
def azure_errors(pause: Callable[[float], None]) -> Iterator[None]:
    """Turn the SDK's errors into ReadProblem, or into OSError where trying again may help.

    Where Azure asks to slow down `pause` is told for how many seconds. The texts hold statuses and codes, no secret.
    """
    from azure.core.exceptions import AzureError, DeserializationError

    try:
        yield
    except AzureError as error:
        raise _failure(error, pause) from None
    except DeserializationError:
        raise ReadProblem(ReadStatus.FAILED, "Azure's answer has another shape than its SDK knows") from None


def seconds_of(duration: str | None) -> float | None:
    """The seconds of `hh:mm:ss`, as quotas are told; None where it is not that."""
    match = re.fullmatch(r"(\d+):(\d{1,2}):(\d{1,2}(?:\.\d+)?)", (duration or "").strip())
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3]) if match else None


def _failure(error: "AzureError", pause: Callable[[float], None]) -> Exception:
    from azure.core.exceptions import ClientAuthenticationError, DecodeError, HttpResponseError

    if isinstance(error, ClientAuthenticationError):
        return NotSignedIn(ReadStatus.DENIED, _NOT_ACCEPTED + _in_brackets(error))
    if isinstance(error, HttpResponseError) and not isinstance(error, DecodeError) and error.status_code:
        return _of_status(error, error.status_code, pause)
    return ConnectionError(f"Azure could not be reached or the answer was cut off ({type(error).__name__})")


def _of_status(error: "HttpResponseError", status: int, pause: Callable[[float], None]) -> Exception:
    codes = _codes(error)
    if status == 401:
        return NotSignedIn(ReadStatus.DENIED, _NOT_ACCEPTED + _in_brackets(error))
    if status == 413 or _TOO_LARGE in codes:
        return PageTooLarge(ReadStatus.FAILED, "a single resource exceeds what Azure Resource Graph can answer")
    if _NO_SUBSCRIPTION in codes:
        return NoneSeen(ReadStatus.DENIED, NO_ACCESS)
    if status == 429:
        pause(_wait_s(error))
        return ReadProblem(ReadStatus.THROTTLED, "Azure keeps asking to slow down")
    if status == 403:
        return ReadProblem(ReadStatus.DENIED, f"{NO_ACCESS}{_in_brackets(error)}")
    if status == 408 or status >= 500:
        return ConnectionError(f"Azure answered {status}")
    return ReadProblem(ReadStatus.FAILED, f"Azure answered {status}{_in_brackets(error)}")


def _wait_s(error: "HttpResponseError") -> float:
    headers = getattr(error.response, "headers", {})  # which the SDK's type of a response leaves out
    told = str(headers.get("Retry-After", "")).strip()
    if re.fullmatch(r"\d+(\.\d+)?", told):
        return float(told)
    return seconds_of(headers.get("x-ms-user-quota-resets-after")) or _USUAL_WAIT_S


def _in_brackets(error: "HttpResponseError") -> str:
    codes = _codes(error)
    return f" ({', '.join(codes)})" if codes else ""


def _codes(error: "HttpResponseError") -> tuple[str, ...]:
    """The codes that Azure names, the outer one first; its messages may quote what was sent, so they are left out."""
    told = getattr(error, "error", None)
    parts = [told, *(getattr(told, "details", None) or ())]
    codes = [str(getattr(part, "code", None) or "") for part in parts]
    return tuple(dict.fromkeys(code for code in codes if _CODE.fullmatch(code)))
