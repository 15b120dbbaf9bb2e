"""HDInsight clusters: their nodes by role, each a virtual machine with the service's own price on top."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.azure._vm import labelled, size_of
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import CostFunction, Models
from costguard.pricing.subject import Subject

_TABLE: Final = "hdinsight"
_ROLES: Final = "roles"

# Roles whose number the service fixes (HDInsight, "Default node configuration", 2024).
_FIXED: Final = {"head_node": ("Head", 2), "zookeeper_node": ("Zookeeper", 3), "edge_node": ("Edge", 1)}
_TYPES: Final = ("hadoop", "hbase", "interactive_query", "kafka", "ml_services", "rserver", "spark", "storm")
_PER_OPERATIONS: Final = Decimal(10_000)


def nodes(cluster: Subject) -> Iterator[Line]:
    """The nodes of each role."""
    for role, (title, count) in _FIXED.items():
        for node in cluster.blocks(f"{_ROLES}.{role}")[:1]:
            number = node.number("target_instance_count", count)
            yield _node(title, node.text("vm_size"), number)


def workers(cluster: Subject) -> Iterator[Line]:
    """The workers, as many as the code asks for, between the bounds of their scaling."""
    for node in cluster.blocks(f"{_ROLES}.worker_node")[:1]:
        low = node.number("autoscale.capacity.min_instance_count", 0)
        high = node.number("autoscale.capacity.max_instance_count", 0)
        now = node.number("target_instance_count", low)
        yield _node("Worker", node.text("vm_size"), Decimal(1)).scaled(now, low or now, high or now)


def data_disks(cluster: Subject) -> Iterator[Line]:
    """The disks that a Kafka cluster's workers keep its messages on, each of a tebibyte."""
    for node in cluster.blocks(f"{_ROLES}.worker_node")[:1]:
        count = node.number("number_of_disks_per_node", 0) * node.number("target_instance_count", 0)
        if count:
            yield monthly("Managed disks (S30, LRS)", "months", count, Rate("managed_disk", "s30_lrs"))
            key = "monthly_os_disk_operations"
            told = cluster.usage.number(key)
            quantity = None if told is None else told / _PER_OPERATIONS * count
            rate = Rate("managed_disk", "hdd_operations")
            yield by_use("Disk operations", "10k operations", quantity, rate, key=key)


def _node(title: str, size: str, count: Decimal) -> Line:
    parts = size_of(size)
    rates = (Rate("vm_linux", parts.name), Rate(_TABLE, "vcpu", Decimal(parts.vcpus)))
    return hourly(f"{title} node ({labelled(size)})", rates, hours=HOURS_PER_MONTH).times(count)


_FUNCTIONS: Final[tuple[CostFunction, ...]] = (nodes, workers, data_disks)

MODELS: Final[Models] = {f"azurerm_hdinsight_{kind}_cluster": _FUNCTIONS for kind in _TYPES}
