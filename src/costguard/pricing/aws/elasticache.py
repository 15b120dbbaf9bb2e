"""ElastiCache: nodes by the hour, snapshots, and serverless caches by what they hold and do."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.aws._autoscaling import Capacity, fixed, scaled_by_target
from costguard.pricing.aws._reserved import Purchase, purchase
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "elasticache"
_GROUP: Final = "aws_elasticache_replication_group"
_SHARDS: Final = "elasticache:replication-group:NodeGroups"
_REPLICAS: Final = "elasticache:replication-group:Replicas"
_VALKEY: Final = "valkey"
# Nodes of Valkey cost 20 % less than those of Redis and Memcached (ElastiCache pricing, 2025-01).
_VALKEY_FACTOR: Final = Decimal("0.8")
_MILLION: Final = 1_000_000


def cluster_nodes(cache: Subject) -> Iterator[Line]:
    """The nodes of a cluster, unless it is a member of a replication group, which bills for them."""
    if not cache.has("replication_group_id"):
        nodes = fixed(cache.number("num_cache_nodes", 1))
        yield _nodes(cache, cache.text("engine", "memcached").lower(), nodes)


def cluster_backup(cache: Subject) -> Iterator[Line]:
    """Snapshots of a cluster of its own."""
    if not cache.has("replication_group_id") and cache.text("engine", "").lower() in ("redis", _VALKEY):
        yield from _backup(cache)


def group_nodes(group: Subject) -> Iterator[Line]:
    """The nodes of all shards, with their replicas."""
    yield _nodes(group, _engine(group), _group_size(group))


def group_backup(group: Subject) -> Iterator[Line]:
    """Snapshots of a replication group."""
    yield from _backup(group)


def serverless(cache: Subject) -> Iterator[Line]:
    """What a serverless cache holds, by the gigabyte and hour, and processing units."""
    kind = _VALKEY if cache.text("engine").lower() == _VALKEY else "redis"
    size_gb = cache.usage.number("storage_gb")
    stored = None if size_gb is None else size_gb * HOURS_PER_MONTH
    yield by_use("Data storage", "GB-hours", stored, Rate(_TABLE, f"serverless/{kind}_gb"), key="storage_gb")
    key = "monthly_ecpus"
    units = cache.usage.number(key)
    quantity = None if units is None else units / _MILLION
    yield by_use("ElastiCache processing units", "1M ECPUs", quantity, Rate(_TABLE, f"serverless/{kind}_ecpu"), key=key)


def serverless_backup(cache: Subject) -> Iterator[Line]:
    """Snapshots of a serverless cache; none of them is free."""
    if cache.number("snapshot_retention_limit", 0) > 0:
        key = "snapshot_storage_size_gb"
        yield by_use("Backup storage", "GB", cache.usage.number(key), Rate(_TABLE, "backup_gb"), key=key)


def _engine(group: Subject) -> str:
    return group.text("engine", "redis").lower()


def _group_size(group: Subject) -> Capacity:
    """How many nodes: shards times (replicas + 1), or the number of clusters; older providers name them otherwise."""
    shards = group.number("num_node_groups", group.number("cluster_mode.num_node_groups", 0))
    replicas = group.number("replicas_per_node_group", group.number("cluster_mode.replicas_per_node_group", 0))
    moving_shards, moving_replicas = scaled_by_target(group, _SHARDS), scaled_by_target(group, _REPLICAS)
    if not shards and moving_shards is None:
        single = group.number("num_cache_clusters", group.number("number_cache_clusters", 1))
        return fixed(single)
    shard = moving_shards or fixed(shards or Decimal(1))
    replica = moving_replicas or fixed(replicas)
    return Capacity(
        shard.now * (replica.now + 1),
        shard.low * (replica.low + 1),
        shard.high * (replica.high + 1),
        is_scaling=shard.is_scaling or replica.is_scaling,
    )


def _nodes(cache: Subject, engine: str, nodes: Capacity) -> Line:
    size, bought = _node_type(cache), purchase(cache)
    label = f"{bought.label}, {size}, autoscaling" if nodes.is_scaling else f"{bought.label}, {size}"
    return bought.noted(nodes.of(hourly(f"ElastiCache ({label})", _rate(size, engine, bought))))


def _rate(size: str, engine: str, bought: Purchase) -> Rate:
    factor = _VALKEY_FACTOR if engine == _VALKEY else Decimal(1)
    return Rate(_TABLE, bought.item(size), factor=factor)


def _node_type(cache: Subject) -> str:
    """The node type; members of a global replication group take that of its primary."""
    for primary in cache.linked("global_replication_group_id", "aws_elasticache_global_replication_group"):
        for group in primary.linked("primary_replication_group_id", _GROUP):
            return group.text("node_type")
    return cache.text("node_type")


def _backup(cache: Subject) -> Iterator[Line]:
    """Snapshots beyond the first, which is free."""
    days = cache.number("snapshot_retention_limit", 0)
    if days > 1:
        key = "snapshot_storage_size_gb"
        size_gb = cache.usage.number(key)
        quantity = None if size_gb is None else size_gb * (days - 1)
        yield by_use("Backup storage", "GB", quantity, Rate(_TABLE, "backup_gb"), key=key)


MODELS: Final[Models] = {
    "aws_elasticache_cluster": (cluster_nodes, cluster_backup),
    _GROUP: (group_nodes, group_backup),
    "aws_elasticache_serverless_cache": (serverless, serverless_backup),
}
