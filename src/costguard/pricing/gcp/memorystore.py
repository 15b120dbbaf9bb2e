"""Memorystore: Redis instances and clusters, Valkey, Memcached."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "redis"
# The capacity tiers end at so many GB: https://cloud.google.com/memorystore/docs/redis/pricing (2025).
_CAPACITY: Final = ((4, "M1"), (10, "M2"), (35, "M3"), (100, "M4"))
_LARGEST: Final = "M5"
# GB of memory of a node: https://cloud.google.com/memorystore/docs/cluster/cluster-node-specification (2025).
_NODE_GB: Final = {
    "shared core nano": Decimal("1.4"),
    "standard small": Decimal("6.5"),
    "highmem medium": Decimal(13),
    "highmem xlarge": Decimal(58),
}
_REDIS_NODE: Final = "REDIS_HIGHMEM_MEDIUM"  # the provider's default
_VALKEY_NODE: Final = "HIGHMEM_MEDIUM"
_MB_PER_GB: Final = 1024


def redis_instance(instance: Subject) -> Iterator[Line]:
    """A Redis instance: by its memory, at a price that falls with it; a read replica costs as much as its primary."""
    memory = instance.number("memory_size_gb")
    tier = "standard" if instance.text("tier", "BASIC").upper() == "STANDARD_HA" else "basic"
    capacity = next((name for most, name in _CAPACITY if memory <= most), _LARGEST)
    with_replicas = instance.text("read_replicas_mode", "").upper() == "READ_REPLICAS_ENABLED"
    item = f"{'standard-node' if with_replicas else tier}/{capacity}"
    line = monthly(f"Redis instance ({tier}, {capacity})", "GB", memory, Rate(_TABLE, item))
    yield line.times(instance.number("replica_count", 2) + 1) if with_replicas else line


def redis_nodes(cluster: Subject) -> Iterator[Line]:
    """The nodes of a Redis cluster: each shard has its primary and its replicas."""
    node = _node(cluster, _REDIS_NODE)
    yield hourly(f"Cluster node ({node})", _node_rate(node)).times(_nodes(cluster))


def valkey_nodes(instance: Subject) -> Iterator[Line]:
    """The nodes of a Valkey instance, which cost what those of a Redis cluster do (price list of 2026-04-27)."""
    node = _node(instance, _VALKEY_NODE)
    yield hourly(f"Node ({node})", _node_rate(node)).times(_nodes(instance))


def redis_persistence(cluster: Subject) -> Iterator[Line]:
    """The log that a cluster keeps of its writes, as large as the memory of its primaries."""
    yield from _persistence(cluster, _node(cluster, _REDIS_NODE))


def valkey_persistence(instance: Subject) -> Iterator[Line]:
    """The log that an instance keeps of its writes, as large as the memory of its primaries."""
    yield from _persistence(instance, _node(instance, _VALKEY_NODE))


def backups(cluster: Subject) -> Iterator[Line]:
    """What automated backups hold."""
    if cluster.has("automated_backup_config"):
        key = "backup_storage_gb"
        yield by_use("Backups", "GB", cluster.usage.number(key), Rate(_TABLE, "backup_gb"), key=key)


def memcached(instance: Subject) -> Iterator[Line]:
    """A Memcached instance: by the vCPUs and the memory of its nodes."""
    nodes = instance.number("node_count")
    vcpus = instance.number("node_config.cpu_count") * nodes
    memory = instance.number("node_config.memory_size_mb") / _MB_PER_GB * nodes
    yield hourly("Memcached vCPUs", Rate(_TABLE, "memcached/vcpu")).times(vcpus)
    yield monthly("Memcached memory", "GB", memory, Rate(_TABLE, "memcached/gb"))


def _persistence(cluster: Subject, node: str) -> Iterator[Line]:
    if cluster.text("persistence_config.mode", "DISABLED").upper() == "AOF":
        size = _NODE_GB.get(node)
        if size is None:
            raise NotKnown(f"how much memory a node of the type {node} has is not known")
        gb = (cluster.number("shard_count") * size).to_integral_value(ROUND_CEILING)
        yield monthly("AOF persistence", "GB", gb * HOURS_PER_MONTH, Rate(_TABLE, "aof_gb"))


def _nodes(cluster: Subject) -> Decimal:
    return cluster.number("shard_count") * (cluster.number("replica_count", 0) + 1)


def _node(cluster: Subject, default: str) -> str:
    return cluster.text("node_type", default).upper().removeprefix("REDIS_").replace("_", " ").lower()


def _node_rate(node: str) -> Rate:
    return Rate(_TABLE, f"node/{node.replace(' ', '-')}")


MODELS: Final[Models] = {
    "google_redis_instance": (redis_instance,),
    "google_redis_cluster": (redis_nodes, redis_persistence, backups),
    "google_memorystore_instance": (valkey_nodes, valkey_persistence, backups),
    "google_memcache_instance": (memcached,),
}
