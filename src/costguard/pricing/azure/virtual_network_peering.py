"""Peerings of virtual networks: the gigabytes both ways, dearer between regions than within one."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.azure._network_zones import traffic_zone
from costguard.pricing.azure._parent import parent
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "virtual_network_traffic"
# The later name of the key, and the one that older usage files have.
_KEYS: Final = ("monthly_data_transfer_gb", "data_processed_gb")


def inbound(peering: Subject) -> Iterator[Line]:
    """What comes in from the peer."""
    yield _line(peering, "Inbound data transfer")


def outbound(peering: Subject) -> Iterator[Line]:
    """What goes out to the peer."""
    yield _line(peering, "Outbound data transfer")


def _line(peering: Subject, name: str) -> Line:
    """Each side of a peering pays its own zone's price, both for what leaves and for what arrives."""
    here = _region(peering, "virtual_network_name", "peering's own")
    there = _region(peering, "remote_virtual_network_id", "remote")
    rate = (
        Rate(_TABLE, "same_region_gb", region=here)
        if here == there
        else Rate(_TABLE, "between_regions_gb", region=traffic_zone(here))
    )
    gigabytes = next((found for key in _KEYS if (found := peering.usage.number(key)) is not None), None)
    return by_use(name, "GB", gigabytes, rate, key=_KEYS[0])


def _region(peering: Subject, path: str, which: str) -> str:
    return parent(peering, path, "azurerm_virtual_network", f"{which} network").region


MODELS: Final[Models] = {"azurerm_virtual_network_peering": (inbound, outbound)}
