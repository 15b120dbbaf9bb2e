"""What Aurora clusters, their instances, and RDS Multi-AZ clusters bill for."""


def test_a_cluster_bills_for_what_it_stores_and_does(bill):
    usage = {
        "storage_gb": 100,
        "write_requests_per_sec": 100,
        "read_requests_per_sec": 100,
        "backup_snapshot_size_gb": 200,
        "average_statements_per_hr": 1000,
        "change_records_per_statement": 2,
        "backtrack_window_hrs": 24,
        "snapshot_export_size_gb": 10,
    }
    assert bill("aws_rds_cluster", {"engine": "aurora-mysql", "backup_retention_period": 5}, usage=usage) == [
        "Storage: 100 GB x 0.1 = 10.00",
        "I/O requests: 525.6 1M requests x 0.2 = 105.12",
        "Backup storage: 800 GB x 0.021 = 16.80",
        "Backtrack: 35.04 1M change-records x 0.012 = 0.42",
        "Snapshot export: 10 GB x 0.01 = 0.10",
    ]


def test_the_first_day_of_backups_is_free_and_postgresql_cannot_backtrack(bill):
    assert bill("aws_rds_cluster", {"engine": "aurora-postgresql"}) == [
        "Storage: usage GB x 0.1",
        "I/O requests: usage 1M requests x 0.2",
        "Snapshot export: usage GB x 0.01",
    ]


def test_an_io_optimized_cluster_bills_for_no_requests(bill):
    values = {"engine": "aurora-postgresql", "storage_type": "aurora-iopt1"}
    assert bill("aws_rds_cluster", values) == [
        "Storage (I/O-optimized): usage GB x 0.225",
        "Snapshot export: usage GB x 0.01",
    ]


def test_a_serverless_cluster_bills_by_capacity_unit(bill):
    values = {"engine": "aurora-postgresql", "engine_mode": "serverless"}
    assert bill("aws_rds_cluster", values, usage={"capacity_units_per_hr": 4}, region="eu-west-1")[0] == (
        "Aurora serverless: 2920 ACU-hours x 0.07 = 204.40"
    )


def test_a_multi_az_cluster_bills_for_three_instances_and_volumes(bill):
    values = {
        "engine": "mysql",
        "db_cluster_instance_class": "db.m6gd.large",
        "storage_type": "io1",
        "allocated_storage": 100,
        "iops": 1000,
    }
    assert bill("aws_rds_cluster", values, region="eu-west-1") == [
        "Snapshot export: usage GB x 0.011",
        "Database instance (on-demand, Multi-AZ cluster, db.m6gd.large): 730 hours x 0.577 = 421.21",
        "Storage (provisioned IOPS SSD, io1): 100 GB x 0.414 = 41.40",
        "Provisioned IOPS: 1000 IOPS x 0.33 = 330.00",
    ]


def test_an_unknown_size_leaves_the_instances_priced(bill):
    values = {"engine": "mysql", "db_cluster_instance_class": "db.m6gd.large", "iops": 1000}
    assert bill("aws_rds_cluster", values, region="eu-west-1")[1:] == [
        "Database instance (on-demand, Multi-AZ cluster, db.m6gd.large): 730 hours x 0.577 = 421.21",
        "Multi az cluster storage: unpriced, `allocated_storage` is not set, and its default is not known",
    ]


def test_an_instance_bills_by_the_hour(bill):
    assert bill("aws_rds_cluster_instance", {"engine": "aurora-mysql", "instance_class": "db.t3.medium"}) == [
        "Database instance (on-demand, db.t3.medium): 730 hours x 0.082 = 59.86",
    ]


def test_another_region_has_its_own_prices(bill):
    values = {"engine": "aurora-postgresql", "instance_class": "db.r5.large"}
    assert bill("aws_rds_cluster_instance", values, region="eu-west-1") == [
        "Database instance (on-demand, db.r5.large): 730 hours x 0.32 = 233.60",
    ]


def test_an_instance_of_an_io_optimized_cluster_costs_30_percent_more(bill, resource):
    cluster = resource("aws_rds_cluster", {"storage_type": "aurora-iopt1"}, name="cluster")
    values = {"engine": "aurora-mysql", "instance_class": "db.r6g.large"}
    assert bill("aws_rds_cluster_instance", values, linked={"cluster_identifier": [cluster]}) == [
        "Database instance (on-demand, db.r6g.large): 730 hours x 0.338 = 246.74",
    ]


def test_a_serverless_instance_bills_by_capacity_unit(bill):
    assert bill("aws_rds_cluster_instance", {"instance_class": "db.serverless"}) == [
        "Aurora serverless v2: usage ACU-hours x 0.12",
    ]


def test_the_version_of_the_cluster_decides_on_extended_support(bill, resource):
    cluster = resource("aws_rds_cluster", {"engine": "aurora-mysql", "engine_version": "5.7.mysql_aurora.2.11.1"})
    values = {"engine": "aurora-mysql", "instance_class": "db.r5.xlarge"}
    about = {"linked": {"engine_version": [cluster]}, "unknown": {"engine_version": True}, "unset": False}
    assert bill("aws_rds_cluster_instance", values, **about)[1] == (
        "Extended support (year 1): 2920 vCPU-hours x 0.1 = 292.00"
    )


def test_a_class_that_the_book_lacks_is_unpriced(bill):
    values = {"engine": "aurora-mysql", "instance_class": "db.r99.large"}
    assert bill("aws_rds_cluster_instance", values) == [
        (
            "Database instance (on-demand, db.r99.large): unpriced, "
            "the price book has no price of aurora db.r99.large in us-east-1"
        ),
    ]
