"""Service Bus namespaces: operations and connections, or messaging units."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import TIER, Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "servicebus"
_MILLION: Final = 1_000_000


def base_charge(namespace: Subject) -> Iterator[Line]:
    """What Standard costs a subscription before any message."""
    if _tier(namespace) == "standard":
        yield hourly("Base charge", Rate(_TABLE, "base/standard"))


def messaging_units(namespace: Subject) -> Iterator[Line]:
    """The units of Premium, which include everything else."""
    if _tier(namespace) == "premium":
        units = max(namespace.number("capacity", 1), Decimal(1))
        yield monthly("Messaging units", "units", units, Rate(_TABLE, "unit/premium"))


def messaging_operations(namespace: Subject) -> Iterator[Line]:
    """Messages sent and received; Standard includes the first 13 million."""
    tier = _tier(namespace)
    if tier in ("basic", "standard"):
        key = "monthly_messaging_operations"
        operations = namespace.usage.number(key)
        quantity = None if operations is None else operations / _MILLION
        name = f"Messaging operations ({TIER})"
        yield by_use(name, "1M operations", quantity, Rate(_TABLE, f"operations/{tier}"), key=key)


def brokered_connections(namespace: Subject) -> Iterator[Line]:
    """Connections at the month's peak; Standard includes the first thousand."""
    if _tier(namespace) == "standard":
        key = "monthly_brokered_connections"
        connections = namespace.usage.number(key)
        rate = Rate(_TABLE, "connections/standard")
        yield by_use(f"Brokered connections ({TIER})", "connections", connections, rate, key=key)


def _tier(namespace: Subject) -> str:
    return namespace.text("sku").lower()


MODELS: Final[Models] = {
    "azurerm_servicebus_namespace": (base_charge, messaging_operations, brokered_connections, messaging_units),
}
