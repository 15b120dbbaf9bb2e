"""MemoryDB: nodes by the hour, data written, and snapshots."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.aws._autoscaling import fixed, scaled_by_target
from costguard.pricing.aws._reserved import purchase
from costguard.pricing.lines import TIER, Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "memorydb"
_VALKEY: Final = "valkey"
_VALKEY_FACTOR: Final = Decimal(
    "0.7"
)  # Nodes of Valkey cost 30 % less than those of Redis (MemoryDB pricing, 2025-01).


def nodes(cluster: Subject) -> Iterator[Line]:
    """The nodes of all shards; a shard has one replica unless told otherwise (provider documentation)."""
    shards = scaled_by_target(cluster, "memorydb:cluster:Shards") or fixed(cluster.number("num_shards", 1))
    each = cluster.number("num_replicas_per_shard", 1) + 1
    size, bought = cluster.text("node_type"), purchase(cluster)
    is_valkey = _engine(cluster) == _VALKEY
    words = [*(["valkey"] if is_valkey else []), bought.label, size, *(["autoscaling"] if shards.is_scaling else [])]
    rate = Rate(_TABLE, bought.item(size), factor=_VALKEY_FACTOR if is_valkey else Decimal(1))
    yield bought.noted(shards.times(each).of(hourly(f"MemoryDB instance ({', '.join(words)})", rate)))


def data_written(cluster: Subject) -> Iterator[Line]:
    """Data written; the first 10 TB are free with Valkey."""
    key = "monthly_data_written_gb"
    is_valkey = _engine(cluster) == _VALKEY
    name, item = (f"Data written ({TIER})", "valkey/written_gb") if is_valkey else ("Data written", "written_gb")
    yield by_use(name, "GB", cluster.usage.number(key), Rate(_TABLE, item), key=key)


def backup_storage(cluster: Subject) -> Iterator[Line]:
    """Snapshots beyond the first day, which is free."""
    days = cluster.number("snapshot_retention_limit", 0)
    if days > 1:
        key = "snapshot_storage_size_gb"
        size_gb = cluster.usage.number(key)
        quantity = None if size_gb is None else size_gb * (days - 1)
        yield by_use("Backup storage", "GB", quantity, Rate(_TABLE, "backup_gb"), key=key)


def _engine(cluster: Subject) -> str:
    return cluster.text("engine", "redis").lower()


MODELS: Final[Models] = {"aws_memorydb_cluster": (nodes, data_written, backup_storage)}
