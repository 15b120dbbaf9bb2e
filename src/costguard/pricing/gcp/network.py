"""Networking: addresses, load balancers, NAT, VPN, interconnects, and the traffic they carry."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.gcp._machine import is_spot
from costguard.pricing.lines import TIER, Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import CostFunction, Models
from costguard.pricing.subject import Subject

_TABLE: Final = "network"
_EGRESS: Final = "monthly_egress_data_transfer_gb"
# A NAT gateway bills for at most so many machines: https://cloud.google.com/nat/pricing (2025).
_NAT_MACHINES: Final = 32
_FORWARDING: Final = ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule")
# Addresses for these purposes are private.
_PRICED_PURPOSE: Final = "GCE_ENDPOINT"
_BETWEEN: Final = (
    ("within the same region", "same_region"),
    ("within the US or Canada", "us_or_canada"),
    ("within Europe", "europe"),
    ("within Asia", "asia"),
    ("within South America", "south_america"),
    ("to/from Indonesia and Oceania", "oceania"),
    ("between continents (excludes Oceania)", "worldwide"),
)
_INTERNET: Final = (
    ("to worldwide excluding China, Australia but including Hong Kong", "worldwide"),
    ("to China excluding Hong Kong", "china"),
    ("to Australia", "australia"),
)


def address(address: Subject) -> Iterator[Line]:
    """A reserved public address: by what uses it. A load balancer's costs nothing apart from its rules."""
    purpose = address.text("purpose", _PRICED_PURPOSE).upper()
    is_ipv6 = address.text("ip_version", "IPV4").upper() == "IPV6"  # these are free
    if is_ipv6 or address.text("address_type", "EXTERNAL").upper() == "INTERNAL" or purpose != _PRICED_PURPOSE:
        return
    instances = address.users("google_compute_instance")
    if instances:
        spot = is_spot(instances[0])
        name = "preemptible VM" if spot else "standard VM"
        yield hourly(f"IP address ({name})", Rate(_TABLE, "address/spot" if spot else "address/standard"))
    elif address.users("google_compute_router_nat"):
        yield hourly("IP address (Cloud NAT)", Rate(_TABLE, "address/nat"))
    elif not address.users(*_FORWARDING):
        yield hourly("IP address (unused)", Rate(_TABLE, "address/unused"))


def forwarding_rule(_: Subject) -> Iterator[Line]:
    """The rule itself."""
    told = "as a rule beyond the first five of a region, which bill 0.025 dollars an hour together"
    yield hourly("Forwarding rules", Rate(_TABLE, "forwarding_rule"), assumption=told)


def forwarded_data(rule: Subject) -> Iterator[Line]:
    """What comes in by the rule."""
    key = "monthly_ingress_data_gb"
    yield by_use("Ingress data", "GB", rule.usage.number(key), Rate(_TABLE, "forwarding_data_gb"), key=key)


def proxy(proxy: Subject) -> Iterator[Line]:
    """Proxy instances, and what passes through them."""
    key = "monthly_proxy_instances"
    yield by_use("Proxy instance", "hours", proxy.usage.number(key), Rate(_TABLE, "proxy_instance"), key=key)
    key = "monthly_data_processed_gb"
    yield by_use("Data processed", "GB", proxy.usage.number(key), Rate(_TABLE, "proxy_data_gb"), key=key)


def nat(gateway: Subject) -> Iterator[Line]:
    """A NAT gateway: by the machine that uses it, up to 32, and by what passes through."""
    machines = gateway.usage.number("assigned_vms")
    hours = None if machines is None else min(machines, Decimal(_NAT_MACHINES)) * HOURS_PER_MONTH
    yield by_use("Assigned VMs (first 32)", "VM-hours", hours, Rate(_TABLE, "nat/vm_hour"), key="assigned_vms")
    key = "monthly_data_processed_gb"
    yield by_use("Data processed", "GB", gateway.usage.number(key), Rate(_TABLE, "nat/data_gb"), key=key)


def vpn_tunnel(_: Subject) -> Iterator[Line]:
    """A VPN tunnel, as long as it is there."""
    yield hourly("VPN Tunnel", Rate(_TABLE, "vpn_tunnel"))


def ipsec_traffic(gateway: Subject) -> Iterator[Line]:
    """What leaves by VPN for another place of Google's."""
    yield from _between(gateway, "IPSec traffic")


def peered_traffic(connection: Subject) -> Iterator[Line]:
    """What leaves by a private connection for another place of Google's."""
    yield from _between(connection, "Traffic")


