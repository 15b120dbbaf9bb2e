"""IoT Hub: units by tier, and operations of the device provisioning service."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "iothub"
_THOUSAND: Final = 1_000
_FREE: Final = "f1"


def hub_units(hub: Subject) -> Iterator[Line]:
    """The units of the tier; F1 is free."""
    tier = hub.text("sku.name").lower()
    if tier != _FREE:
        yield monthly("IoT Hub", "units", hub.number("sku.capacity", 1), Rate(_TABLE, f"unit/{tier}"))


def device_provisioning(service: Subject) -> Iterator[Line]:
    """Registrations of devices."""
    key = "monthly_operations"
    operations = service.usage.number(key)
    quantity = None if operations is None else operations / _THOUSAND
    rate = Rate(_TABLE, f"provisioning/{service.text('sku.name', 'S1').lower()}")
    yield by_use("Device provisioning", "1k operations", quantity, rate, key=key)


MODELS: Final[Models] = {"azurerm_iothub": (hub_units,), "azurerm_iothub_dps": (device_provisioning,)}
