"""What Kinesis Data Analytics bills for."""


def test_an_application_of_flink_has_a_unit_more_and_storage_and_backups(bill):
    usage = {"kinesis_processing_units": 10, "durable_application_backup_gb": 100}
    values = {"runtime_environment": "FLINK-1_11"}
    assert bill("aws_kinesisanalyticsv2_application", values, usage=usage, region="eu-west-2") == [
        "Processing (stream): 10 KPU x 92.71 = 927.10",
        "Processing (orchestration): 1 KPU x 92.71 = 92.71",
        "Running storage: 500 GB x 0.116 = 58.00",
        "Backup: 100 GB x 0.024 = 2.40",
    ]


def test_an_application_of_sql_bills_for_its_units_alone(bill):
    usage = {"kinesis_processing_units": 2}
    expected = ["Processing (stream): 2 KPU x 80.3 = 160.60"]
    assert bill("aws_kinesis_analytics_application", {}, usage=usage) == expected
    assert bill("aws_kinesisanalyticsv2_application", {"runtime_environment": "SQL-1_0"}, usage=usage) == expected


def test_a_snapshot_bills_for_its_size(bill):
    assert bill("aws_kinesisanalyticsv2_application_snapshot", {}) == ["Backup: usage GB x 0.023"]


def test_an_unknown_runtime_leaves_the_units_shown(bill):
    unknown = {"runtime_environment": True}
    lines = bill("aws_kinesisanalyticsv2_application", {}, unknown=unknown, unset=False)
    assert lines[:2] == [
        "Processing (stream): usage KPU x 80.3",
        "Orchestration: unpriced, `runtime_environment` is known only after apply",
    ]
