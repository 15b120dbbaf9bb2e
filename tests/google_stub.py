"""A small Google Cloud on 127.0.0.1: Resource Manager and Cloud Asset Inventory, over gRPC and over HTTP."""

import json
import threading
from collections.abc import Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Json = Mapping[str, Any]

# gRPC's statuses as HTTP answers them (google/rpc/code.proto).
HTTP_CODES = {
    "INVALID_ARGUMENT": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "RESOURCE_EXHAUSTED": 429,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
}


class Refusal(Exception):
    """An error that Google answers with; `reason` is that of its ErrorInfo."""

    def __init__(self, status: str, message: str = "the server says no", reason: str = "") -> None:
        self.status = status
        self.message = message
        self.reason = reason
        super().__init__(message)


@dataclass
class Google:
    """What there is. `assets` are pages of records by the name that is asked for, `failures` errors to come first.

    A method is told by its name (`search_all_resources`), a call by method, name and page token.
    """

    projects: list[Json] = field(default_factory=list)
    folders: list[Json] = field(default_factory=list)
    organizations: list[Json] = field(default_factory=list)
    assets: dict[str, list[list[Json]]] = field(default_factory=dict)
    failures: dict[tuple[str, str, str], list[Refusal]] = field(default_factory=dict)
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    requests: list[Json] = field(default_factory=list)

    def fail(self, method: str, name: str = "", token: str = "", *, with_: Refusal, times: int = 1) -> None:
        """Answer so many calls with an error, then as usual."""
        self.failures.setdefault((method, name, token), []).extend([with_] * times)

    def answer(self, method: str, request: Json) -> Json:
        """The response message in JSON."""
        name, token = request.get("scope") or request.get("parent") or "", request.get("pageToken", "")
        self.requests.append({"method": method, **request})
        self.calls.append((method, name, token))
        if waiting := self.failures.get((method, name, token)):
            raise waiting.pop(0)
        match method:
            case "search_all_resources":
                return self._page("results", name, token)
            case "list_assets":
                return self._page("assets", name, token)
            case "search_projects":
                return _halves("projects", self.projects, token)
            case "search_folders":
                return _halves("folders", self.folders, token)
            case _:
                return _halves("organizations", self.organizations, token)

    def _page(self, key: str, name: str, token: str) -> Json:
        if name not in self.assets:
            raise Refusal("PERMISSION_DENIED")
        pages = self.assets[name]
        number = int(token or 0)
        rest = str(number + 1) if number + 1 < len(pages) else ""
        return {key: pages[number] if pages else [], "nextPageToken": rest}


def _halves(key: str, found: list[Json], token: str) -> Json:
    """Two pages, so that whoever reads only the first is found out."""
    middle = (len(found) + 1) // 2
    if token:
        return {key: found[middle:]}
    return {key: found[:middle], "nextPageToken": "second" if middle < len(found) else ""}


@contextmanager
def grpc_server(google: Google) -> Iterator[str]:
    """Serve it over gRPC with the SDK's own messages; gives the endpoint."""
    import grpc
    from google.cloud import resourcemanager_v3 as manager
    from google.cloud.asset_v1.types import asset_service
    from google.protobuf import json_format

    def handler(method: str, request_class: Any, response_class: Any) -> Any:
        def call(request: Any, context: Any) -> Any:
            try:
                told = google.answer(method, json_format.MessageToDict(request))
            except Refusal as refusal:
                _abort(context, refusal)
            return json_format.ParseDict(told, response_class.pb()())

        return grpc.unary_unary_rpc_method_handler(
            call,
            request_deserializer=request_class.pb().FromString,
            response_serializer=response_class.pb().SerializeToString,
        )

    services = {
        "google.cloud.asset.v1.AssetService": {
            "SearchAllResources": handler(
                "search_all_resources",
                asset_service.SearchAllResourcesRequest,
                asset_service.SearchAllResourcesResponse,
            ),
            "ListAssets": handler("list_assets", asset_service.ListAssetsRequest, asset_service.ListAssetsResponse),
        },
        "google.cloud.resourcemanager.v3.Projects": {
            "SearchProjects": handler("search_projects", manager.SearchProjectsRequest, manager.SearchProjectsResponse)
        },
        "google.cloud.resourcemanager.v3.Folders": {
            "SearchFolders": handler("search_folders", manager.SearchFoldersRequest, manager.SearchFoldersResponse)
        },
        "google.cloud.resourcemanager.v3.Organizations": {
            "SearchOrganizations": handler(
                "search_organizations", manager.SearchOrganizationsRequest, manager.SearchOrganizationsResponse
            )
        },
    }
    server = grpc.server(futures.ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers(
        tuple(grpc.method_handlers_generic_handler(name, methods) for name, methods in services.items())
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"grpc://127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def _abort(context: Any, refusal: Refusal) -> None:
    import grpc
    from google.rpc import error_details_pb2, status_pb2
    from grpc_status import rpc_status

    code = getattr(grpc.StatusCode, refusal.status)
    if not refusal.reason:
        context.abort(code, refusal.message)
    status = status_pb2.Status(code=code.value[0], message=refusal.message)
    status.details.add().Pack(error_details_pb2.ErrorInfo(reason=refusal.reason, domain="googleapis.com"))
    context.abort_with_status(rpc_status.to_status(status))


@contextmanager
def http_server(google: Google) -> Iterator[str]:
    """Serve it as the REST API; gives the endpoint."""

    class Handler(BaseHTTPRequestHandler):
        # A connection an answer: requests' pools close those that stay open only when they are collected as garbage.
        protocol_version = "HTTP/1.0"

        def log_message(self, *_args: object) -> None:
            """Tests are silent."""

        def do_GET(self) -> None:
            method, request = _request(self.path)
            try:
                code, told = 200, google.answer(method, request)
            except Refusal as refusal:
                code, told = HTTP_CODES[refusal.status], {"error": _error(refusal)}
            body = json.dumps(told).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _request(target: str) -> tuple[str, Json]:
    parts = urlsplit(target)
    request = {key: values[0] for key, values in parse_qs(parts.query).items()}
    path = unquote(parts.path).removeprefix("/v1/").removeprefix("/v3/")
    if path.endswith(":searchAllResources"):
        return "search_all_resources", {"scope": path.partition(":")[0], **request}
    if path.endswith("/assets"):
        return "list_assets", {"parent": path.removesuffix("/assets"), **request}
    return f"search_{path.partition(':')[0]}", request


def _error(refusal: Refusal) -> Json:
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": refusal.reason, "domain": "googleapis.com"}
    return {
        "code": HTTP_CODES[refusal.status],
        "message": refusal.message,
        "status": refusal.status,
        "details": [info] if refusal.reason else [],
    }
