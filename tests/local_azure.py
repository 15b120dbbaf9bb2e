"""A local Azure: Resource Graph and Resource Manager's lists on the wire, as the real SDK's clients meet them."""

import base64
import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from costguard.sources.azure.pace import Pace

GRAPH_PATH = "/providers/Microsoft.ResourceGraph/resources"


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def time(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now_s += seconds
            self.slept.append(seconds)

    @property
    def pace(self) -> Pace:
        return Pace(self.time, self.sleep, lambda: 1.0)


class Azure:
    """What there is, who may see it, and what goes wrong. `asked` are the requests: path, body, headers."""

    def __init__(self) -> None:
        self.containers: list[dict[str, Any]] = []
        self.resources: list[dict[str, Any]] = []
        self.visible: set[str] | None = None
        self.rows_that_fit = 1000
        self.list_page = 100
        self.headers: dict[str, str] = {"x-ms-user-quota-remaining": "14", "x-ms-user-quota-resets-after": "00:00:05"}
        self.asked: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.troubles: list[tuple[Callable[[str, dict[str, Any]], bool], Any]] = []
        self.url = ""

    def trouble(self, *answers: Any, when: Callable[[str, dict[str, Any]], bool] = lambda *_: True) -> None:
        """The next requests that `when` is true of get these answers: (status, body, headers), or "cut"."""
        self.troubles += [(when, answer) for answer in answers]

    def queries(self, table: str) -> list[dict[str, Any]]:
        return [body for _, body, _ in self.asked if body.get("query", "").startswith(table + " ")]

    def add_subscription(self, key: str, name: str = "", **more: Any) -> str:
        self.containers.append(
            {
                "id": f"/subscriptions/{key}",
                "name": name or key,
                "type": "microsoft.resources/subscriptions",
                "subscriptionId": key,
                "tags": more.pop("tags", None),
                "properties": {"state": more.pop("state", "Enabled"), "managementGroupAncestorsChain": None, **more},
            }
        )
        return key

    def add_group(self, subscription: str, name: str, tags: dict[str, str] | None = None) -> None:
        self.containers.append(
            {
                "id": f"/subscriptions/{subscription}/resourceGroups/{name}",
                "name": name,
                "type": "microsoft.resources/subscriptions/resourcegroups",
                "subscriptionId": subscription,
                "tags": tags,
                "properties": {"provisioningState": "Succeeded"},
            }
        )

    def add_resource(self, subscription: str, name: str, **more: Any) -> str:
        kind = more.pop("type", "Microsoft.Storage/storageAccounts")
        group = more.pop("group", "rg")
        row = {
            "id": f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}",
            "name": name,
            "type": kind.lower(),
            "kind": "",
            "location": "westeurope",
            "subscriptionId": subscription,
            "resourceGroup": group.lower(),
            "sku": None,
            "tags": None,
            "properties": {},
            "zones": None,
            "managedBy": "",
            "tenantId": "72f9",
        }
        self.resources.append(row | more)
        return str(row["id"])


def chain(*names: str) -> list[dict[str, str]]:
    """The management groups above, as Azure tells them: from the nearest to the root."""
    return [{"name": f"mg-{name}", "displayName": name} for name in names]


def management_group(name: str, *above: str) -> dict[str, Any]:
    return {
        "id": f"/providers/Microsoft.Management/managementGroups/mg-{name}",
        "name": f"mg-{name}",
        "type": "microsoft.management/managementgroups",
        "subscriptionId": "",
        "tags": None,
        "properties": {
            "displayName": name,
            "details": {
                "managementGroupAncestorsChain": chain(*above),
                "parent": {"name": above[0] if above else None},
            },
        },
    }


def error(code: str, *details: str) -> dict[str, Any]:
    return {
        "error": {
            "code": code,
            "message": "Please provide below info when asking for support: secret-in-message",
            "details": [{"code": detail, "message": "secret-in-message"} for detail in details],
        }
    }


