"""Azure Managed Redis, and the Enterprise tiers before it: instances by the hour."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "managed_redis"
_WITH_REPLICA: Final = 2


def managed_cache(cache: Subject) -> Iterator[Line]:
    """The cache, and its replica unless high availability is off (it is on by default)."""
    sku = cache.text("sku_name")
    instances = _WITH_REPLICA if cache.flag("high_availability_enabled", default=True) else 1
    yield _usage(sku, sku).times(instances)


def enterprise_cache(cluster: Subject) -> Iterator[Line]:
    """The nodes that the name counts: `Enterprise_E20-4` is four; a name without a count is of the managed kind."""
    sku = cluster.text("sku_name")
    size, _, count = sku.partition("-")
    yield _usage(sku, size).times(int(count) if count.isdigit() else _WITH_REPLICA)


def _usage(sku: str, size: str) -> Line:
    return hourly(f"Cache usage ({sku})", Rate(_TABLE, size.lower().rpartition("_")[2]))


MODELS: Final[Models] = {
    "azurerm_managed_redis": (managed_cache,),
    "azurerm_redis_enterprise_cluster": (enterprise_cache,),
}
