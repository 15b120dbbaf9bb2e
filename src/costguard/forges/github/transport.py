"""Sends one request over HTTPS and reads a bounded answer: redirects followed with care, nothing tried again.

INVARIANT: the token goes to the host of the API and to no other, whatever a redirect says.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import msgspec

from costguard import __version__
from costguard.forges.github.settings import Settings, is_loopback
from costguard.model.errors import BadInput

if TYPE_CHECKING:
    from urllib3 import PoolManager
    from urllib3.response import BaseHTTPResponse

BODY_BYTES: Final = 32 * 1024 * 1024
_CONNECT_S: Final = 10.0
_READ_S: Final = 30.0
_REDIRECTS: Final = 5
_CHUNK_BYTES: Final = 64 * 1024
# 301, 302: GitHub moves renamed repositories and hands artifacts to blob storage; 307, 308 keep the method.
_MOVED: Final = frozenset({301, 302, 307, 308})
_KEEPS_METHOD: Final = frozenset({307, 308})


class Request(msgspec.Struct, frozen=True):
    """What is asked: `body` is JSON, empty for none; an answer longer than `limit_bytes` is refused."""

    method: str
    url: str
    body: bytes = b""
    limit_bytes: int = BODY_BYTES


class Answer(msgspec.Struct, frozen=True):
    """What came back. The names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_good(self) -> bool:
        """Whether GitHub did what was asked."""
        return HTTPStatus(200) <= self.status < HTTPStatus(300)


class Unreachable(msgspec.Struct, frozen=True):
    """No answer, for a `reason`. `was_sent` where the request may have arrived all the same."""

    reason: str
    was_sent: bool


class Transport:
    """A pool of connections to GitHub and to where it redirects."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = _pool(settings.api_url)

    def close(self) -> None:
        """Close every connection."""
        self._pool.clear()

    def send(self, request: Request) -> Answer | Unreachable:
        """Ask once, following redirects. Raises BadInput for a redirect to nowhere safe, and for too long an answer."""
        url = request.url
        for _ in range(_REDIRECTS):
            answer = self._ask(request, url)
            if isinstance(answer, Unreachable) or answer.status not in _MOVED:
                return answer
            url = self._next_url(request, url, answer)
        raise BadInput(f"GitHub redirects {_shown(request.url)} in circles; check GITHUB_API_URL")

    def _ask(self, request: Request, url: str) -> Answer | Unreachable:
        from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProxyError
        from urllib3.util import Timeout

        try:
            response = self._pool.request(
                request.method,
                url,
                body=request.body or None,
                headers=self._headers(request, url),
                redirect=False,
                retries=False,
                timeout=Timeout(connect=_CONNECT_S, read=_READ_S),
                preload_content=False,
            )
            try:
                body = _bounded(response, request)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, headers, body)
            finally:
                response.close()
        except (NewConnectionError, ConnectTimeoutError, ProxyError) as error:
            return Unreachable(type(error).__name__, was_sent=False)
        except (HTTPError, OSError) as error:
            return Unreachable(type(error).__name__, was_sent=True)

    def _headers(self, request: Request, url: str) -> dict[str, str]:
        headers = {"User-Agent": f"costguard/{__version__}"}
        if request.body:
            headers["Content-Type"] = "application/json"
        if origin(url) == origin(self._settings.api_url):
            headers["Accept"] = "application/vnd.github+json"
            headers["X-GitHub-Api-Version"] = "2022-11-28"
            if self._settings.token:
                headers["Authorization"] = f"Bearer {self._settings.token}"
        return headers

    def _next_url(self, request: Request, url: str, answer: Answer) -> str:
        target = urljoin(url, answer.headers.get("location", ""))
        stays = origin(target) == origin(self._settings.api_url)
        is_read = request.method == "GET" and (stays or self._is_safe(target))
        if "location" in answer.headers and (is_read or (stays and answer.status in _KEEPS_METHOD)):
            return target
        raise BadInput(
            f"GitHub redirects {request.method} {_shown(request.url)} to where it cannot be followed safely; "
            "check that the repository was not renamed or moved"
        )

    def _is_safe(self, target: str) -> bool:
        """Whether a file may be fetched from there: by https, and from this machine only where GitHub is on it."""
        parts = urlsplit(target)
        if is_loopback(parts.hostname or ""):
            is_here = is_loopback(urlsplit(self._settings.api_url).hostname or "")
            return is_here and parts.scheme in ("http", "https")
        return bool(parts.hostname) and parts.scheme == "https"


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address; a port that is none gives an origin that equals no other of ours."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    standard = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port if port is not None else standard


def _bounded(response: "BaseHTTPResponse", request: Request) -> bytes:
    found = bytearray()
    while chunk := response.read(_CHUNK_BYTES):
        found += chunk
        if len(found) > request.limit_bytes:
            raise BadInput(
                f"GitHub's answer to {_shown(request.url)} is longer than {request.limit_bytes:,} bytes; "
                "nothing of it was read"
            )
    return bytes(found)


def _shown(url: str) -> str:
    """An address for a message, without its query: a redirect's may hold a signature that opens a file."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"


def _pool(api_url: str) -> "PoolManager":
    """Connections, through the proxy that the environment names; this machine is asked directly."""
    from urllib.request import getproxies, proxy_bypass

    from urllib3 import PoolManager, ProxyManager
    from urllib3.util import make_headers, parse_url

    host = urlsplit(api_url).hostname or ""
    proxy = getproxies().get(urlsplit(api_url).scheme)
    if not proxy or is_loopback(host) or proxy_bypass(host):
        return PoolManager()
    auth = parse_url(proxy).auth
    return ProxyManager(proxy, proxy_headers=make_headers(proxy_basic_auth=auth) if auth else None)
