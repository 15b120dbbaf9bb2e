"""Kubernetes Engine: clusters, their default and other node pools, and Autopilot."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.pricing.gcp._disk import Disk, disk_lines, disk_of
from costguard.pricing.gcp._licence import windows
from costguard.pricing.gcp._machine import (
    LOCAL_SSD_GB,
    gpu_lines,
    is_spot,
    local_ssd_lines,
    machine_lines,
    machine_of,
)
from costguard.pricing.gcp._words import is_zone, region_of, short, values_of
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

_TABLE: Final = "gke"
_FREE_TIER: Final = "before the credit of 74.40 dollars a month that each billing account has for one cluster"
# What Google documents for a node that does not say: https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/
# NodeConfig (2025). Three is the number of zones that a regional cluster takes, and of nodes that gcloud makes a zone.
_MACHINE: Final = "e2-medium"
_DISK_GB: Final = 100
# Nodes boot from balanced disks since this version, from standard ones before:
# https://cloud.google.com/kubernetes-engine/docs/how-to/custom-boot-disks (2025).
_BALANCED_SINCE: Final = (1, 24)
_VERSION: Final = re.compile(r"(\d+)\.(\d+)")
_ZONES: Final = 3
_NODES: Final = 3
_ASSUMED_NODES: Final = "3 nodes a zone, as nothing says how many"


class Count(msgspec.Struct, frozen=True):
    """How many nodes a pool has, and between which bounds it scales."""

    nodes: Decimal
    low: Decimal
    high: Decimal
    assumption: str = ""

    def of(self, line: Line) -> Line:
        """A node's line for all of the nodes."""
        assumption = ", ".join(each for each in (line.assumption, self.assumption) if each)
        return msgspec.structs.replace(line.scaled(self.nodes, self.low, self.high), assumption=assumption)


class Pool(msgspec.Struct, frozen=True):
    """A pool of nodes: its own block, what configures its nodes, how many there are, and the cluster, where known.

    `part` is its name in the cluster's bill, "" for a pool that is a resource of its own.
    """

    part: str
    block: Values
    config: Values
    count: Count
    cluster: Values | None
    region: str = ""


def management(cluster: Subject) -> Iterator[Line]:
    """What Google charges for running the control plane."""
    name = "Autopilot" if _is_autopilot(cluster) else "Cluster management fee"
    yield hourly(name, Rate(_TABLE, "cluster"), assumption=_FREE_TIER)


def autopilot(cluster: Subject) -> Iterator[Line]:
    """What the pods of an Autopilot cluster ask for."""
    if not _is_autopilot(cluster):
        return
    usage = cluster.usage
    for name, unit, key, item in (
        ("Autopilot vCPU", "vCPU", "autopilot_vcpu_count", "vcpu"),
        ("Autopilot memory", "GB", "autopilot_memory_gb", "memory"),
        ("Autopilot ephemeral storage", "GB", "autopilot_ephemeral_storage_gb", "storage"),
    ):
        yield by_use(name, unit, usage.number(key), Rate(_TABLE, item), key=key)


def node_pools(cluster: Subject) -> Iterator[Line]:
    """The pools that the cluster's own body names, or else the default one, unless it is removed.

    Addresses come last: that it is not known whether nodes are public keeps no other line from the bill.
    """
    for cost in (_node_lines, _addresses):
        for pool in _pools(cluster):
            yield from (line.of(pool.part) for line in cost(pool))


def pool(pool: Subject) -> Iterator[Line]:
    """A pool that is a resource of its own."""
    own = _own_pool(pool)
    yield from _node_lines(own)
    yield from _addresses(own)


def _pools(cluster: Subject) -> Iterator[Pool]:
    if _is_autopilot(cluster):
        return
    blocks = cluster.blocks("node_pool")
    for place, block in enumerate(blocks):
        part = f"node_pool[{place}]"
        count = _count(block, _pool_zones(block, cluster), cluster.usage.number(f"{part}.nodes"))
        yield Pool(part, block, block.block("node_config") or values_of(), count, cluster)
    if not blocks and not cluster.flag("remove_default_node_pool", False):
        config = cluster.block("node_config") or values_of()
        yield Pool("default_pool", values_of(), config, _default_count(cluster), cluster)


def _own_pool(pool: Subject) -> Pool:
    clusters = pool.linked("cluster", "google_container_cluster")
    cluster = clusters[0] if clusters else None
    place = _place(pool) or (_place(cluster) if cluster is not None else "")
    count = _count(pool, _pool_zones(pool, cluster), pool.usage.number("nodes"))
    return Pool("", pool, pool.block("node_config") or values_of(), count, cluster, region_of(place))


def _is_autopilot(cluster: Subject) -> bool:
    return cluster.flag("enable_autopilot", False)


