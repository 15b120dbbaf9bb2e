"""NAT gateways: by the hour, and by the gigabyte that goes through them."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "nat_gateway"


def gateway(gateway: Subject) -> Iterator[Line]:
    """The gateway itself, as long as it is there."""
    yield hourly("NAT gateway", Rate(_TABLE, f"{_sku(gateway)}/hours"))


def data(gateway: Subject) -> Iterator[Line]:
    """What it passes on."""
    key = "monthly_data_processed_gb"
    rate = Rate(_TABLE, f"{_sku(gateway)}/data_gb")
    yield by_use("Data processed", "GB", gateway.usage.number(key), rate, key=key)


def _sku(gateway: Subject) -> str:
    return gateway.text("sku_name", "Standard").lower()  # azurerm's default


MODELS: Final[Models] = {"azurerm_nat_gateway": (gateway, data)}
