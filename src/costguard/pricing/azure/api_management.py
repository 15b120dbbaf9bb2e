"""API Management: units of a tier by the month, calls of the Consumption tier, and gateways of one's own."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values, amount

_TABLE: Final = "api_management"
_MILLION: Final = Decimal(1_000_000)
_CONSUMPTION: Final = "consumption"


def units(service: Subject) -> Iterator[Line]:
    """The units of the service's own region. In the v2 tiers the units after the first have another price."""
    tier, count = _sku(service)
    if tier == _CONSUMPTION:
        return
    name = f"API management ({tier})"
    if not tier.endswith("v2"):
        yield monthly(name, "units", count, Rate(_TABLE, f"{tier}/unit"))
        return
    yield monthly(name, "units", min(count, Decimal(1)), Rate(_TABLE, f"{tier}/unit"))
    if count > 1:
        yield monthly(
            f"API management ({tier}, additional)", "units", count - 1, Rate(_TABLE, f"{tier}/additional_unit")
        )


def additional_locations(service: Subject) -> Iterator[Line]:
    """The units in other regions, as many as in the first unless a region says how many."""
    tier, count = _sku(service)
    for location in service.blocks("additional_location"):
        region = _region(location)
        rate = Rate(_TABLE, f"{tier}/unit", region=region)
        capacity = location.number("capacity", count)
        yield monthly(f"API management ({tier})", "units", capacity, rate).of(f"additional_location ({region})")


def calls(service: Subject) -> Iterator[Line]:
    """The calls of the Consumption tier. A subscription's first million is free, whichever service takes it."""
    if _sku(service)[0] == _CONSUMPTION:
        key = "monthly_api_calls"
        found = service.usage.number(key)
        millions = None if found is None else found / _MILLION
        rate = Rate(_TABLE, "consumption_calls")
        told = "the subscription's free million is used elsewhere"
        yield by_use("API management (consumption)", "1M calls", millions, rate, key=key, assumption=told)


def self_hosted_gateways(service: Subject) -> Iterator[Line]:
    """Gateways that run elsewhere; only the Premium tier sells them."""
    if _sku(service)[0] == "premium":
        key = "self_hosted_gateway_count"
        rate = Rate(_TABLE, "self_hosted_gateway")
        yield by_use("Self hosted gateway", "gateways", service.usage.number(key), rate, key=key)


def _sku(service: Subject) -> tuple[str, Decimal]:
    """The tier, and how many units: `Premium_4` is ("premium", 4)."""
    tier, separator, count = service.text("sku_name").lower().partition("_")
    if not separator:
        raise NotKnown("`sku_name` is not a tier and a number of units, such as `Premium_1`")
    return tier, amount(count, "sku_name")


def _region(location: Values) -> str:
    return location.text("location").replace(" ", "").lower()


MODELS: Final[Models] = {
    "azurerm_api_management": (units, additional_locations, calls, self_hosted_gateways),
}
