"""What DocumentDB bills for."""


def test_an_instance_bills_by_the_hour_and_for_what_its_cluster_stores(bill):
    usage = {"data_storage_gb": 100, "monthly_io_requests": 10_000_000, "monthly_cpu_credit_hrs": 5}
    assert bill("aws_docdb_cluster_instance", {"instance_class": "db.t3.medium"}, usage=usage) == [
        "Database instance (on-demand, db.t3.medium): 730 hours x 0.078 = 56.94",
        "Storage: 100 GB x 0.1 = 10.00",
        "I/O requests: 10 1M requests x 0.2 = 2.00",
        "CPU credits: 5 vCPU-hours x 0.09 = 0.45",
    ]


def test_only_burstable_classes_have_cpu_credits(bill):
    assert bill("aws_docdb_cluster_instance", {"instance_class": "db.r5.4xlarge"}) == [
        "Database instance (on-demand, db.r5.4xlarge): 730 hours x 2.216 = 1617.68",
        "Storage: usage GB x 0.1",
        "I/O requests: usage 1M requests x 0.2",
    ]


def test_backups_bill_where_more_than_the_free_day_is_kept(bill):
    usage = {"backup_storage_gb": 50}
    kept = bill("aws_docdb_cluster", {"backup_retention_period": 5}, usage=usage)
    assert kept == ["Backup storage: 50 GB x 0.021 = 1.05"]
    assert bill("aws_docdb_cluster", {}, usage=usage) == ["Backup storage: usage GB x 0.021"]


def test_a_snapshot_bills_for_its_size(bill):
    assert bill("aws_docdb_cluster_snapshot", {}, usage={"backup_storage_gb": 50}) == [
        "Backup storage: 50 GB x 0.021 = 1.05"
    ]


def test_another_region_has_its_own_prices(bill):
    assert bill("aws_docdb_cluster_instance", {"instance_class": "db.r5.large"}, region="eu-central-1")[1] == (
        "Storage: usage GB x 0.119"
    )


def test_an_unknown_class_leaves_the_storage_shown(bill):
    lines = bill("aws_docdb_cluster_instance", {}, unknown={"instance_class": True}, unset=False)
    assert lines[:2] == [
        "Database instance: unpriced, `instance_class` is known only after apply",
        "Storage: usage GB x 0.1",
    ]
