"""What Redshift bills for."""


def test_nodes_bill_by_the_hour_and_ra3_for_managed_storage(bill):
    values = {"node_type": "ra3.4xlarge", "number_of_nodes": 6}
    assert bill("aws_redshift_cluster", values, usage={"managed_storage_gb": 100}) == [
        "Cluster usage (on-demand, ra3.4xlarge): 4380 hours x 3.26 = 14278.80",
        "Managed storage (ra3.4xlarge): 100 GB x 0.024 = 2.40",
        "Concurrency scaling (ra3.4xlarge): usage node-seconds x 0.000905556",
        "Spectrum: usage TB x 5",
        "Backup storage (first 50 TB): usage GB x 0.023",
    ]


def test_backups_are_cheaper_by_the_tier(bill):
    lines = bill("aws_redshift_cluster", {"node_type": "dc2.large"}, usage={"backup_storage_gb": 612_000})
    assert lines[-3:] == [
        "Backup storage (first 50 TB): 51200 GB x 0.023 = 1177.60",
        "Backup storage (next 450 TB): 460800 GB x 0.022 = 10137.60",
        "Backup storage (over 500 TB): 100000 GB x 0.021 = 2100.00",
    ]


def test_dense_compute_has_no_managed_storage(bill):
    assert bill("aws_redshift_cluster", {"node_type": "dc2.large"})[:2] == [
        "Cluster usage (on-demand, dc2.large): 730 hours x 0.25 = 182.50",
        "Concurrency scaling (dc2.large): usage node-seconds x 0.000069444",
    ]


def test_a_serverless_workgroup_bills_while_queries_run(bill):
    assert bill("aws_redshiftserverless_workgroup", {}, usage={"monthly_rpu_hours": 100}) == [
        "Compute: 100 RPU-hours x 0.375 = 37.50",
        "Managed storage: usage GB x 0.024",
    ]


def test_another_region_has_its_own_prices(bill):
    assert bill("aws_redshift_cluster", {"node_type": "dc2.large"}, region="eu-west-1")[0] == (
        "Cluster usage (on-demand, dc2.large): 730 hours x 0.2797625 = 204.23"
    )


def test_an_unknown_node_type_leaves_spectrum_shown(bill):
    lines = bill("aws_redshift_cluster", {}, unknown={"node_type": True}, unset=False)
    assert lines[0] == "Cluster nodes: unpriced, `node_type` is known only after apply"
    assert lines[3] == "Spectrum: usage TB x 5"
