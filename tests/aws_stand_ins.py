"""A server that the SDK takes for AWS: moto behind it, what moto lacks in it, and faults on demand.

It reads the service and region of a call from its signature, as AWS itself does, and the operation from the protocol.
"""

import json
import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import boto3
from moto.server import ThreadedMotoServer

CALLER = "123456789012"
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
}
_SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")


@dataclass(frozen=True)
class Call:
    """One call as the server saw it."""

    service: str
    operation: str
    region: str
    access_key: str
    body: str


@dataclass
class Fault:
    """An answer in place of the true one, to the next `times` calls that `matches`: an error, or another truth."""

    matches: Callable[[Call], bool]
    code: str = ""
    status: int = 400
    times: int = 1_000_000
    answer: dict[str, Any] | None = None


@dataclass
class Explorer:
    """What Resource Explorer holds. `views` and `resources` are in the shapes of the API."""

    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    default_view: str = ""
    indexes: list[dict[str, str]] = field(default_factory=list)
    resources: list[dict[str, Any]] = field(default_factory=list)
    page_rows: int = 1000


@dataclass
class ConfigAggregator:
    """What AWS Config holds. `rows` are what SelectAggregateResourceConfig answers with."""

    names: list[str] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Aws:
    """The stand-in. `calls` are all calls since the test began."""

    url: str
    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    explorer: Explorer = field(default_factory=Explorer)
    config: ConfigAggregator = field(default_factory=ConfigAggregator)

    def reset(self) -> None:
        """Forget what the last test set up."""
        self.calls, self.faults = [], []
        self.explorer, self.config = Explorer(), ConfigAggregator()

    def fail(
        self,
        operation: str,
        code: str,
        *,
        status: int = 400,
        times: int = 1_000_000,
        region: str = "",
        containing: str = "",
        access_keys: set[str] | None = None,
    ) -> None:
        """Answer `service:Operation` (`ec2:*` any) with an error, in that region, to bodies and keys that match."""
        service, _, name = operation.partition(":")

        def matches(call: Call) -> bool:
            return (
                call.service == service
                and name in ("*", call.operation)
                and region in ("", call.region)
                and containing in call.body
                and (access_keys is None or call.access_key in access_keys)
            )

        self.faults.append(Fault(matches, code, status, times))

    def tell(self, operation: str, answer: dict[str, Any], *, containing: str = "", times: int = 1) -> None:
        """Answer a call of a JSON service with this."""
        service, _, name = operation.partition(":")

        def matches(call: Call) -> bool:
            return (call.service, call.operation) == (service, name) and containing in call.body

        self.faults.append(Fault(matches, times=times, answer=answer))

    def calls_of(self, operation: str) -> list[Call]:
        """The calls of `service:Operation`."""
        return [call for call in list(self.calls) if f"{call.service}:{call.operation}" == operation]

    def fault_for(self, call: Call) -> Fault | None:
        """The fault that answers a call, if one does; it counts as used."""
        for fault in self.faults:
            if fault.times > 0 and fault.matches(call):
                fault.times -= 1
                return fault
        return None


@contextmanager
def serve_aws() -> Iterator[Aws]:
    """Serve until the end of the block, on ports that the system chooses."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    _, moto_port = moto.get_host_and_port()
    _forget_all(moto_port)
    front = _Front(("127.0.0.1", 0), _Handler)
    front.moto_port = moto_port
    front.aws = Aws(f"http://127.0.0.1:{front.server_port}")
    thread = threading.Thread(target=front.serve_forever)
    thread.start()
    try:
        yield front.aws
    finally:
        front.shutdown()
        front.server_close()
        thread.join()
        moto.stop()


def _forget_all(moto_port: int) -> None:
    """Empty moto's accounts, which all servers of a process share: those of tests that ran before have ended."""
    connection = HTTPConnection("127.0.0.1", moto_port, timeout=60)
    try:
        connection.request("POST", "/moto-api/reset")
        assert connection.getresponse().status == 200
    finally:
        connection.close()


def environment_of(aws: Aws) -> dict[str, str]:
    """What points the SDK of any process at the stand-in."""
    return {**_ENVIRONMENT, "AWS_ENDPOINT_URL": aws.url}


