"""Front Door Standard and Premium: a monthly base price for each profile, then requests and traffic by zone."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._network_zones import home, is_government
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "front_door"
_REQUESTS_A_UNIT: Final = Decimal(10_000)
# Of each key in a usage file, the billing zone and its name. Europe has a zone of its own at the first one's prices.
_ZONES: Final = {
    "north_america": ("zone1", "North America"),
    "europe": ("zone1", "Europe"),
    "asia_pacific": ("zone2", "Asia Pacific (including Japan)"),
    "south_america": ("zone3", "South America"),
    "australia": ("zone4", "Australia"),
    "india": ("zone5", "India"),
}
_USUAL_ZONE: Final = "north_america"


def base_fee(profile: Subject) -> Iterator[Line]:
    """The profile; endpoints, rules and firewall policies cost nothing more (Microsoft Learn, 2023-12)."""
    region = home(profile)
    region = "usgov" if is_government(region) else region
    sku = _sku(profile)
    yield monthly(f"Base fee ({sku.capitalize()})", "months", 1, Rate(_TABLE, f"{sku}/base", region=region))


def requests(profile: Subject) -> Iterator[Line]:
    """The requests, by the zone that answers them."""
    item = f"{_sku(profile)}/requests"
    yield from _by_zone(profile, "monthly_requests", item, "Requests", "10K requests", _REQUESTS_A_UNIT)


def data_to_clients(profile: Subject) -> Iterator[Line]:
    """What goes out to those who asked."""
    yield from _by_zone(profile, "monthly_outbound_data_transfer_gb", "data_out_gb", "Outbound data transfer", "GB")


def data_to_origins(profile: Subject) -> Iterator[Line]:
    """What goes from the edge to the origins."""
    yield from _by_zone(profile, "monthly_inbound_data_transfer_gb", "data_in_gb", "Data transfer to origin", "GB")


def _by_zone(
    profile: Subject, key: str, item: str, part: str, unit: str, units: Decimal = Decimal(1)
) -> Iterator[Line]:
    """A line for each zone that the usage file speaks of; without any, one that says the price in North America."""
    used = {name: profile.usage.number(f"{key}.{name}") for name in _ZONES}
    for name in [name for name, found in used.items() if found is not None] or [_USUAL_ZONE]:
        zone, title = _ZONES[name]
        found = used[name]
        quantity = None if found is None else found / units
        rate = Rate(_TABLE, item, region=zone)
        yield by_use(f"{title} ({{tier}})", unit, quantity, rate, key=f"{key}.{name}").of(part)


def _sku(profile: Subject) -> str:
    return profile.text("sku_name").lower().removesuffix("_azurefrontdoor")


MODELS: Final[Models] = {
    "azurerm_cdn_frontdoor_profile": (base_fee, requests, data_to_clients, data_to_origins),
}
