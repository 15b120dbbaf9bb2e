"""Virtual WAN: hubs by the hour, their gateways by scale unit, and each site, user or circuit that connects."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.azure._parent import parent
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "virtual_wan"
# A hub's router scales by routing infrastructure units, of which it includes two (Virtual WAN FAQ, 2024-07).
_INCLUDED_ROUTING_UNITS: Final = 2


def hub(hub: Subject) -> Iterator[Line]:
    """The hub; those of a Basic WAN are free."""
    if not _is_basic(hub):
        yield hourly("Deployment", Rate(_TABLE, "hub_hours"))


def hub_data(hub: Subject) -> Iterator[Line]:
    """What the hub's router passes on."""
    key = "monthly_data_processed_gb"
    if not _is_basic(hub):
        yield by_use("Data processed", "GB", hub.usage.number(key), Rate(_TABLE, "hub_data_gb"), key=key)


def hub_routing_units(hub: Subject) -> Iterator[Line]:
    """The routing infrastructure units that the hub keeps beyond those in its price."""
    units = hub.number("virtual_router_auto_scale_min_capacity", _INCLUDED_ROUTING_UNITS)  # azurerm's default
    if units > _INCLUDED_ROUTING_UNITS and not _is_basic(hub):
        name = f"Routing infrastructure units (over {_INCLUDED_ROUTING_UNITS})"
        yield hourly(name, Rate(_TABLE, "routing_unit_hours")).times(units - _INCLUDED_ROUTING_UNITS)


def site_to_site_gateway(gateway: Subject) -> Iterator[Line]:
    """A gateway for sites: 500 Mbit/s a scale unit."""
    units = gateway.number("scale_unit", 1)  # azurerm's default
    yield monthly("S2S scale units (500 Mbps)", "scale units", units, Rate(_TABLE, "vpn_scale_unit"))


def point_to_site_gateway(gateway: Subject) -> Iterator[Line]:
    """A gateway for single machines: 500 Mbit/s a scale unit."""
    units = gateway.number("scale_unit")
    yield monthly("P2S scale units (500 Mbps)", "scale units", units, Rate(_TABLE, "vpn_scale_unit"))


def point_to_site_connections(gateway: Subject) -> Iterator[Line]:
    """The hours that single machines are connected."""
    key = "monthly_p2s_connections_hrs"
    rate = Rate(_TABLE, "p2s_connection_hours")
    yield by_use("P2S connections", "hours", gateway.usage.number(key), rate, key=key)


def site_connection(connection: Subject) -> Iterator[Line]:
    """A site that is connected."""
    region = _gateway_region(connection, "vpn_gateway_id", "azurerm_vpn_gateway")
    yield hourly("S2S Connections", Rate(_TABLE, "s2s_connection_hours", region=region))


def express_route_gateway(gateway: Subject) -> Iterator[Line]:
    """A gateway for circuits: 2 Gbit/s a scale unit, cheaper from the sixth on."""
    units = gateway.number("scale_units")
    rate = Rate(_TABLE, "expressroute_scale_unit")
    yield monthly("ER scale units (2 Gbps, {tier})", "scale units", units, rate)


def express_route_connection(connection: Subject) -> Iterator[Line]:
    """A circuit that is connected."""
    region = _gateway_region(connection, "express_route_gateway_id", "azurerm_express_route_gateway")
    yield hourly("ER Connections", Rate(_TABLE, "expressroute_connection_hours", region=region))


def _is_basic(hub: Subject) -> bool:
    """The hub's own SKU, or else the type of its WAN; a WAN is Standard unless it says otherwise (azurerm)."""
    wan = next(iter(hub.linked("virtual_wan_id", "azurerm_virtual_wan")), None)
    of_wan = "Standard" if wan is None else wan.text("type", "Standard")
    return hub.text("sku", of_wan).lower() == "basic"


def _gateway_region(connection: Subject, path: str, kind: str) -> str:
    return parent(connection, path, kind, "gateway of the connection").region


MODELS: Final[Models] = {
    "azurerm_virtual_hub": (hub, hub_data, hub_routing_units),
    "azurerm_vpn_gateway": (site_to_site_gateway,),
    "azurerm_vpn_gateway_connection": (site_connection,),
    "azurerm_point_to_site_vpn_gateway": (point_to_site_gateway, point_to_site_connections),
    "azurerm_express_route_gateway": (express_route_gateway,),
    "azurerm_express_route_connection": (express_route_connection,),
}