def internet_ipsec_traffic(gateway: Subject) -> Iterator[Line]:
    """What leaves by VPN for a gateway outside Google, at the premium tier's prices."""
    for name, item in _INTERNET:
        key = f"{_EGRESS}.{item}"
        rate = Rate(_TABLE, f"internet/{item}")
        line = by_use(f"IPSec traffic {name} ({TIER})", "GB", gateway.usage.number(key), rate, key=key)
        yield line.of("Network egress")


def attachment(attachment: Subject) -> Iterator[Line]:
    """A VLAN attachment: a partner's by its bandwidth, one of a dedicated interconnect by the hour."""
    is_partner = attachment.text("type", "DEDICATED").upper() == "PARTNER"
    item = f"partner/{attachment.text('bandwidth').lower()}" if is_partner else "dedicated"
    yield hourly("VLAN attachment", Rate(_TABLE, f"attachment/{item}", region="global"))


def circuits(interconnect: Subject) -> Iterator[Line]:
    """The circuits of a dedicated interconnect."""
    if interconnect.text("interconnect_type", "DEDICATED").upper() != "PARTNER":
        item = f"circuit/{interconnect.text('link_type').lower()}"
        line = hourly("Circuit", Rate(_TABLE, item, region="global"))
        yield line.times(interconnect.number("requested_link_count", 1))


def security_policy(policy: Subject) -> Iterator[Line]:
    """A Cloud Armor policy of the standard tier, and its rules beyond the default one."""
    if policy.text("type", "CLOUD_ARMOR").upper() == "CLOUD_ARMOR_NETWORK":
        return
    yield monthly("Security policy", "months", 1, Rate(_TABLE, "armor/policy", region="global"))
    rules = len(policy.blocks("rule")) + len(policy.users("google_compute_security_policy_rule"))
    if rules:
        yield monthly("Security policy rules", "months", rules, Rate(_TABLE, "armor/rule", region="global"))


def security_policy_requests(policy: Subject) -> Iterator[Line]:
    """What a Cloud Armor policy looks at."""
    key = "monthly_requests"
    requests = policy.usage.number(key)
    millions = None if requests is None else requests / 1_000_000
    yield by_use("Requests", "1M requests", millions, Rate(_TABLE, "armor/requests", region="global"), key=key)


def managed_zone(_: Subject) -> Iterator[Line]:
    """A DNS zone, at the price of the first 25 of a billing account."""
    yield monthly("Managed zone", "months", 1, Rate(_TABLE, "dns/zone", region="global"))


def queries(record_set: Subject) -> Iterator[Line]:
    """What a DNS record is asked."""
    key = "monthly_queries"
    asked = record_set.usage.number(key)
    millions = None if asked is None else asked / 1_000_000
    yield by_use("Queries", "1M queries", millions, Rate(_TABLE, "dns/queries", region="global"), key=key)


def _between(resource: Subject, what: str) -> Iterator[Line]:
    for name, item in _BETWEEN:
        key = f"{_EGRESS}.{item}"
        rate = Rate(_TABLE, f"between/{item}", region="global")
        yield by_use(f"{what} {name}", "GB", resource.usage.number(key), rate, key=key).of("Network egress")


_RULE: Final[tuple[CostFunction, ...]] = (forwarding_rule, forwarded_data)
_PROXIES: Final = (
    "google_compute_target_grpc_proxy",
    "google_compute_target_http_proxy",
    "google_compute_target_https_proxy",
    "google_compute_target_ssl_proxy",
    "google_compute_target_tcp_proxy",
    "google_compute_region_target_http_proxy",
    "google_compute_region_target_https_proxy",
    "google_compute_region_target_tcp_proxy",
)
MODELS: Final[Models] = {
    "google_compute_address": (address,),
    "google_compute_global_address": (address,),
    "google_compute_forwarding_rule": _RULE,
    "google_compute_global_forwarding_rule": _RULE,
    **dict.fromkeys(_PROXIES, (proxy,)),
    "google_compute_router_nat": (nat,),
    "google_compute_vpn_tunnel": (vpn_tunnel,),
    "google_compute_vpn_gateway": (ipsec_traffic,),
    "google_compute_ha_vpn_gateway": (ipsec_traffic,),
    "google_compute_external_vpn_gateway": (internet_ipsec_traffic,),
    "google_service_networking_connection": (peered_traffic,),
    "google_compute_interconnect_attachment": (attachment,),
    "google_compute_interconnect": (circuits,),
    "google_compute_security_policy": (security_policy, security_policy_requests),
    "google_dns_managed_zone": (managed_zone,),
    "google_dns_record_set": (queries,),
}
