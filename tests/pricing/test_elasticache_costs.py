"""What ElastiCache bills for."""


def test_a_cluster_bills_for_its_nodes(bill):
    values = {"engine": "memcached", "node_type": "cache.m4.large", "num_cache_nodes": 2}
    assert bill("aws_elasticache_cluster", values) == [
        "ElastiCache (on-demand, cache.m4.large): 1460 hours x 0.156 = 227.76"
    ]


def test_a_member_of_a_replication_group_bills_for_nothing_itself(bill):
    assert bill("aws_elasticache_cluster", {"replication_group_id": "group"}) == []


def test_the_first_snapshot_is_free(bill):
    values = {"engine": "redis", "node_type": "cache.t3.micro", "snapshot_retention_limit": 3}
    usage = {"snapshot_storage_size_gb": 10}
    assert bill("aws_elasticache_cluster", values, usage=usage, region="eu-west-1") == [
        "ElastiCache (on-demand, cache.t3.micro): 730 hours x 0.018 = 13.14",
        "Backup storage: 20 GB x 0.085 = 1.70",
    ]


def test_a_group_has_a_node_for_each_shard_and_replica(bill):
    values = {"node_type": "cache.m4.large", "num_node_groups": 4, "replicas_per_node_group": 3}
    assert bill("aws_elasticache_replication_group", values) == [
        "ElastiCache (on-demand, cache.m4.large): 11680 hours x 0.156 = 1822.08"
    ]


def test_older_providers_name_the_shards_in_a_block(bill):
    values = {"node_type": "cache.m4.large", "cluster_mode": [{"num_node_groups": 4, "replicas_per_node_group": 3}]}
    assert bill("aws_elasticache_replication_group", values) == [
        "ElastiCache (on-demand, cache.m4.large): 11680 hours x 0.156 = 1822.08"
    ]


def test_shards_may_scale_and_valkey_costs_a_fifth_less(bill, resource):
    values = {
        "engine": "valkey",
        "node_type": "cache.r7g.large",
        "num_node_groups": 1,
        "replicas_per_node_group": 1,
    }
    shards = {
        "scalable_dimension": "elasticache:replication-group:NodeGroups",
        "min_capacity": 2,
        "max_capacity": 5,
    }
    assert bill("aws_elasticache_replication_group", values, users=[resource("aws_appautoscaling_target", shards)]) == [
        "ElastiCache (on-demand, cache.r7g.large, autoscaling): 2920 hours x 0.1752 = 511.58"
    ]


def test_a_reserved_node_costs_less(bill):
    values = {"engine": "redis", "node_type": "cache.m6g.12xlarge"}
    usage = {"reserved_instance_term": "1_year", "reserved_instance_payment_option": "no_upfront"}
    assert bill("aws_elasticache_cluster", values, usage=usage) == [
        "ElastiCache (reserved, cache.m6g.12xlarge): 730 hours x 2.428 = 1772.44"
    ]


def test_a_serverless_cache_bills_by_what_it_holds_and_does(bill):
    usage = {"storage_gb": 10, "monthly_ecpus": 1_000_000_000}
    assert bill("aws_elasticache_serverless_cache", {"engine": "valkey"}, usage=usage) == [
        "Data storage: 7300 GB-hours x 0.084 = 613.20",
        "ElastiCache processing units: 1000 1M ECPUs x 0.0023 = 2.30",
    ]


def test_an_unknown_node_type_is_unpriced(bill):
    assert bill("aws_elasticache_cluster", {"engine": "redis"}, unknown={"node_type": True}, unset=False) == [
        "Cluster nodes: unpriced, `node_type` is known only after apply"
    ]
