"""ExpressRoute circuits: a monthly price by tier, data plan and bandwidth, and the outbound data of a metered one."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.azure._network_zones import traffic_zone
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "express_route_circuit"
_ZONE_ASSUMED: Final = "the peering location is in the region's billing zone"
_MBPS_PER_GBPS: Final = 1000


def circuit(circuit: Subject) -> Iterator[Line]:
    """The circuit itself; the provider's own price is not part of it."""
    tier, plan = _tier(circuit), _plan(circuit)
    # Circuits on an ExpressRoute Direct port say their bandwidth in Gbit/s, and their price is the port's.
    direct = circuit.has("express_route_port_id")
    mbps = circuit.number("bandwidth_in_gbps") * _MBPS_PER_GBPS if direct else circuit.number("bandwidth_in_mbps")
    name = f"Circuit ({tier}, {plan}, {mbps.normalize():f} Mbps)"
    rate = Rate(_TABLE, f"{'direct/' if direct else ''}{tier}/{plan}/{mbps.normalize():f}", region=_zone(circuit))
    yield monthly(name, "months", 1, rate, assumption=_ZONE_ASSUMED)


def outbound_data(circuit: Subject) -> Iterator[Line]:
    """What leaves by a metered circuit."""
    if _plan(circuit) != "metered":
        return
    key = "monthly_outbound_data_transfer_gb"
    rate = Rate(_TABLE, "data_gb", region=_zone(circuit))
    quantity = circuit.usage.number(key)
    yield by_use("Outbound data transfer", "GB", quantity, rate, key=key, assumption=_ZONE_ASSUMED)


def _tier(circuit: Subject) -> str:
    return circuit.text("sku.tier").lower()


def _plan(circuit: Subject) -> str:
    return circuit.text("sku.family").lower().removesuffix("data")


def _zone(circuit: Subject) -> str:
    return traffic_zone(circuit.region)


MODELS: Final[Models] = {"azurerm_express_route_circuit": (circuit, outbound_data)}
