"""The HTTP of the small GitHub: its two hosts, their limits, errors and faults."""

import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from github_forge_routes import Json, Refusal, Seen, routed

if TYPE_CHECKING:
    from github_forge import LocalForge

DOCS = "https://docs.github.com/rest"


@dataclass
class Fault:
    """What goes wrong, and with which requests. What ends in `_after` happens when the work is done."""

    kind: str
    method: str
    path: str
    skip: int
    times: int


class Servers:
    """The two hosts, each in a thread: the API, and the place where artifacts lie."""

    def __init__(self, forge: "LocalForge") -> None:
        self._running = [ThreadingHTTPServer(("127.0.0.1", 0), handler(forge)) for handler in (_api, _blobs)]
        self._threads = [threading.Thread(target=server.serve_forever, args=(0.02,)) for server in self._running]
        for thread in self._threads:
            thread.start()
        self.api_url, self.blob_url = (f"http://127.0.0.1:{server.server_address[1]}" for server in self._running)

    def close(self) -> None:
        """Stop both, and wait until they have."""
        for server, thread in zip(self._running, self._threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    """One connection a request, as after `Connection: close`."""

    def log_message(self, *_: Any) -> None:
        pass

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Connection": "close", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def seen(self) -> Seen:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Seen(self.command, unquote(parts.path), query, headers, json.loads(content) if content else None)


def _blobs(forge: "LocalForge") -> type[_Handler]:
    class Blobs(_Handler):
        def do_GET(self) -> None:
            seen = self.seen()
            forge.seen_at_blobs.append(seen)
            content = forge.blobs.get(seen.path)
            self.answer(200 if content is not None else 404, content or b"", {"Content-Type": "application/zip"})

    return Blobs


def _api(forge: "LocalForge") -> type[_Handler]:
    class Api(_Handler):
        def do_GET(self) -> None:
            self.serve()

        def do_POST(self) -> None:
            self.serve()

        def do_PATCH(self) -> None:
            self.serve()

        def serve(self) -> None:
            seen = self.seen()
            forge.seen.append(seen)
            kind = _fault(forge, seen)
            seen.is_fault = bool(kind)
            if kind == "cut":
                return
            if kind and not kind.endswith("_after"):
                seen.status, body, headers = _broken(kind)
            else:
                seen.status, body, headers = _answered(forge, seen)
                seen.answer = json.loads(body) if body else None
                if kind == "cut_after":
                    return
                if kind:
                    seen.status, body, headers = _broken(kind.removesuffix("_after"))
            self.answer(seen.status, body, headers)

    return Api


def _fault(forge: "LocalForge", seen: Seen) -> str:
    for fault in forge.faults:
        if fault.method in ("", seen.method) and seen.path.endswith(fault.path):
            if fault.skip:
                fault.skip -= 1
            elif fault.times:
                fault.times -= 1
                return fault.kind
    return ""


def _broken(kind: str) -> tuple[int, bytes, dict[str, str]]:
    match kind:
        case "rate_limit":
            told = {"message": "API rate limit exceeded for installation.", "documentation_url": DOCS}
            headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 30)}
            return 403, json.dumps(told).encode(), headers
        case "secondary":
            told = {"message": "You have exceeded a secondary rate limit. Please wait.", "documentation_url": DOCS}
            return 403, json.dumps(told).encode(), {"retry-after": "7"}
        case "secondary_unsaid":
            told = {"message": "You have exceeded a secondary rate limit. Please wait.", "documentation_url": DOCS}
            return 403, json.dumps(told).encode(), {}
        case "not_json":
            return 200, b"<html>a proxy's page</html>", {"Content-Type": "text/html"}
        case _:
            return 502, b"<html>Unicorn!</html>", {"Content-Type": "text/html"}


def _answered(forge: "LocalForge", seen: Seen) -> tuple[int, bytes, dict[str, str]]:
    headers = {"Content-Type": "application/json; charset=utf-8", "x-ratelimit-limit": "5000",
               "x-ratelimit-remaining": "4900", "x-ratelimit-used": "100", "x-ratelimit-resource": "core",
               "x-ratelimit-reset": str(int(time.time()) + 3600), "x-github-media-type": "github.v3"}  # fmt: skip
    try:
        status, told, more = routed(forge, seen)
        return status, told if isinstance(told, bytes) else json.dumps(told).encode(), headers | more
    except Refusal as refusal:
        body: Json = {"message": refusal.message, "documentation_url": DOCS, "status": str(refusal.status)}
        if refusal.errors:
            body["errors"] = refusal.errors
        said = {name.replace("_", "-"): value for name, value in refusal.headers.items()}
        return refusal.status, json.dumps(body).encode(), headers | said