class _Front(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    aws: Aws
    moto_port: int


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # one call a connection: no threads wait on idle clients when the server closes
    server: _Front

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815  (the names that http.server calls)

    def _answer(self) -> None:
        content = self._content()
        call = self._call(content)
        aws = self.server.aws
        aws.calls.append(call)
        fault = aws.fault_for(call)
        if fault is not None and fault.answer is not None:
            self._send_json(200, fault.answer)
        elif fault is not None:
            self._send_fault(call, fault)
        elif call.service == "resource-explorer-2":
            self._send_json(*_explorer_answer(aws.explorer, call.operation, json.loads(content or b"{}")))
        elif call.service == "config":
            self._send_json(200, _config_answer(aws.config, call.operation, json.loads(content or b"{}")))
        else:
            self._forward(content)

    def _content(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            chunks = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                chunks += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return chunks
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _call(self, content: bytes) -> Call:
        scope = _SCOPE.search(self.headers.get("Authorization", ""))
        key, region, service = scope.groups() if scope else ("", "", "")
        body = content.decode("utf-8", "replace")
        target = self.headers.get("X-Amz-Target", "")
        action = parse_qs(body).get("Action", [""])[0]
        operation = target.rpartition(".")[2] or action or self.path.rpartition("/")[2].partition("?")[0]
        return Call(service, operation, region, key, body)

    def _send_fault(self, call: Call, fault: Fault) -> None:
        if self.headers.get("smithy-protocol") == "rpc-v2-cbor":
            text = fault.code.encode()
            content = b"\xa1\x66__type" + (b"\x78" + bytes([len(text)])) + text
            self._send(fault.status, content, {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"})
        elif call.service in ("ec2", "sts", "rds", "s3", "elasticloadbalancing"):
            self._send(fault.status, _xml_fault(call.service, fault.code), {"Content-Type": "text/xml"})
        else:
            headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-ErrorType": fault.code}
            self._send(fault.status, json.dumps({"__type": fault.code, "message": "no"}).encode(), headers)

    def _send_json(self, status: int, answer: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json"}
        if "__type" in answer:
            headers["x-amzn-ErrorType"] = answer["__type"]
        self._send(status, json.dumps(answer).encode(), headers)

    def _forward(self, content: bytes) -> None:
        connection = HTTPConnection("127.0.0.1", self.server.moto_port, timeout=60)
        dropped = {"connection", "transfer-encoding", "content-length", "expect"}
        headers = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
        try:
            connection.request(self.command, self.path, content, headers)
            answer = connection.getresponse()
            told = {
                k: v
                for k, v in answer.getheaders()
                if k.lower() not in {"connection", "transfer-encoding", "date", "server", "content-length"}
            }
            self._send(answer.status, answer.read(), told)
        finally:
            connection.close()

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _xml_fault(service: str, code: str) -> bytes:
    error = f"<Error><Code>{code}</Code><Message>no</Message></Error>"
    match service:
        case "ec2":
            return f"<Response><Errors>{error}</Errors><RequestID>r</RequestID></Response>".encode()
        case "s3":
            return error.encode()
        case _:
            return f"<ErrorResponse>{error}<RequestId>r</RequestId></ErrorResponse>".encode()


def _explorer_answer(explorer: Explorer, operation: str, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    match operation:
        case "GetDefaultView":
            return 200, {"ViewArn": explorer.default_view} if explorer.default_view else {}
        case "ListViews":
            return 200, {"Views": list(explorer.views)}
        case "GetView":
            view = explorer.views.get(request["ViewArn"])
            return (200, {"View": view}) if view else (404, {"__type": "ResourceNotFoundException"})
        case "ListIndexes":
            kept = [each for each in explorer.indexes if request.get("Type") in (None, each["Type"])]
            return 200, {"Indexes": [each for each in kept if each["AccountId"] == CALLER]}
        case "ListIndexesForMembers":
            kept = [each for each in explorer.indexes if each["AccountId"] in request["AccountIdList"]]
            return 200, _paged("Indexes", kept, request, 10)
        case "ListResources":
            account = request["Filters"]["FilterString"].removeprefix("accountid:")
            kept = [each for each in explorer.resources if each["OwningAccountId"] == account]
            rows = min(explorer.page_rows, request["MaxResults"])
            return 200, {**_paged("Resources", kept, request, rows), "ViewArn": request["ViewArn"]}
    return 400, {"__type": "UnknownOperationException"}


def _config_answer(config: ConfigAggregator, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    match operation:
        case "DescribeConfigurationAggregators":
            return {"ConfigurationAggregators": [{"ConfigurationAggregatorName": name} for name in config.names]}
        case "DescribeConfigurationAggregatorSourcesStatus":
            return _paged("AggregatedSourceStatusList", config.sources, request, 2)
        case _:
            account = request["Expression"].partition("accountId = '")[2].rstrip("'")
            kept = [json.dumps(row) for row in config.rows if row["accountId"] == account]
            return _paged("Results", kept, request, request["Limit"])


def _paged(name: str, kept: list[Any], request: dict[str, Any], rows: int) -> dict[str, Any]:
    first = int(request.get("NextToken") or 0)
    more = {"NextToken": str(first + rows)} if first + rows < len(kept) else {}
    return {name: kept[first : first + rows], **more}


@dataclass(frozen=True)
class Organisation:
    """What was made. `units` maps a unit's path to its id, `accounts` an account's name to its number."""

    units: dict[str, str]
    accounts: dict[str, str]
    ids: dict[str, str]
    """ARNs or ids of resources, by the name that tests call them."""


def member(account: str, service: str, region: str) -> Any:
    """A client of an account, as a test's hand."""
    told = boto3.client("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/Hand", RoleSessionName="hand")
    keys = told["Credentials"]
    return boto3.client(
        service,
        region_name=region,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def seed_organisation() -> Organisation:
    """Twenty-two accounts, one of them closed, in units two deep, with tags, and resources in the first of them."""
    organizations = boto3.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = {
        "Root/Prod": _unit(organizations, root, "Prod", {"env": "prod"}),
        "Root/Sandbox": _unit(organizations, root, "Sandbox", {}),
    }
    units["Root/Prod/Checkout"] = _unit(organizations, units["Root/Prod"], "Checkout", {})
    accounts = {f"account-{number:02}": _account(organizations, number) for number in range(21)}
    for name in ("account-00", "account-01"):
        organizations.move_account(
            AccountId=accounts[name], SourceParentId=root, DestinationParentId=units["Root/Prod/Checkout"]
        )
    organizations.close_account(AccountId=accounts["account-20"])
    organizations.tag_resource(ResourceId=accounts["account-00"], Tags=_tags({"owner": "checkout"}))
    return Organisation(units, accounts, _seed_resources(accounts["account-00"]))


def _unit(organizations: Any, parent: str, name: str, tags: dict[str, str]) -> str:
    told = organizations.create_organizational_unit(ParentId=parent, Name=name, Tags=_tags(tags))
    return str(told["OrganizationalUnit"]["Id"])


def _account(organizations: Any, number: int) -> str:
    name = f"account-{number:02}"
    told = organizations.create_account(Email=f"{name}@example.com", AccountName=name)
    return str(told["CreateAccountStatus"]["AccountId"])


def _tags(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _seed_resources(account: str) -> dict[str, str]:
    """Volumes that have, never had, and once had tags; buckets; a database; a function; a queue; a role."""
    ids: dict[str, str] = {}
    for region in ("us-east-1", "eu-west-1"):
        ec2 = member(account, "ec2", region)
        ids[f"{region} tagged"] = _volume(ec2, region, {"owner": "checkout"})
        ids[f"{region} untagged"] = _volume(ec2, region, {})
        once = _volume(ec2, region, {"owner": "checkout"})
        ec2.delete_tags(Resources=[once], Tags=[{"Key": "owner"}])
        ids[f"{region} once tagged"] = once
    s3 = member(account, "s3", "us-east-1")
    s3.create_bucket(Bucket="tagged-bucket")
    s3.put_bucket_tagging(Bucket="tagged-bucket", Tagging={"TagSet": _tags({"owner": "data"})})
    s3.create_bucket(Bucket="untagged-bucket")
    europe = member(account, "s3", "eu-west-1")
    europe.create_bucket(Bucket="european-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    member(account, "rds", "eu-west-1").create_db_instance(
        DBInstanceIdentifier="orders",
        DBInstanceClass="db.t3.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="someone",
        MasterUserPassword="something-long",
        Tags=_tags({"owner": "orders"}),
    )
    member(account, "sqs", "eu-west-1").create_queue(QueueName="orders", tags={"owner": "orders"})
    member(account, "route53", "us-east-1").create_hosted_zone(Name="example.com.", CallerReference="1")
    return ids


def _volume(ec2: Any, region: str, tags: dict[str, str]) -> str:
    specification = [{"ResourceType": "volume", "Tags": _tags(tags)}] if tags else []
    told = ec2.create_volume(AvailabilityZone=f"{region}a", Size=8, VolumeType="gp3", TagSpecifications=specification)
    return str(told["VolumeId"])