def serve(state: Azure, certificate: Path | None = None) -> Iterator[Azure]:
    """The local Azure in plain text, or with a certificate (and its key, in one file) over TLS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"azure": state}))
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    state.url = f"{'http' if certificate is None else 'https'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


class _Handler(BaseHTTPRequestHandler):
    azure: Azure
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(urlsplit(self.path).path, body)

    def do_GET(self) -> None:
        self._answer(self.path, {})

    def _answer(self, path: str, body: dict[str, Any]) -> None:
        self.azure.asked.append((path, body, dict(self.headers)))
        answer = self._trouble(path, body)
        if answer is None:
            answer = _graph(self.azure, body) if path == GRAPH_PATH else _lists(self.azure, path)
        if answer == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{")
            self.close_connection = True
            return
        status, content, headers = answer
        text = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **self.azure.headers, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _trouble(self, path: str, body: dict[str, Any]) -> Any:
        for index, (when, answer) in enumerate(self.azure.troubles):
            if when(path, body):
                del self.azure.troubles[index]
                return answer
        return None


def _seen(azure: Azure, key: str) -> bool:
    return azure.visible is None or key.lower() in azure.visible or not key


def _graph(azure: Azure, body: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
    asked_for = [key.lower() for key in body.get("subscriptions") or ()]
    if asked_for and not any(_seen(azure, key) for key in asked_for):
        return 400, error("BadRequest", "NoValidSubscriptionsInQueryRequest"), {}
    query, options = body["query"], body["options"]
    table = azure.containers if query.startswith("ResourceContainers ") else azure.resources
    names = re.search(r"\| project ([^|]*)", query)[1].replace(" ", "").split(",")
    rows = [
        {name: row.get(name) for name in names}
        for row in sorted(table, key=lambda row: row["id"])
        if _seen(azure, row["subscriptionId"]) and (not asked_for or row["subscriptionId"].lower() in asked_for)
    ]
    offset = int(base64.b64decode(options["$skipToken"])) if options.get("$skipToken") else 0
    page = rows[offset : offset + min(options.get("$top", 100), 1000)]
    if len(page) > azure.rows_that_fit:
        return 400, error("BadRequest", "ResponsePayloadTooLarge"), {}
    told = {"totalRecords": len(rows), "count": len(page), "data": page, "facets": [], "resultTruncated": "false"}
    if offset + len(page) < len(rows):
        told["$skipToken"] = base64.b64encode(str(offset + len(page)).encode()).decode()
    return 200, told, {}


def _lists(azure: Azure, url: str) -> tuple[int, Any, dict[str, str]]:
    path = urlsplit(url).path
    offset = int(parse_qs(urlsplit(url).query).get("$skiptoken", ["0"])[0])
    if path == "/subscriptions":
        rows = [
            {
                "id": row["id"],
                "subscriptionId": row["subscriptionId"],
                "displayName": row["name"],
                "state": row["properties"]["state"],
                **({"tags": row["tags"]} if row["tags"] else {}),
            }
            for row in azure.containers
            if row["type"] == "microsoft.resources/subscriptions" and _seen(azure, row["subscriptionId"])
        ]
    elif (match := re.fullmatch(r"/subscriptions/([^/]+)/(resources|resourcegroups)", path, re.IGNORECASE)) is None:
        return 404, error("NotFound"), {}
    elif match[2].lower() == "resourcegroups":
        rows = [
            {"id": row["id"], "name": row["name"], "location": "westeurope", "tags": row["tags"]}
            for row in azure.containers
            if row["type"].endswith("resourcegroups") and row["subscriptionId"] == match[1]
        ]
    else:
        listed = ("id", "name", "type", "kind", "location", "sku", "tags")
        rows = [
            {name: row[name] for name in listed if row[name]}
            for row in azure.resources
            if row["subscriptionId"] == match[1]
        ]
    page = rows[offset : offset + azure.list_page]
    told: dict[str, Any] = {"value": page}
    if offset + len(page) < len(rows):
        told["nextLink"] = f"{azure.url}{path}?api-version=2021-04-01&%24skiptoken={offset + len(page)}"
    return 200, told, {}