def _cluster_zones(cluster: Values) -> int:
    """The zones of a cluster's nodes: a zonal one names more of them, a regional one all of them."""
    place, named = short(_place(cluster)), cluster.texts("node_locations") or cluster.texts("additional_zones")
    if is_zone(place):
        return len({place, *named})
    return len(named) or _ZONES


def _place(resource: Values) -> str:
    """The zone or region, by its present name or by those before version 3 of the provider."""
    return resource.text("location", "") or resource.text("zone", "") or resource.text("region", "")


def _pool_zones(pool: Values, cluster: Values | None) -> int:
    named = pool.texts("node_locations")
    if named:
        return len(named)
    if cluster is not None:
        return _cluster_zones(cluster)
    return 1 if is_zone(_place(pool)) else _ZONES


def _count(pool: Values, zones: int, told: Decimal | None) -> Count:
    """The nodes of a pool. Counts are by zone, but for an autoscaler's totals."""
    if told is not None:
        return Count(told * zones, told * zones, told * zones)
    scaling = pool.block("autoscaling")
    wanted = next((pool.number(name) for name in ("node_count", "initial_node_count") if pool.has(name)), None)
    if scaling is None:
        count = (Decimal(_NODES) if wanted is None else wanted) * zones
        return Count(count, count, count, _ASSUMED_NODES if wanted is None else "")
    if scaling.has("total_max_node_count"):
        low, high = scaling.number("total_min_node_count", 0), scaling.number("total_max_node_count")
    else:
        low, high = scaling.number("min_node_count", 0) * zones, scaling.number("max_node_count", 0) * zones
    return Count(low, low, max(low, high), "as few nodes as its autoscaler may go down to")


def _default_count(cluster: Subject) -> Count:
    """The nodes of the default pool: so many a zone, by usage or by the code."""
    told = cluster.usage.number("nodes")
    is_told = told is not None or cluster.has("initial_node_count")
    nodes = cluster.number("initial_node_count", _NODES) if told is None else told
    total = nodes * _cluster_zones(cluster)
    return Count(total, total, total, "" if is_told else _ASSUMED_NODES)


def _node_lines(pool: Pool) -> Iterator[Line]:
    config = pool.config
    machine = machine_of(config, default=_MACHINE, region=pool.region)
    yield from map(pool.count.of, machine_lines(machine))
    yield from map(pool.count.of, disk_lines(_node_disk(pool)))
    yield from map(pool.count.of, local_ssd_lines(machine, _local_ssd_gb(config)))
    yield from map(pool.count.of, gpu_lines(machine, config.blocks("guest_accelerator")))
    if config.text("image_type", "").upper().startswith("WINDOWS"):
        yield pool.count.of(Line("Licence (Windows Server)", "hours", machine.hours, (windows(machine),)))


def _addresses(pool: Pool) -> Iterator[Line]:
    """Nodes have public addresses unless the pool or its cluster makes them private."""
    if pool.block.has("network_config.enable_private_nodes"):
        is_private = pool.block.flag("network_config.enable_private_nodes", False)
    else:
        cluster = pool.cluster
        is_private = cluster is not None and cluster.flag("private_cluster_config.enable_private_nodes", False)
    if not is_private:
        told = "" if pool.cluster is not None else "public nodes, as the cluster is not in the plan"
        item = f"address/{'spot' if is_spot(pool.config) else 'standard'}"
        line = hourly("External IP address", Rate("network", item, region=pool.region), assumption=told)
        yield pool.count.of(line)


def _node_disk(pool: Pool) -> Disk:
    """The disk a node boots from: by the older arguments, or by a block of its own."""
    config = pool.config
    boot = config.block("boot_disk") or values_of()
    kind = config.text("disk_type", "") or boot.text("disk_type", "") or _default_disk(pool)
    size = config.number("disk_size_gb", 0) or boot.number("size_gb", _DISK_GB)
    return disk_of(boot, kind, size, region=pool.region)


def _default_disk(pool: Pool) -> str:
    """What nodes of the pool's version boot from. A version that nothing says is a current one."""
    for block, path in ((pool.block, "version"), (pool.cluster, "node_version"), (pool.cluster, "min_master_version")):
        if block is not None and block.has(path) and block.is_known(path):
            found = _VERSION.match(block.text(path))
            is_old = found is not None and (int(found[1]), int(found[2])) < _BALANCED_SINCE
            return "pd-standard" if is_old else "pd-balanced"
    return "pd-balanced"


def _local_ssd_gb(config: Values) -> Decimal:
    paths = (
        "local_ssd_count",
        "ephemeral_storage_config.local_ssd_count",
        "ephemeral_storage_local_ssd_config.local_ssd_count",
        "local_nvme_ssd_block_config.local_ssd_count",
    )
    return sum((config.number(path, 0) for path in paths), Decimal(0)) * LOCAL_SSD_GB


MODELS: Final[Models] = {
    "google_container_cluster": (management, autopilot, node_pools),
    "google_container_node_pool": (pool,),
}
