"""Reads Azure's retail prices: a list in pages for each service and region.

The list has traps (Azure Retail Prices API, Microsoft Learn, 2026-08, and its answers): reservations state the price of
their whole term by the hour; prices to come stand beside those that hold; the link to the next page may be empty on a
full page; past the end comes 400; names hold no-break spaces; without a filter it is a million rows.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

import msgspec

from costguard.model.errors import BadInput
from costguard.pricing.book.embedded import shelf
from costguard.pricing.sync.client import Answered
from costguard.pricing.sync.downloads import Downloads
from costguard.pricing.sync.findings import Extract, Findings, Offered
from costguard.pricing.sync.pieces import Order, Piece

ENDPOINT: Final = "https://prices.azure.com"
PATH: Final = "/api/retail/prices"
_CONSUMPTION: Final = "Consumption"
_COMMITTED: Final = "reserved or for development only"
_MOST_PAGES: Final = 5_000


class _Item(msgspec.Struct, frozen=True, rename="camel"):
    """A row. `type` is what the API calls priceType in a filter."""

    currency_code: str = ""
    retail_price: float | None = None
    unit_of_measure: str = ""
    arm_region_name: str = ""
    effective_start_date: datetime | None = None
    tier_minimum_units: float = 0
    type: str = _CONSUMPTION
    reservation_term: str = ""
    is_primary_meter_region: bool = True
    meter_name: str = ""
    sku_name: str = ""
    arm_sku_name: str = ""
    product_name: str = ""
    service_name: str = ""


class _Page(msgspec.Struct, frozen=True):
    items: list[msgspec.Raw] = msgspec.field(name="Items")
    next_page_link: str | None = msgspec.field(name="NextPageLink", default=None)


def pieces(order: Order, downloads: Downloads) -> list[Piece]:
    """A piece for each service and region; the commercial regions of the book where the order names none."""
    known = shelf(order.cloud)
    regions = order.regions or tuple(sorted(name for name in known.regions if known.is_commercial(name)))
    return [
        _piece(order, downloads, service, region)
        for service in order.rules.services()
        for region in regions
    ]  # fmt: skip


def _piece(order: Order, downloads: Downloads, service: str, region: str) -> Piece:
    asked = (
        f"serviceName eq '{_quoted(service)}' and armRegionName eq '{_quoted(region)}' and priceType eq 'Consumption'"
    )
    first = downloads.client.url(f"{PATH}?{urlencode({'$filter': asked})}")

    def extract() -> Extract:
        findings = Findings(f"Azure Retail Prices API, {service}", order.now)
        for rows in _pages(downloads, first, f"the prices of {service} in {region}"):
            for row in rows:
                findings.read += 1
                _take(findings, order, service, region, row)
        return findings.extract(order.cloud, order.rules, order.tables)

    return Piece(f"{service} {region}", first, extract)


def _pages(downloads: Downloads, first: str, what: str) -> Iterator[list[_Item]]:
    url, seen, read, full = first, {first}, 0, 0
    while len(seen) <= _MOST_PAGES:
        try:
            page, rows = _page(downloads, url, what)
        except Answered as refused:
            if refused.status == 400 and url != first:  # past the end
                return
            raise
        yield rows
        read, full = read + len(rows), full or len(rows)
        if page.next_page_link:
            url = downloads.client.url(page.next_page_link)
        elif rows and len(rows) >= full >= 100:  # a full page without a link: ask for what would follow
            url = f"{first}&{urlencode({'$skip': read})}"
        else:
            return
        if url in seen:
            raise BadInput(f"{what} come in a circle: a page is followed by one before it; run the same command later")
        seen.add(url)
    raise BadInput(f"{what} have no end (more than {_MOST_PAGES:,} pages); check --endpoint")


def _page(downloads: Downloads, url: str, what: str) -> tuple[_Page, list[_Item]]:
    path = downloads.fetch(url, what)
    try:
        page = msgspec.json.decode(path.read_bytes(), type=_Page)
        return page, [msgspec.json.decode(row, type=_Item) for row in page.items]
    except msgspec.MsgspecError as error:
        downloads.drop(url)
        raise BadInput(f"{what} are not what Azure publishes ({error}); run the same command again") from error


def _take(findings: Findings, order: Order, service: str, region: str, row: _Item) -> None:
    targets = order.rules.fits(service, _attributes(row))
    if not targets or row.arm_region_name != region:
        return
    if row.type != _CONSUMPTION or row.reservation_term:
        findings.skip(_COMMITTED)
        return
    since = row.effective_start_date
    since = since.replace(tzinfo=UTC) if since is not None and since.tzinfo is None else since
    # A meter may be listed again for regions that share it, and again when its price changes: the region's own row
    # holds, and of two the later.
    rank = f"{int(row.is_primary_meter_region)} {since.astimezone(UTC).isoformat() if since is not None else ''}"
    offered = Offered(
        region, row.unit_of_measure, row.retail_price, row.currency_code, row.tier_minimum_units, since, rank
    )  # fmt: skip
    for target in targets:
        findings.add(target, offered)


def _attributes(row: _Item) -> Mapping[str, str]:
    return {
        "meterName": _plain(row.meter_name),
        "skuName": _plain(row.sku_name),
        "armSkuName": _plain(row.arm_sku_name),
        "productName": _plain(row.product_name),
    }


def _plain(name: str) -> str:
    return " ".join(name.split())  # a no-break space is white space too


def _quoted(text: str) -> str:
    return text.replace("'", "''")  # OData, as the filter is
