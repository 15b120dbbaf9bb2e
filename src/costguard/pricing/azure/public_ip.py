"""Public IP addresses and prefixes: by the hour, whether something uses them or not."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "public_ip"
_IPV4_BITS: Final = 32


def address(ip: Subject) -> Iterator[Line]:
    """The address. IPv6 is free (Microsoft Learn, IPv6 for virtual networks, 2024-07)."""
    if _is_ipv6(ip):
        return
    tier = ip.text("sku_tier", "Regional").lower()
    allocation = ip.text("allocation_method").lower()
    sku = "global" if tier == "global" else ip.text("sku", "Standard").lower()  # azurerm 4; 3 writes it out
    if allocation == "dynamic":  # only the Basic SKU has dynamic addresses
        sku = "basic"
    sku = "standard" if sku == "standardv2" else sku
    yield hourly(f"IP address ({allocation}, {tier})", Rate(_TABLE, f"{sku}/{allocation}"))


def ddos_protection(ip: Subject) -> Iterator[Line]:
    """DDoS IP Protection: where it is on and no plan of the network's covers the address."""
    if ip.text("ddos_protection_mode", "VirtualNetworkInherited").lower() != "enabled":
        return
    if not ip.has("ddos_protection_plan_id"):
        yield monthly("DDoS IP protection", "months", 1, Rate(_TABLE, "ddos_ip_protection"))


def prefix(prefix: Subject) -> Iterator[Line]:
    """A prefix pays for each of its addresses (IP Addresses price page, 2024-07); azurerm's default length is 28."""
    if _is_ipv6(prefix):
        return
    tier = "global" if prefix.text("sku_tier", "Regional").lower() == "global" else "standard"
    length = prefix.number("prefix_length", 28)
    if length > _IPV4_BITS:
        raise NotKnown("`prefix_length` is longer than an IPv4 address")
    yield hourly("IP prefix", Rate(_TABLE, f"prefix/{tier}")).times(Decimal(2) ** (_IPV4_BITS - length))


def _is_ipv6(ip: Subject) -> bool:
    return ip.text("ip_version", "IPv4").lower() == "ipv6"


MODELS: Final[Models] = {
    "azurerm_public_ip": (address, ddos_protection),
    "azurerm_public_ip_prefix": (prefix,),
}
