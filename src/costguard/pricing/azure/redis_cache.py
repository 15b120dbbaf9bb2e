"""Azure Cache for Redis: nodes by tier and size."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "redis_cache"
_NODES: Final = {"basic": 1, "standard": 2}  # Standard has a replica; Premium says how many


def cache_usage(cache: Subject) -> Iterator[Line]:
    """The nodes, all month: of Premium, each shard has a primary and its replicas."""
    tier = cache.text("sku_name").title()
    size = f"{cache.text('family', 'P' if tier == 'Premium' else 'C').upper()}{cache.number('capacity'):f}"
    nodes = Decimal(_NODES[tier.lower()]) if tier.lower() in _NODES else _premium_nodes(cache)
    yield monthly(f"Cache usage ({tier}_{size})", "nodes", nodes, Rate(_TABLE, f"{tier.lower()}/{size.lower()}"))


def _premium_nodes(cache: Subject) -> Decimal:
    shards = max(cache.number("shard_count", 1), Decimal(1))
    # One replica unless told otherwise; azurerm 3 renamed the argument.
    path = "replicas_per_primary" if cache.has("replicas_per_primary") else "replicas_per_master"
    return shards * (1 + cache.number(path, 1))


MODELS: Final[Models] = {"azurerm_redis_cache": (cache_usage,)}
