"""Reads AWS's bulk price list: an index of offers, an index of each one's regions, and one large file a region.

The files are parsed as a stream, twice: once for the products that are ours, once for their prices. (AWS Price List
user guide, "Reading the service price list files", 2026-08.)
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeVar

import msgspec

from costguard.model.errors import BadInput
from costguard.pricing.sync.downloads import Downloads
from costguard.pricing.sync.findings import Extract, Findings, Offered
from costguard.pricing.sync.pieces import Order, Piece
from costguard.pricing.sync.rules import Target

ENDPOINT: Final = "https://pricing.us-east-1.amazonaws.com"
INDEX: Final = "/offers/v1.0/aws/index.json"
_Shape = TypeVar("_Shape")
_ELSEWHERE: Final = "of a local zone or another place than the region"


class _Offer(msgspec.Struct, frozen=True, rename="camel"):
    current_region_index_url: str = ""


class _Index(msgspec.Struct, frozen=True):
    offers: Mapping[str, _Offer]


class _Region(msgspec.Struct, frozen=True, rename="camel"):
    current_version_url: str


class _RegionIndex(msgspec.Struct, frozen=True):
    regions: Mapping[str, _Region]


def pieces(order: Order, downloads: Downloads) -> list[Piece]:
    """A piece for each offer and region. Raises BadInput where the list has no such offer or region."""
    ijson()
    index = _read(downloads, downloads.client.url(INDEX), _Index, "AWS's index of offers")
    found: list[Piece] = []
    for code in order.rules.services():
        offer = index.offers.get(code)
        if offer is None or not offer.current_region_index_url:
            raise BadInput(f"AWS lists no offer {code} by region; leave its tables out with --service")
        url = downloads.client.url(offer.current_region_index_url)
        regions = _read(downloads, url, _RegionIndex, f"the regions of {code}").regions
        found.extend(_piece(order, downloads, code, name, regions[name]) for name in _wanted(order, regions))
    if not found:
        raise BadInput(f"AWS lists no region {' or '.join(order.regions)}; give --region a name such as eu-west-1")
    return found


def ijson() -> ModuleType:
    """The streaming parser. Raises BadInput, with the command that installs it, where it is missing."""
    try:
        import ijson  # type: ignore[import-untyped]  # it ships no types
    except ImportError:
        raise BadInput("AWS's lists are too large to read whole; run: pip install 'costguard-engine[prices]'") from None
    assert isinstance(ijson, ModuleType)  # noqa: S101  (for the types)
    return ijson


def _wanted(order: Order, regions: Mapping[str, _Region]) -> list[str]:
    """An offer that is not sold in a region has no file for it; that is no error as long as another one has."""
    return sorted(name for name in regions if not order.regions or name in order.regions)


def _piece(order: Order, downloads: Downloads, code: str, region: str, listed: _Region) -> Piece:
    url = downloads.client.url(listed.current_version_url)

    def extract() -> Extract:
        title = f"the offer {code} of {region}"
        try:
            found = _extract(order, code, region, downloads.fetch(url, title), _version(listed.current_version_url))
        except (ijson().JSONError, UnicodeDecodeError, TypeError, AttributeError) as error:
            downloads.drop(url)
            raise BadInput(f"{title} is damaged or no price list; run the same command again") from error
        downloads.drop(url)  # what is ours of it is kept; the file itself is half a gigabyte
        return found

    return Piece(f"{code} {region}", url, extract)


def _extract(order: Order, code: str, region: str, path: Path, version: str) -> Extract:
    findings = Findings(f"AWS price list, {code} {version}", order.now)
    targets: dict[str, tuple[Target, ...]] = {}
    for sku, product in _items(path, "products"):
        attributes = {**product.get("attributes", {}), "productFamily": product.get("productFamily", "")}
        fitting = order.rules.fits(code, attributes)
        if fitting and attributes.get("regionCode", region) != region:
            findings.skip(_ELSEWHERE)
        elif fitting:
            targets[sku] = fitting
    for sku, terms in _items(path, "terms.OnDemand"):
        for term in terms.values():
            valid_from = _moment(term.get("effectiveDate"))
            for dimension in term["priceDimensions"].values():
                findings.read += 1
                for target in targets.get(sku, ()):
                    findings.add(target, _offered(dimension, region, valid_from))
    return findings.extract(order.cloud, order.rules, order.tables)


def _items(path: Path, prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The members of an object of the file. It is read to its end, so that half a file is an error."""
    with path.open("rb") as file:
        yield from ijson().kvitems(file, prefix)


def _offered(dimension: Mapping[str, Any], region: str, valid_from: datetime | None) -> Offered:
    prices = dimension["pricePerUnit"]
    currency = "USD" if "USD" in prices else next(iter(prices), "")
    return Offered(
        region, dimension["unit"], prices.get(currency), currency, dimension.get("beginRange", "0"), valid_from
    )


def _read(downloads: Downloads, url: str, shape: type[_Shape], what: str) -> _Shape:
    """A small file, read anew each time: it says what is current."""
    downloads.drop(url)
    path = downloads.fetch(url, what)
    try:
        return msgspec.json.decode(path.read_bytes(), type=shape)
    except msgspec.MsgspecError as error:
        raise BadInput(
            f"{what} is not what AWS publishes ({error}); check --endpoint, or run it again later"
        ) from error
    finally:
        downloads.drop(url)


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _version(url: str) -> str:
    """The version that an address names: /offers/v1.0/aws/AmazonEC2/20261101120000/eu-west-1/index.json."""
    return next((part for part in url.split("/") if part.isdecimal()), "current")
