"""Application gateways: version 1 by instance and data, version 2 by the hour and by capacity unit."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "application_gateway"
# An instance reserves ten capacity units, which bill whether used or not; use above them bills too
# (Microsoft Learn, Understanding pricing for Azure Application Gateway, 2025-11).
_UNITS_PER_INSTANCE: Final = 10
# Autoscaling without a maximum goes to ten instances (Microsoft Learn, Scaling Application Gateway v2, 2025-11).
_MAX_INSTANCES: Final = 10
_VERSION_2: Final = {
    "standard_v2": ("basic v2", "basic"),
    "waf_v2": ("WAF v2", "WAF"),
    "basic": ("Basic SKU", "Basic SKU"),
}
_BASIC: Final = "basic"


def gateway(gateway: Subject) -> Iterator[Line]:
    """The gateway: each instance of version 1, a fixed price whatever the size of version 2."""
    sku = _sku(gateway)
    if sku in _VERSION_2:
        yield hourly(f"Gateway usage ({_VERSION_2[sku][0]})", Rate(_TABLE, f"{_item(sku)}/fixed"))
        return
    family, _, size = sku.partition("_")
    family = "basic" if family == "standard" else "waf"
    title = "WAF" if family == "waf" else family
    line = hourly(f"Gateway usage ({title}, {size})", Rate(_TABLE, f"{family}/{size}"))
    yield line.times(gateway.number("sku.capacity", 2))  # the service's default


def capacity_units(gateway: Subject) -> Iterator[Line]:
    """The capacity units of version 2: those reserved or those used, whichever are more."""
    sku = _sku(gateway)
    if sku not in _VERSION_2:
        return
    low, high = _reserved(gateway, sku)
    used = gateway.usage.number("capacity_units")
    units = max(low, used or Decimal(0))
    name, rate = f"V2 capacity units ({_VERSION_2[sku][1]})", Rate(_TABLE, f"{_item(sku)}/capacity_unit")
    told = "" if used else "only the reserved capacity units"
    line = Line(name, "CU", HOURS_PER_MONTH, (rate,), usage_key="capacity_units", assumption=told)
    yield line.scaled(units, low, max(high, units))


def data(gateway: Subject) -> Iterator[Line]:
    """The data of version 1, of which a medium gateway's first 10 TB and a large one's first 40 TB are free."""
    sku = _sku(gateway)
    if sku in _VERSION_2:
        return
    key = "monthly_data_processed_gb"
    rate = Rate(_TABLE, f"data_gb/{sku.partition('_')[2]}")
    yield by_use("Data processing ({tier})", "GB", gateway.usage.number(key), rate, key=key)


def _sku(gateway: Subject) -> str:
    return gateway.text("sku.name").lower()


def _item(sku: str) -> str:
    return "basic_v2" if sku == _BASIC else sku


def _reserved(gateway: Subject, sku: str) -> tuple[Decimal, Decimal]:
    """The fewest and the most capacity units that the instances reserve."""
    if gateway.block("autoscale_configuration") is not None:
        low = gateway.number("autoscale_configuration.min_capacity", 0)
        high = gateway.number("autoscale_configuration.max_capacity", _MAX_INSTANCES)
        return low * _UNITS_PER_INSTANCE, max(low, high) * _UNITS_PER_INSTANCE
    if sku == _BASIC and not gateway.has("sku.capacity"):  # the Basic SKU always scales by itself
        return Decimal(0), Decimal(0)
    fixed = gateway.number("sku.capacity", 2) * _UNITS_PER_INSTANCE  # the service's default
    return fixed, fixed


MODELS: Final[Models] = {"azurerm_application_gateway": (gateway, capacity_units, data)}
