"""Kubernetes clusters: the control plane by its tier, the nodes as virtual machines, and what comes along."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.azure._autoscale import Count, fixed
from costguard.pricing.azure._disks import disk_lines
from costguard.pricing.azure._vm import machine, size_of
from costguard.pricing.azure._vm_disks import optional
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

_TABLE: Final = "kubernetes"
_POOL: Final = "default_node_pool"

# The disk of a node where the code gives no size: by its vCPUs (AKS node OS disk sizing, 2024).
_DISK_GB_FROM_VCPUS: Final = ((64, 1024), (16, 512), (8, 256), (0, 128))


def control_plane(cluster: Subject) -> Iterator[Line]:
    """The control plane: free, with an uptime guarantee, or with long-term support. Unset it is free."""
    match cluster.text("sku_tier", "Free").lower():
        case "standard" | "paid":  # so called before azurerm 3.51
            yield hourly("Uptime SLA", Rate(_TABLE, "standard"))
        case "premium":
            yield hourly("Long-term support", Rate(_TABLE, "premium"))


def default_node_pool(cluster: Subject) -> Iterator[Line]:
    """The nodes that every cluster has."""
    for pool in cluster.blocks(_POOL)[:1]:
        count, hours = _nodes(cluster, pool, f"{_POOL}.")
        for line in _pool_lines(pool, count, hours, licence=""):
            yield line.of(_POOL)


def node_pool(pool: Subject) -> Iterator[Line]:
    """The nodes of a further pool."""
    clusters = pool.linked("kubernetes_cluster_id", "azurerm_kubernetes_cluster")
    licence = clusters[0].text("windows_profile.license", "") if clusters else ""
    count, hours = _nodes(pool, pool, "")
    yield from _pool_lines(pool, count, hours, licence=licence)


def load_balancer(cluster: Subject) -> Iterator[Line]:
    """What goes through the cluster's load balancer; standard is the network profile's default."""
    if cluster.block("network_profile") is None:
        return
    if cluster.text("network_profile.load_balancer_sku", "standard").lower() == "standard":
        key = "load_balancer.monthly_data_processed_gb"
        quantity = cluster.usage.number(key)
        yield by_use("Data processed", "GB", quantity, Rate(_TABLE, "load_balancer_gb"), key=key).of("Load Balancer")


def http_routing(cluster: Subject) -> Iterator[Line]:
    """The zone that names what HTTP application routing publishes."""
    old = "addon_profile.http_application_routing.enabled"
    if cluster.flag("http_application_routing_enabled", default=False) or cluster.flag(old, default=False):
        yield monthly("Hosted zone", "months", 1, Rate(_TABLE, "dns_zone")).of("DNS")


def _pool_lines(pool: Values, count: Count, hours: Decimal, *, licence: str) -> Iterator[Line]:
    size = pool.text("vm_size")
    nodes = machine(
        size, is_windows=_is_windows(pool), licence=licence, priority=pool.text("priority", "Regular"), hours=hours
    )
    yield count.times(nodes)
    if pool.text("os_disk_type", "Managed").lower() == "managed":
        kind = "Premium_LRS" if size_of(size).takes_premium_disks else "Standard_LRS"
        size_gb = optional(pool, "os_disk_size_gb") or _default_disk_gb(size)
        for line in disk_lines(kind, size_gb):
            if not line.is_usage:  # nobody tells the operations of nodes' disks
                yield count.times(line).of("os_disk")


def _is_windows(pool: Values) -> bool:
    return pool.text("os_type", "Linux").lower() == "windows" or pool.text("os_sku", "").lower().startswith("windows")


def _default_disk_gb(size: str) -> Decimal:
    vcpus = size_of(size).vcpus
    return next(Decimal(size_gb) for least, size_gb in _DISK_GB_FROM_VCPUS if vcpus >= least)


def _nodes(owner: Subject, pool: Values, usage: str) -> tuple[Count, Decimal]:
    """How many nodes there are, and for how many hours a month each."""
    hours = owner.usage.number_or(f"{usage}monthly_hrs", HOURS_PER_MONTH)
    told = owner.usage.number(f"{usage}nodes")
    if told is not None:
        return fixed(told), hours
    low, high = pool.number("min_count", 0), pool.number("max_count", 0)
    now = pool.number("node_count", max(low, Decimal(1)))
    # A count of none is the provider's way to leave it to the scaler, which starts from its least.
    now = now or low
    return (Count(now, low, high) if high else fixed(now)), hours


MODELS: Final[Models] = {
    "azurerm_kubernetes_cluster": (control_plane, default_node_pool, load_balancer, http_routing),
    "azurerm_kubernetes_cluster_node_pool": (node_pool,),
}
