"""What Neptune bills for."""


def test_a_cluster_bills_for_storage_requests_and_kept_backups(bill):
    usage = {"storage_gb": 10, "monthly_io_requests": 1_000_000, "backup_storage_gb": 100}
    assert bill("aws_neptune_cluster", {"backup_retention_period": 5}, usage=usage) == [
        "Storage: 10 GB x 0.1 = 1.00",
        "I/O requests: 1 1M request x 0.2 = 0.20",
        "Backup storage: 100 GB x 0.021 = 2.10",
    ]


def test_a_single_day_of_backups_is_free(bill):
    assert bill("aws_neptune_cluster", {"backup_retention_period": 1}, region="eu-west-2") == [
        "Storage: usage GB x 0.116",
        "I/O requests: usage 1M request x 0.23",
    ]


def test_an_instance_bills_by_the_hour(bill):
    assert bill("aws_neptune_cluster_instance", {"instance_class": "db.r5.xlarge"}) == [
        "Database instance (on-demand, db.r5.xlarge): 730 hours x 0.696 = 508.08"
    ]


def test_a_serverless_instance_bills_by_capacity_unit(bill):
    usage = {"capacity_units_per_hr": 2}
    assert bill("aws_neptune_cluster_instance", {"instance_class": "db.serverless"}, usage=usage) == [
        "Neptune serverless: 1460 NCU-hours x 0.1608 = 234.77"
    ]


def test_a_snapshot_of_a_cluster_that_keeps_one_day_is_free(bill, resource):
    cluster = resource("aws_neptune_cluster", {"backup_retention_period": 1})
    assert bill("aws_neptune_cluster_snapshot", {}, linked={"db_cluster_identifier": [cluster]}) == []


def test_an_unknown_class_is_said_once_for_each_line_that_needs_it(bill):
    assert bill("aws_neptune_cluster_instance", {}, unknown={"instance_class": True}, unset=False) == [
        "Database instance: unpriced, `instance_class` is known only after apply",
        "Cpu credits: unpriced, `instance_class` is known only after apply",
    ]
