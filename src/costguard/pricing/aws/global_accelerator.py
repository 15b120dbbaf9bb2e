"""Global Accelerator: a fixed fee an accelerator, and a premium on the traffic of the direction that has more of it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.book.figure import GLOBAL
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "global_accelerator"
# Where users are: a usage file's name, the bill's, and the code of the price list (pricing page, 2025-01).
_AREAS: Final = (
    ("us", "US, Mexico, Canada", "NA"),
    ("europe", "Europe", "EU"),
    ("south_africa", "South Africa, Kenya", "ZA"),
    ("south_america", "South America", "SA"),
    ("south_korea", "South Korea", "KR"),
    ("middle_east", "Middle East", "ME"),
    ("australia", "Australia, New Zealand", "AU"),
    ("asia_pacific", "Asia Pacific", "AP"),
    ("india", "India, Indonesia, Philippines, Thailand", "IN"),
)
# The area that a region's endpoints are in, by the region's first letters; the longest match counts.
_AREA_OF: Final = {
    "us-": "NA",
    "ca-": "NA",
    "mx-": "NA",
    "eu-": "EU",
    "il-": "EU",
    "ap-": "AP",
    "ap-south-": "IN",
    "ap-southeast-3": "IN",
    "ap-northeast-2": "KR",
    "ap-southeast-2": "AU",
    "ap-southeast-4": "AU",
    "me-": "ME",
    "sa-": "SA",
    "af-": "ZA",
}
_DIRECTIONS: Final = {"In": "monthly_inbound_data_transfer_gb", "Out": "monthly_outbound_data_transfer_gb"}


def accelerator(_: Subject) -> Iterator[Line]:
    """The accelerator, enabled or not."""
    yield hourly("Fixed fee", Rate(_TABLE, "fixed_hours", region=GLOBAL))


def premium(group: Subject) -> Iterator[Line]:
    """The premium by area of the users, on the dominant direction only (pricing page, 2025-01)."""
    amounts = {way: _by_area(group, key) for way, key in _DIRECTIONS.items()}
    totals = {way: sum(amount.values(), Decimal(0)) for way, amount in amounts.items()}
    way = "Out" if totals["Out"] > totals["In"] else "In"
    source = _area(group.text("endpoint_group_region", group.region))
    for name, label, code in _AREAS:
        if name in amounts["In"] or name in amounts["Out"]:
            quantity = amounts[way].get(name, Decimal(0))
            rate = Rate(_TABLE, f"premium/{source}-{code}", region=GLOBAL)
            key = f"{_DIRECTIONS[way]}.{name}"
            yield by_use(f"{way}bound DT-premium fee", "GB", quantity, rate, key=key).of(label)


def _by_area(group: Subject, key: str) -> dict[str, Decimal]:
    told = {name: group.usage.number(f"{key}.{name}") for name, _, _ in _AREAS}
    return {name: quantity for name, quantity in told.items() if quantity is not None}


def _area(region: str) -> str:
    found = max((start for start in _AREA_OF if region.startswith(start)), key=len, default=None)
    if found is None:
        raise NotKnown(f"the area of `{region}` on the price list is not known")
    return _AREA_OF[found]


_ACCELERATOR: Final = (accelerator,)
_GROUP: Final = (premium,)
MODELS: Final[Models] = {
    "aws_globalaccelerator_accelerator": _ACCELERATOR,
    "aws_globalaccelerator_custom_routing_accelerator": _ACCELERATOR,
    "aws_globalaccelerator_endpoint_group": _GROUP,
    "aws_globalaccelerator_custom_routing_endpoint_group": _GROUP,
}
