"""Kubernetes Engine: clusters, their default and other node pools, and Autopilot."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.pricing.gcp._disk import Disk, disk_lines, disk_of
from costguard.pricing.gcp._licence import windows
from costguard.pricing.gcp._machine import LOCAL_SSD_GB, gpu_lines, local_ssd_lines, machine_lines, machine_of
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
_DISK: Final = "pd-standard"
_DISK_GB: Final = 100
_ZONES: Final = 3
_NODES: Final = 3
_ASSUMED_NODES: Final = "3 nodes a zone, as nothing says how many"


class Count(msgspec.Struct, frozen=True):
    """How many nodes a pool has, and between which bounds it scales."""

    nodes: Decimal
    low: Decimal
    high: Decimal
    assumption: str = ""


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


def default_pool(cluster: Subject) -> Iterator[Line]:
    """The pool that a cluster has unless it removes it, or names pools of its own."""
    is_removed = cluster.flag("remove_default_node_pool", False)
    if is_removed or _is_autopilot(cluster) or cluster.blocks("node_pool"):
        return
    told = cluster.usage.number("nodes")
    nodes = _NODES if told is None else told
    count = nodes if told is not None else cluster.number("initial_node_count", _NODES)
    assumption = "" if told is not None or cluster.has("initial_node_count") else _ASSUMED_NODES
    total = Decimal(count) * _cluster_zones(cluster)
    config = cluster.block("node_config")
    for line in _node_lines(config, Count(total, total, total, assumption), ""):
        yield line.of("default_pool")


def node_pools(cluster: Subject) -> Iterator[Line]:
    """The pools that the cluster's own body names."""
    if _is_autopilot(cluster):
        return
    for place, pool in enumerate(cluster.blocks("node_pool")):
        part = f"node_pool[{place}]"
        count = _count(pool, _pool_zones(pool, cluster), cluster.usage.number(f"{part}.nodes"))
        yield from (line.of(part) for line in _node_lines(pool.block("node_config"), count, ""))


def pool(pool: Subject) -> Iterator[Line]:
    """A pool that is a resource of its own."""
    clusters = pool.linked("cluster", "google_container_cluster")
    cluster = clusters[0] if clusters else None
    place = pool.text("location", "") or (cluster.text("location", "") if cluster is not None else "")
    count = _count(pool, _pool_zones(pool, cluster), pool.usage.number("nodes"))
    yield from _node_lines(pool.block("node_config"), count, region_of(place))


def _is_autopilot(cluster: Subject) -> bool:
    return cluster.flag("enable_autopilot", False)


def _cluster_zones(cluster: Values) -> int:
    """The zones of a cluster's nodes: a zonal one names more of them, a regional one all of them."""
    place, named = short(cluster.text("location", "")), cluster.texts("node_locations")
    if is_zone(place):
        return len({place, *named})
    return len(named) or _ZONES


def _pool_zones(pool: Values, cluster: Values | None) -> int:
    named = pool.texts("node_locations")
    if named:
        return len(named)
    if cluster is not None:
        return _cluster_zones(cluster)
    return 1 if is_zone(pool.text("location", "")) else _ZONES


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


def _node_lines(told: Values | None, count: Count, region: str) -> Iterator[Line]:
    config = told or values_of()
    machine = machine_of(config, default=_MACHINE, region=region)
    lines = [
        *machine_lines(machine),
        *disk_lines(_node_disk(config, region)),
        *local_ssd_lines(machine, _local_ssd_gb(config)),
        *gpu_lines(machine, config.blocks("guest_accelerator")),
    ]
    if config.text("image_type", "").upper().startswith("WINDOWS"):
        lines.append(Line("Licence (Windows Server)", "hours", machine.hours, (windows(machine),)))
    for line in lines:
        scaled = line.scaled(count.nodes, count.low, count.high)
        assumption = ", ".join(each for each in (line.assumption, count.assumption) if each)
        yield msgspec.structs.replace(scaled, assumption=assumption)


def _node_disk(config: Values, region: str) -> Disk:
    """The disk a node boots from: by the older arguments, or by a block of its own."""
    boot = config.block("boot_disk") or values_of()
    kind = config.text("disk_type", "") or boot.text("disk_type", _DISK)
    size = config.number("disk_size_gb", 0) or boot.number("size_gb", _DISK_GB)
    return disk_of(boot, kind, size, region=region)


def _local_ssd_gb(config: Values) -> Decimal:
    paths = (
        "local_ssd_count",
        "ephemeral_storage_config.local_ssd_count",
        "ephemeral_storage_local_ssd_config.local_ssd_count",
        "local_nvme_ssd_block_config.local_ssd_count",
    )
    return sum((config.number(path, 0) for path in paths), Decimal(0)) * LOCAL_SSD_GB


MODELS: Final[Models] = {
    "google_container_cluster": (management, autopilot, default_pool, node_pools),
    "google_container_node_pool": (pool,),
}
