"""Virtual network gateways (VPN and ExpressRoute) by SKU and hour, and the tunnels beyond those that they include."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.azure._network_zones import traffic_zone
from costguard.pricing.azure._parent import parent
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "virtual_network_gateway"
_GATEWAY: Final = "azurerm_virtual_network_gateway"
_CONNECTIONS: Final = "azurerm_virtual_network_gateway_connection"
# Tunnels that a gateway's own price includes (VPN Gateway price page, 2024-07).
_INCLUDED_SITE_TUNNELS: Final = 10
_INCLUDED_POINT_TUNNELS: Final = 128
_TITLES: Final = {
    **{f"vpngw{size}{zones.lower()}": f"VpnGw{size}{zones}" for size in range(1, 6) for zones in ("", "AZ")},
    **{f"ergw{size}az": f"ErGw{size}AZ" for size in range(1, 4)},
    "ergwscale": "ErGwScale", "basic": "Basic", "standard": "Standard", "highperformance": "HighPerformance",
    "ultraperformance": "UltraPerformance",
}  # fmt: skip


def gateway(gateway: Subject) -> Iterator[Line]:
    """The gateway: a pair of machines at one price. ErGwScale bills by scale unit."""
    kind, sku = _kind(gateway), _sku(gateway)
    title = "ExpressRoute gateway" if kind == "expressroute" else "VPN gateway"
    line = hourly(f"{title} ({_TITLES.get(sku, sku)})", Rate(_TABLE, f"{kind}/{sku}"))
    if sku == "ergwscale":
        units = gateway.number("minimum_scale_unit", 1)
        line = line.scaled(units, units, max(units, gateway.number("maximum_scale_unit", units)))
    yield line


def point_to_site_tunnels(gateway: Subject) -> Iterator[Line]:
    """Tunnels of single machines, beyond those that the price includes."""
    if _kind(gateway) != "vpn":
        return
    key = "p2s_connection"
    tunnels = gateway.usage.number(key)
    if tunnels is None or tunnels > _INCLUDED_POINT_TUNNELS:
        beyond = None if tunnels is None else tunnels - _INCLUDED_POINT_TUNNELS
        name = f"VPN gateway P2S tunnels (over {_INCLUDED_POINT_TUNNELS})"
        yield by_use(name, "tunnel", beyond, Rate(_TABLE, "p2s_tunnel"), key=key)


def data(gateway: Subject) -> Iterator[Line]:
    """What leaves for another virtual network through the gateway."""
    if _kind(gateway) != "vpn":
        return
    key = "monthly_data_transfer_gb"
    rate = Rate("virtual_network_traffic", "vpn_gb", region=traffic_zone(gateway.region))
    # The line is known under this spelling.
    yield by_use("VPN gateway data tranfer", "GB", gateway.usage.number(key), rate, key=key)


def tunnel(connection: Subject) -> Iterator[Line]:
    """A site's tunnel: free up to the tenth of a gateway, and on a Basic one, which takes no more than ten."""
    if connection.text("type").lower() == "expressroute":
        return
    gateway = parent(connection, "virtual_network_gateway_id", _GATEWAY, "gateway of the connection")
    sku = _sku(gateway)
    if sku == "basic":
        return
    others = (each for each in gateway.users(_CONNECTIONS) if _is_tunnel(each))
    if sum(each.address < connection.address for each in others) >= _INCLUDED_SITE_TUNNELS:
        yield hourly(f"VPN gateway ({_TITLES.get(sku, sku)})", Rate(_TABLE, "s2s_tunnel"))


def _is_tunnel(connection: Subject) -> bool:
    return connection.text("type").lower() != "expressroute"


def _kind(gateway: Subject) -> str:
    return gateway.text("type", "Vpn").lower()


def _sku(gateway: Subject) -> str:
    return gateway.text("sku", "Basic").lower()


MODELS: Final[Models] = {
    _GATEWAY: (gateway, point_to_site_tunnels, data),
    _CONNECTIONS: (tunnel,),
}
