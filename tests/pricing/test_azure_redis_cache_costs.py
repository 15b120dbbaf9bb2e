"""What Redis caches bill for."""


def _cache(sku, capacity, **more):
    return {"sku_name": sku, "family": sku[0].upper() if sku == "Premium" else "C", "capacity": capacity, **more}


def test_basic_has_one_node_and_standard_two(bill):
    assert bill("azurerm_redis_cache", _cache("Basic", 4), region="eastus") == [
        "Cache usage (Basic_C4): 1 nodes x 153.3 = 153.30",
    ]
    assert bill("azurerm_redis_cache", _cache("standard", 3), region="westeurope") == [
        "Cache usage (Standard_C3): 2 nodes x 164.25 = 328.50",
    ]


def test_each_shard_of_premium_has_a_primary_and_its_replicas(bill):
    assert bill("azurerm_redis_cache", _cache("Premium", 1, shard_count=3), region="eastus") == [
        "Cache usage (Premium_P1): 6 nodes x 202.21 = 1213.26",
    ]
    assert bill(
        "azurerm_redis_cache", _cache("Premium", 3, shard_count=3, replicas_per_primary=3), region="eastus"
    ) == [
        "Cache usage (Premium_P3): 12 nodes x 809.57 = 9714.84",
    ]


def test_no_shards_are_one(bill):
    assert bill("azurerm_redis_cache", _cache("Premium", 2, shard_count=0, replicas_per_master=2), region="eastus") == [
        "Cache usage (Premium_P2): 3 nodes x 405.15 = 1215.45",
    ]


def test_a_number_of_shards_that_is_not_known_is_not_one(bill):
    lines = bill("azurerm_redis_cache", _cache("Premium", 1), unknown={"shard_count": True}, unset=False)
    assert lines == ["Cache usage: unpriced, `shard_count` is known only after apply"]
