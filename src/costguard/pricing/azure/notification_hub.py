"""Notification Hubs namespaces: the namespace, and pushes beyond the included."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "notification_hub"
_MILLION: Final = 1_000_000
# Of each tier: what the line is called, the item, and the millions of pushes it is for
# (Notification Hubs pricing page, 2024-07; the first ten million are included).
_PUSHES: Final = {
    "basic": (("over 10M", "pushes/basic-over-10m", 10, None),),
    "standard": (
        ("10-100M", "pushes/standard-10-100m", 10, 100),
        ("over 100M", "pushes/standard-over-100m", 100, None),
    ),
}


def namespace_usage(namespace: Subject) -> Iterator[Line]:
    """The namespace by its tier; Free is free."""
    tier = namespace.text("sku_name").lower()
    if tier != "free":
        yield monthly(f"Namespace usage ({tier.title()})", "months", 1, Rate(_TABLE, f"namespace/{tier}"))


def pushes(namespace: Subject) -> Iterator[Line]:
    """Pushes beyond the included, by the tiers of their price."""
    key = "monthly_pushes"
    told = namespace.usage.number(key)
    for label, item, start, end in _PUSHES.get(namespace.text("sku_name").lower(), ()):
        quantity = None if told is None else _within(told / _MILLION, start, end)
        if quantity is None or quantity > 0:
            yield by_use(f"Pushes ({label})", "1M pushes", quantity, Rate(_TABLE, item), key=key)


def _within(millions: Decimal, start: int, end: int | None) -> Decimal:
    return (millions if end is None else min(millions, Decimal(end))) - start


MODELS: Final[Models] = {"azurerm_notification_hub_namespace": (namespace_usage, pushes)}
