"""Asks the clouds' price APIs politely: waits as they ask, tries again what may pass, and follows nobody away."""

import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from costguard import __version__
from costguard.model.errors import BadInput, BadUsage

ATTEMPTS: Final = 8
TIMEOUT_S: Final = 60
# What passes by itself: too many requests, and a server or gateway in trouble (RFC 9110 and RFC 6585).
_PASSING: Final = frozenset({408, 429, 500, 502, 503, 504})
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 60.0
# No answer is worth more patience than this; a server that asks for it is down.
_LONGEST_RETRY_AFTER_S: Final = 300.0


class Answered(BadInput):
    """A server refused; `status` says how (HTTP)."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class Client:
    """A client for one endpoint. `sleep` and `jitter` (0 to 1) are arguments, so that tests need no time."""

    def __init__(
        self,
        endpoint: str,
        headers: Mapping[str, str] | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.endpoint = _checked(endpoint, is_secret=bool(headers))
        self._headers = {"User-Agent": f"costguard/{__version__}", "Accept-Encoding": "identity", **(headers or {})}
        self._sleep = sleep
        self._jitter = jitter
        self._opener = build_opener(_NoRedirect())

    def url(self, path_or_url: str) -> str:
        """The address of what a list refers to, always at this endpoint: a mirror's links stay with the mirror."""
        parts = urlsplit(path_or_url)
        return f"{self.endpoint}{parts.path}" + (f"?{parts.query}" if parts.query else "")

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> HTTPResponse:
        """An answer of 2xx, to be closed by the caller. Raises Answered for a refusal, BadInput for no answer."""
        attempt = 0
        while True:
            try:
                response = self._opener.open(
                    Request(url, headers={**self._headers, **(headers or {})}),  # noqa: S310  (http or https: `_checked`)
                    timeout=TIMEOUT_S,
                )
            except HTTPError as error:
                with error:
                    status, asked = error.code, _seconds(error.headers)
                if status not in _PASSING or attempt + 1 >= ATTEMPTS:
                    raise Answered(status, _refusal(url, status)) from None
                self.pause(attempt, asked)
            except (URLError, HTTPException, OSError) as error:
                if attempt + 1 >= ATTEMPTS:
                    reason = getattr(error, "reason", None) or error
                    raise BadInput(
                        f"{_host(url)} does not answer ({reason}); check the network, or --endpoint"
                    ) from None
                self.pause(attempt)
            else:
                assert isinstance(response, HTTPResponse)  # noqa: S101  (only http and https are opened)
                return response
            attempt += 1

    def pause(self, attempt: int, asked_s: float | None = None) -> None:
        """Wait before another attempt: what the server asked for, else twice as long each time, with jitter."""
        if asked_s is not None:
            self._sleep(min(asked_s, _LONGEST_RETRY_AFTER_S))
            return
        longest = min(_FIRST_PAUSE_S * 2**attempt, _LONGEST_PAUSE_S)
        self._sleep(longest * (0.5 + self._jitter() / 2))


class _NoRedirect(HTTPRedirectHandler):
    """The lists do not redirect; whoever does is not them, and would be handed the key."""

    def redirect_request(self, *_: object) -> None:
        """No request follows: what was answered stands."""


def _checked(endpoint: str, *, is_secret: bool) -> str:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise BadUsage("--endpoint takes the address of a server, as in https://prices.azure.com")
    if is_secret and parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise BadUsage(f"{parts.hostname} would be sent the API key in the clear; give --endpoint an https address")
    return endpoint.rstrip("/")


def _seconds(headers: Message) -> float | None:
    """What Retry-After asks for: seconds, or a date (RFC 9110, section 10.2.3), read by the server's own clock."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
        sent = parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, (_aware(until) - _aware(sent)).total_seconds())


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _refusal(url: str, status: int) -> str:
    match status:
        case 401 | 403:
            return f"{_host(url)} refuses access (HTTP {status}); check the API key, and that its API is enabled"
        case 429:
            return (
                f"{_host(url)} answers too many requests, still after {ATTEMPTS} attempts; run the same command later"
            )
        case _ if status >= 500:
            return (
                f"{_host(url)} is in trouble (HTTP {status}); run the same command later: it goes on where it stopped"
            )
        case _:
            return f"{_host(url)} has no list at {urlsplit(url).path} (HTTP {status}); check --endpoint"


def _host(url: str) -> str:
    return urlsplit(url).netloc
