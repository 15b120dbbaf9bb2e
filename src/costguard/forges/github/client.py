"""A thin client of GitHub's REST API: typed answers, pages, waits that are bounded, and no write done twice."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode, urljoin

import msgspec

from costguard.forges.github.faults import GithubError, MaybeDone, maybe_done, refused, unreachable, unreadable
from costguard.forges.github.settings import Settings
from costguard.forges.github.transport import Answer, Request, Transport, Unreachable, origin
from costguard.forges.github.waiting import Patience, Waits, fault_wait_s, is_broken, limit_wait_s

_T = TypeVar("_T")
_PER_PAGE: Final = 100
# 20,000 things in lists of 100: a request with more comments or reviews is no longer a request.
_MOST_PAGES: Final = 200
_TRIES: Final = 3  # of what is made once: as often as GitHub may break off before somebody should look
_NEXT: Final = re.compile(r'<([^<>]*)>\s*;[^,]*\brel="next"')
_READS: Final = frozenset({"GET", "HEAD"})


class Client:
    """Asks GitHub. Paths begin with a slash and are made by `path`, which quotes what is put into them."""

    def __init__(self, settings: Settings, patience: Patience | None = None) -> None:
        self.settings = settings
        self._transport = Transport(settings)
        self._waits = Waits(patience or Patience())

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def get(self, path: str, kind: type[_T], query: Mapping[str, str | int] | None = None) -> _T:
        """Read one thing. Raises GithubError with a sentence and the status."""
        return self._decoded(Request("GET", self._url(path, query)), kind)

    def pages(self, path: str, kind: type[_T], query: Mapping[str, str | int] | None = None) -> Iterator[_T]:
        """Read a list in pages, each of them a `kind`. Raises GithubError where it has no end: none is cut silently."""
        url = self._url(path, {"per_page": _PER_PAGE, **(query or {})})
        for _ in range(_MOST_PAGES):
            request = Request("GET", url)
            answer = self._sent(request, is_repeatable=True)
            yield _decode(request, answer, kind)
            following = self._following(url, answer)
            if following is None:
                return
            url = following
        raise GithubError(f"GitHub lists more than {_MOST_PAGES} pages of {path}; that is more than can be judged")

    def write(self, method: str, path: str, body: Mapping[str, Any], kind: type[_T], *, is_repeatable: bool) -> _T:
        """Write something. What is not repeatable is sent once; raises MaybeDone where nobody knows if it arrived."""
        request = Request(method, self._url(path, None), msgspec.json.encode(body))
        return _decode(request, self._sent(request, is_repeatable=is_repeatable), kind)

    def write_once(self, path: str, body: Mapping[str, Any], kind: type[_T], find: Callable[[], _T | None]) -> _T:
        """Make something new. Where GitHub broke off, `find` looks for it before it is made again."""
        for _ in range(_TRIES - 1):
            try:
                return self.write("POST", path, body, kind, is_repeatable=False)
            except MaybeDone:
                if (made := find()) is not None:
                    return made
        return self.write("POST", path, body, kind, is_repeatable=False)

    def query(self, document: str, variables: Mapping[str, Any], kind: type[_T]) -> _T:
        """Ask GraphQL, which answers faults of a query with 200 too. Raises GithubError where it does not answer."""
        body = msgspec.json.encode({"query": document, "variables": variables})
        request = Request("POST", self.settings.graphql_url, body)
        return _decode(request, self._sent(request, is_repeatable=True), kind)

    def download(self, path: str, limit_bytes: int) -> bytes:
        """The bytes of a file, from wherever GitHub keeps it; that place never sees the token."""
        return self._sent(Request("GET", self._url(path, None), b"", limit_bytes), is_repeatable=True).body

    def _decoded(self, request: Request, kind: type[_T]) -> _T:
        return _decode(request, self._sent(request, is_repeatable=request.method in _READS), kind)

    def _sent(self, request: Request, *, is_repeatable: bool) -> Answer:
        """A good answer, after as many tries as are allowed."""
        tries = self._waits.patience.tries
        for attempt in range(tries):
            answer = self._transport.send(request)
            is_last = attempt == tries - 1
            if isinstance(answer, Unreachable):
                if answer.was_sent and not is_repeatable:
                    raise maybe_done(request, answer.reason)
                if is_last:
                    break
                self._waits.wait(fault_wait_s(attempt), str(unreachable(request, answer.reason)))
            elif (wait_s := limit_wait_s(answer, self._waits.patience.now())) is not None and not is_last:
                self._waits.wait(wait_s, "GitHub's rate limit for this token is used up")
            elif is_broken(answer) and not is_repeatable:
                raise maybe_done(request, str(answer.status))
            elif is_broken(answer) and not is_last:
                self._waits.wait(fault_wait_s(attempt), str(refused(request, answer)))
            elif answer.is_good:
                return answer
            else:
                raise refused(request, answer)
        raise unreachable(request, "no answer")

    def _following(self, url: str, answer: Answer) -> str | None:
        """The next page; a link to another host is no page of GitHub's."""
        found = _NEXT.search(answer.headers.get("link", ""))
        if found is None:
            return None
        following = str(urljoin(url, found[1]))
        if origin(following) != origin(self.settings.api_url):
            raise GithubError("GitHub's next page is on another host, which is not asked; check GITHUB_API_URL")
        return following

    def _url(self, path: str, query: Mapping[str, str | int] | None) -> str:
        return f"{self.settings.api_url}{path}{'?' + urlencode(query) if query else ''}"


def path(*parts: str | int) -> str:
    """A path of the API: each part quoted, but for the slash of `owner/name`, which is one part of ours."""
    return "/" + "/".join(quote(str(part), safe="/" if is_repository(str(part)) else "") for part in parts)


def is_repository(name: str) -> bool:
    """Whether a name is `owner/name`, in the characters that GitHub allows for them."""
    owner, separator, rest = name.partition("/")
    return bool(separator) and _is_name(owner) and _is_name(rest)


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9._-]+", name, re.ASCII) is not None and name not in (".", "..")


def _decode(request: Request, answer: Answer, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise unreadable(request, error) from error
