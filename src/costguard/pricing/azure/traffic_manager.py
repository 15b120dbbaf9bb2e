"""Traffic Manager: the queries and the Traffic View of a profile, and the health checks of its endpoints."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._network_zones import home, is_government
from costguard.pricing.azure._parent import parent
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "traffic_manager"
_PROFILE: Final = "azurerm_traffic_manager_profile"
_MILLION: Final = Decimal(1_000_000)
_USUAL_INTERVAL_S: Final = 30  # azurerm's default; the other choice is 10


def queries(profile: Subject) -> Iterator[Line]:
    """The DNS queries that an enabled profile answers."""
    if _is_enabled(profile):
        key = "monthly_dns_queries"
        rate = Rate(_TABLE, "queries", region=home(profile))
        yield by_use("DNS queries ({tier})", "1M queries", _millions(profile, key), rate, key=key)


def traffic_view(profile: Subject) -> Iterator[Line]:
    """The data points that Traffic View works on."""
    if _is_enabled(profile) and profile.flag("traffic_view_enabled", default=False):
        key = "monthly_traffic_view_data_points"
        rate = Rate(_TABLE, "traffic_view", region=home(profile))
        yield by_use("Traffic view", "1M data points", _millions(profile, key), rate, key=key)


def azure_endpoint(endpoint: Subject) -> Iterator[Line]:
    """The health checks of an endpoint in Azure."""
    yield from _health_checks(endpoint, "azure")


def external_endpoint(endpoint: Subject) -> Iterator[Line]:
    """The health checks of an endpoint elsewhere, which cost more."""
    yield from _health_checks(endpoint, "external")


def nested_endpoint(_: Subject) -> Iterator[Line]:
    """Nothing: a child profile is free as an endpoint, and its own endpoints bill (Traffic Manager FAQ, 2024-07)."""
    yield from ()


def _health_checks(endpoint: Subject, kind: str) -> Iterator[Line]:
    path = "profile_id" if endpoint.linked("profile_id", _PROFILE) else "profile_name"  # azurerm 2 has the name
    profile = parent(endpoint, path, _PROFILE, "profile of the endpoint")
    if not _is_enabled(profile) or not endpoint.flag("enabled", default=True):
        return
    region = home(profile)
    place = "US Gov" if is_government(region) else "Global"
    yield hourly(f"Basic health check ({place})", Rate(_TABLE, f"{kind}/basic", region=region))
    if profile.number("monitor_config.interval_in_seconds", _USUAL_INTERVAL_S) < _USUAL_INTERVAL_S:
        name = f"Fast interval health checks add-on ({place})"
        yield hourly(name, Rate(_TABLE, f"{kind}/fast", region=region))


def _is_enabled(profile: Subject) -> bool:
    return profile.text("profile_status", "Enabled").lower() == "enabled"


def _millions(profile: Subject, key: str) -> Decimal | None:
    found = profile.usage.number(key)
    return None if found is None else found / _MILLION


MODELS: Final[Models] = {
    _PROFILE: (queries, traffic_view),
    "azurerm_traffic_manager_azure_endpoint": (azure_endpoint,),
    "azurerm_traffic_manager_external_endpoint": (external_endpoint,),
    "azurerm_traffic_manager_nested_endpoint": (nested_endpoint,),
}
