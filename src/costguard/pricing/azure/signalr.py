"""SignalR and Web PubSub: units, and messages beyond the included."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "signalr"
_MILLION: Final = 1_000_000


def service_usage(service: Subject) -> Iterator[Line]:
    """The units of the tier, all month. Free is free."""
    tier = _tier(service)
    if tier != "free":
        rate = Rate(_TABLE, f"{_kind(service)}/unit/{tier}")
        yield monthly(f"Service usage ({tier.title()})", "units", _units(service), rate)


def additional_messages(service: Subject) -> Iterator[Line]:
    """Messages beyond the million a day that each unit includes."""
    tier = _tier(service)
    if tier != "free":
        key = "monthly_additional_messages"
        messages = service.usage.number(key)
        quantity = None if messages is None else messages / _MILLION
        rate = Rate(_TABLE, f"{_kind(service)}/messages/{tier}")
        yield by_use(f"Additional messages ({tier.title()})", "1M messages", quantity, rate, key=key)


def _kind(service: Subject) -> str:
    return "signalr" if service.type == "azurerm_signalr_service" else "web_pubsub"


def _tier(service: Subject) -> str:
    """The tier of `Standard_S1` or `Premium_P2`; a block in SignalR, plain text in Web PubSub."""
    sku = service.text("sku.name") if service.type == "azurerm_signalr_service" else service.text("sku")
    return sku.lower().partition("_")[0]


def _units(service: Subject) -> int:
    is_signalr = service.type == "azurerm_signalr_service"
    return int(service.number("sku.capacity" if is_signalr else "capacity", 1))


_COSTS: Final = (service_usage, additional_messages)

MODELS: Final[Models] = {
    "azurerm_signalr_service": _COSTS,
    "azurerm_web_pubsub": _COSTS,
    "azurerm_web_pubsub_socketio": _COSTS,
}
