"""Reads Google's Cloud Billing Catalog: the SKUs of a service in pages, each with the regions that it is sold in.

It needs an API key, which is read from the environment, sent as a header, and never printed (Cloud Billing Catalog API,
reference of services.skus.list, 2026-08).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

import msgspec

from costguard.model.errors import BadInput, BadUsage
from costguard.pricing.sync.downloads import Downloads
from costguard.pricing.sync.findings import NO_NUMBER, NOT_VALID_YET, Extract, Findings, Offered
from costguard.pricing.sync.pieces import Order, Piece
from costguard.pricing.sync.rules import Target

ENDPOINT: Final = "https://cloudbilling.googleapis.com"
KEY_VARIABLE: Final = "COSTGUARD_GCP_API_KEY"
_PAGE_SIZE: Final = 5_000
_MOST_PAGES: Final = 1_000
_NANO: Final = Decimal("1e-9")


class _Money(msgspec.Struct, frozen=True, rename="camel"):
    currency_code: str = "USD"
    units: str = "0"
    nanos: int = 0


class _Tier(msgspec.Struct, frozen=True, rename="camel"):
    start_usage_amount: float = 0
    unit_price: _Money = _Money()


class _Expression(msgspec.Struct, frozen=True, rename="camel"):
    usage_unit: str = ""
    tiered_rates: list[_Tier] = []


class _Pricing(msgspec.Struct, frozen=True, rename="camel"):
    effective_time: datetime | None = None
    pricing_expression: _Expression = _Expression()


class _Category(msgspec.Struct, frozen=True, rename="camel"):
    resource_family: str = ""
    resource_group: str = ""
    usage_type: str = ""


class _Sku(msgspec.Struct, frozen=True, rename="camel"):
    description: str = ""
    category: _Category = _Category()
    service_regions: list[str] = []
    pricing_info: list[_Pricing] = []


class _Page(msgspec.Struct, frozen=True, rename="camel"):
    skus: list[_Sku] = []
    next_page_token: str = ""


def headers(environment: Mapping[str, str]) -> Mapping[str, str]:
    """The header with the API key. Raises BadUsage where the environment has none."""
    key = environment.get(KEY_VARIABLE, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise BadUsage(f"Google's list needs an API key of the Cloud Billing API; put it into {KEY_VARIABLE}")
    return {"X-Goog-Api-Key": key}


def pieces(order: Order, downloads: Downloads) -> list[Piece]:
    """A piece for each service; it covers every region."""
    return [_piece(order, downloads, service) for service in order.rules.services()]


def _piece(order: Order, downloads: Downloads, service: str) -> Piece:
    url = downloads.client.url(f"/v1/services/{service}/skus")

    def extract() -> Extract:
        findings = Findings(f"Google Cloud Billing Catalog, service {service}", order.now)
        for skus in _pages(downloads, url, f"the SKUs of service {service}"):
            for sku in skus:
                _take(findings, order, service, sku)
        return findings.extract(order.cloud, order.rules, order.tables)

    return Piece(f"service {service}", url, extract)


def _pages(downloads: Downloads, url: str, what: str) -> Iterator[list[_Sku]]:
    token, seen = "", {""}
    while len(seen) <= _MOST_PAGES:
        page = _page(downloads, url, token, what)
        yield page.skus
        token = page.next_page_token
        if not token:
            return
        if token in seen:
            raise BadInput(f"{what} come in a circle: a page is followed by one before it; run the same command later")
        seen.add(token)
    raise BadInput(f"{what} have no end (more than {_MOST_PAGES:,} pages); check --endpoint")


def _page(downloads: Downloads, url: str, token: str, what: str) -> _Page:
    asked = {"currencyCode": "USD", "pageSize": _PAGE_SIZE, **({"pageToken": token} if token else {})}
    address = f"{url}?{urlencode(asked)}"
    path = downloads.fetch(address, what)
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Page)
    except msgspec.MsgspecError as error:
        downloads.drop(address)
        raise BadInput(f"{what} are not what Google publishes ({error}); run the same command again") from error


def _take(findings: Findings, order: Order, service: str, sku: _Sku) -> None:
    now = [each for each in sku.pricing_info if each.effective_time is None or each.effective_time <= order.now]
    findings.read += sum(len(each.pricing_expression.tiered_rates) for each in sku.pricing_info)
    targets = order.rules.fits(service, _attributes(sku))
    if not targets:
        return
    if not now:
        findings.skip(NOT_VALID_YET)
        return
    # The list is in the order of time, and one that has no time holds from now on.
    current = max(now, key=lambda each: each.effective_time.timestamp() if each.effective_time is not None else 0.0)
    for target in targets:
        for region in dict.fromkeys(target.rule.region or region for region in sku.service_regions):
            if not order.regions or region in order.regions or target.rule.region:
                _add(findings, target, region, current.pricing_expression)


def _add(findings: Findings, target: Target, region: str, expression: _Expression) -> None:
    for tier in expression.tiered_rates:
        price = tier.unit_price
        if not price.units.lstrip("-").isdecimal():
            findings.skip(NO_NUMBER)
            continue
        amount = Decimal(price.units) + price.nanos * _NANO
        start = tier.start_usage_amount
        findings.add(target, Offered(region, expression.usage_unit, amount, price.currency_code, start))


def _attributes(sku: _Sku) -> Mapping[str, str]:
    return {
        "description": " ".join(sku.description.split()),
        "resourceFamily": sku.category.resource_family,
        "resourceGroup": sku.category.resource_group,
        "usageType": sku.category.usage_type,
    }
