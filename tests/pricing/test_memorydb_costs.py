"""What MemoryDB bills for."""


def test_nodes_bill_by_the_hour_and_data_by_the_gigabyte(bill):
    values = {"node_type": "db.r6g.large", "num_shards": 2, "snapshot_retention_limit": 3}
    usage = {"monthly_data_written_gb": 100, "snapshot_storage_size_gb": 10}
    assert bill("aws_memorydb_cluster", values, usage=usage) == [
        "MemoryDB instance (on-demand, db.r6g.large): 2920 hours x 0.309 = 902.28",
        "Data written: 100 GB x 0.2 = 20.00",
        "Backup storage: 20 GB x 0.021 = 0.42",
    ]


def test_valkey_costs_less_and_its_first_10_tb_are_free(bill):
    values = {"engine": "valkey", "node_type": "db.r6g.large"}
    assert bill("aws_memorydb_cluster", values, usage={"monthly_data_written_gb": 20_000}) == [
        "MemoryDB instance (valkey, on-demand, db.r6g.large): 1460 hours x 0.2163 = 315.80",
        "Data written (over 10TB): 9760 GB x 0.04 = 390.40",
    ]


def test_a_node_that_the_book_lacks_is_unpriced(bill):
    assert bill("aws_memorydb_cluster", {"node_type": "db.t4g.small"})[0] == (
        "MemoryDB instance (on-demand, db.t4g.small): unpriced, "
        "the price book has no price of memorydb db.t4g.small in us-east-1"
    )


def test_another_region_has_its_own_prices(bill):
    assert bill("aws_memorydb_cluster", {"node_type": "db.r6g.large"}, region="eu-central-1")[1] == (
        "Data written: usage GB x 0.238384"
    )


def test_an_unknown_node_type_leaves_the_data_shown(bill):
    assert bill("aws_memorydb_cluster", {}, unknown={"node_type": True}, unset=False) == [
        "Nodes: unpriced, `node_type` is known only after apply",
        "Data written: usage GB x 0.2",
    ]
