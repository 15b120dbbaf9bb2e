"""Servers on this machine that speak as the clouds' price APIs do, and break off or refuse where a test says so."""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self

from costguard.model.cloud import Cloud
from costguard.pricing.sync.client import Client
from costguard.pricing.sync.sync import Synced, Wanted, sync

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = "2027-01-01T00:00:00Z"
BEFORE = "2026-11-01T00:00:00Z"


class Answer(NamedTuple):
    """What a server says. `cut` says after how many bytes of the body it hangs up."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = {}
    cut: int | None = None


class Server:
    """Answers each path with what `files` has for it; what `first` has for it goes before, once each."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.first: dict[str, list[Answer]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.etag: str | None = '"v1"'
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def asked(self, part: str) -> list[dict[str, str]]:
        """The headers of the requests whose path holds a text."""
        return [headers for path, headers in self.requests if part in path]

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        """The answer to a request, a range where it asks for one."""
        if queued := self.first.get(path):
            return queued.pop(0)
        body = self.files.get(path)
        if body is None:
            return Answer(b"no such list", 404)
        tagged = {} if self.etag is None else {"ETag": self.etag}
        wanted = headers.get("Range")
        if wanted and headers.get("If-Range") == self.etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                return Answer(b"", 416)
            told = {**tagged, "Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            return Answer(body[start:], 206, told)
        return Answer(body, 200, tagged)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = dict(self.headers.items())
                owner.requests.append((self.path, headers))
                answer = owner.answer(self.path, headers)
                self.send_response_only(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body[: answer.cut])

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class Sleeper:
    """Remembers how long it was told to sleep, and does not."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def run(cloud: str, server: Server, path: object, **about: Any) -> Synced:
    """Sync from a server, without any waiting."""
    sleeper = about.pop("sleeper", None) or Sleeper()
    environment = about.pop("environment", {})

    def client(endpoint: str, headers: Mapping[str, str]) -> Client:
        return Client(endpoint, headers, sleep=sleeper, jitter=lambda: 1.0)

    wanted = Wanted(Cloud(cloud), str(path), **{"now": NOW, "endpoint": server.url, **about})
    return sync(wanted, environment=environment, client=client)


def aws_files(products: Mapping[str, list[dict[str, Any]]], region: str = "eu-west-1") -> dict[str, bytes]:
    """The files of AWS's list: the index, and for each offer its regions and its products in this region."""
    root = "/offers/v1.0/aws"
    offers = {code: {"offerCode": code, "currentRegionIndexUrl": region_index(code)} for code in products}
    files: dict[str, Any] = {f"{root}/index.json": {"formatVersion": "v1.0", "offers": offers}}
    for code, each in products.items():
        regions = {region: {"regionCode": region, "currentVersionUrl": offer_path(code, region)}}
        files[region_index(code)] = {"formatVersion": "v1.0", "regions": regions}
        files[offer_path(code, region)] = _offer(code, each)
    return {path: json.dumps(content).encode() for path, content in files.items()}


def region_index(code: str) -> str:
    """The path of an offer's regions."""
    return f"/offers/v1.0/aws/{code}/current/region_index.json"


def offer_path(code: str, region: str = "eu-west-1") -> str:
    """The path of an offer in a region."""
    return f"/offers/v1.0/aws/{code}/20261101120000/{region}/index.json"


def _offer(code: str, products: list[dict[str, Any]]) -> dict[str, Any]:
    listed = {each["sku"]: {key: each[key] for key in ("sku", "productFamily", "attributes")} for each in products}
    on_demand = {
        each["sku"]: {
            f"{each['sku']}.JRTCKXETXF": {
                "offerTermCode": "JRTCKXETXF",
                "sku": each["sku"],
                "effectiveDate": each.get("effectiveDate", BEFORE),
                "priceDimensions": {
                    f"{each['sku']}.{number}": dimension for number, dimension in enumerate(each["dimensions"])
                },
                "termAttributes": {},
            }
        }
        for each in products
        if each["dimensions"]
    }
    reserved = {"NOT": {"NOT.X": {"priceDimensions": {"a": {"unit": "Hrs", "pricePerUnit": {"USD": "0.0100000000"}}}}}}
    terms = {"OnDemand": on_demand, "Reserved": reserved}
    return {"formatVersion": "v1.0", "offerCode": code, "version": "20261101120000", "products": listed, "terms": terms}


def product(sku: str, family: str, unit: str, price: object, **attributes: str) -> dict[str, Any]:
    """A product of AWS's list with one price."""
    return {
        "sku": sku,
        "productFamily": family,
        "attributes": {"servicecode": "AmazonEC2", "regionCode": "eu-west-1", **attributes},
        "dimensions": [dimension(unit, price)],
    }


def dimension(unit: str, price: object, begin: str = "0", end: str = "Inf", currency: str = "USD") -> dict[str, Any]:
    """A price of AWS's list."""
    return {"unit": unit, "beginRange": begin, "endRange": end, "pricePerUnit": {currency: str(price)}}


def linux(instance_type: str, price: object, sku: str = "", **attributes: str) -> dict[str, Any]:
    """An instance as the list has it for Linux."""
    told = {
        "instanceType": instance_type,
        "tenancy": "Shared",
        "operatingSystem": "Linux",
        "preInstalledSw": "NA",
        "licenseModel": "No License required",
        "capacitystatus": "Used",
        "usagetype": f"EU-BoxUsage:{instance_type}",
        **attributes,
    }
    return product(sku or f"SKU{instance_type}", "Compute Instance", "Hrs", price, **told)


def nat(price: object = "0.0480000000") -> list[dict[str, Any]]:
    """A NAT gateway as the list has it."""
    return [
        product("NATH", "NAT Gateway", "Hrs", price, usagetype="EU-NatGateway-Hours", group="NGW:NatGateway"),
        product("NATB", "NAT Gateway", "GB", price, usagetype="EU-NatGateway-Bytes", group="NGW:NatGateway"),
        product("NATP", "NAT Gateway", "GB", "0", usagetype="EU-NatGateway-Prvd-Bytes", group="NGW:NatGateway"),
    ]


def azure_item(**fields: Any) -> dict[str, Any]:
    """A row of Azure's list: Linux on a D2s v5, unless told otherwise."""
    return {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": 0.096,
        "unitPrice": 0.096,
        "armRegionName": "westeurope",
        "location": "EU West",
        "effectiveStartDate": "2021-11-01T00:00:00Z",
        "meterName": "D2s v5",
        "productName": "Virtual Machines Dsv5 Series",
        "skuName": "D2s v5",
        "serviceName": "Virtual Machines",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "isPrimaryMeterRegion": True,
        "armSkuName": "Standard_D2s_v5",
        **fields,
    }


def azure_page(items: list[dict[str, Any]], following: str | None = None) -> bytes:
    """A page of Azure's list."""
    page = {"BillingCurrency": "USD", "Items": items, "NextPageLink": following, "Count": len(items)}
    return json.dumps(page, ensure_ascii=False).encode()


def gcp_sku(description: str, unit: str, *tiers: tuple[float, str, int], **fields: Any) -> dict[str, Any]:
    """A SKU of Google's list; each tier is its start, and its price in units and nanos."""
    rates = [
        {
            "startUsageAmount": start,
            "unitPrice": {"currencyCode": fields.get("currency", "USD"), "units": u, "nanos": n},
        }
        for start, u, n in tiers
    ]
    info = {
        "effectiveTime": fields.get("effective", "2026-11-20T00:00:00Z"),
        "pricingExpression": {"usageUnit": unit, "baseUnitConversionFactor": 3600, "tieredRates": rates},
    }
    return {
        "skuId": description,
        "description": description,
        "category": {
            "resourceFamily": "Compute",
            "resourceGroup": "CPU",
            "usageType": fields.get("usage", "OnDemand"),
        },
        "serviceRegions": fields.get("regions", ["us-central1"]),
        "pricingInfo": [info, *fields.get("more", [])],
    }


def gcp_page(skus: list[dict[str, Any]], token: str = "") -> bytes:
    """A page of Google's list."""
    return json.dumps({"skus": skus, "nextPageToken": token}).encode()
