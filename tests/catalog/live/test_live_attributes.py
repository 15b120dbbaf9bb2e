"""A full record tells the attributes that rules ask for, in the words of policies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.catalog.live.attributes import as_text, live_attributes, live_paths
from costguard.catalog.live.tables import read_rows
from costguard.catalog.lookup import attribute_names, entry
from costguard.engine import values as engine_values

VOLUME = {
    "VolumeId": "vol-1",
    "Size": 100,
    "VolumeType": "gp3",
    "Iops": 3000,
    "Throughput": 125,
    "Encrypted": True,
    "Attachments": [],
}


def test_a_volume_tells_what_it_is():
    assert live_attributes("aws_ebs_volume", VOLUME) == {
        "attached_to": (),
        "size_gb": ("100",),
        "volume_type": ("gp3",),
        "iops": ("3000",),
        "throughput_mbps": ("125",),
        "encrypted": ("true",),
        "multi_attach": ("false",),
    }


def test_a_volume_in_use_says_by_whom():
    attached = VOLUME | {"Attachments": [{"InstanceId": "i-1"}, {"InstanceId": "i-2"}]}
    assert live_attributes("aws_ebs_volume", attached)["attached_to"] == ("i-1", "i-2")


def test_aws_config_writes_the_same_in_another_case():
    described = {"DBInstanceClass": "db.m5.large", "MultiAZ": True, "AllocatedStorage": 20}
    recorded = {"dBInstanceClass": "db.m5.large", "multiAZ": True, "allocatedStorage": 20}
    assert live_attributes("aws_db_instance", described) == live_attributes("aws_db_instance", recorded)


@pytest.mark.parametrize(
    ("terraform_type", "record", "attribute", "expected"),
    [
        ("aws_instance", {}, "capacity_type", ("on-demand",)),
        ("aws_instance", {"InstanceLifecycle": "spot"}, "capacity_type", ("spot",)),
        ("aws_instance", {"Monitoring": {"State": "disabled"}}, "monitoring", ("false",)),
        ("aws_instance", {"PublicIpAddress": "192.0.2.1"}, "public_ip", ("true",)),
        ("aws_instance", {}, "public_ip", ("false",)),
        ("aws_db_instance", {}, "max_storage_gb", ("0",)),
        ("aws_db_instance", {"MaxAllocatedStorage": 500}, "max_storage_gb", ("500",)),
        ("aws_rds_cluster", {"AllocatedStorage": 1}, "storage_gb", ()),
        ("aws_rds_cluster", {"AllocatedStorage": 100}, "storage_gb", ("100",)),
        ("aws_rds_cluster", {"ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5}}, "min_capacity_units", ("0.5",)),
        ("aws_lambda_function", {"EphemeralStorage": {"Size": 512}}, "ephemeral_storage_gb", ("0.5",)),
        ("aws_lambda_function", {"EphemeralStorage": {"Size": 10240}}, "ephemeral_storage_gb", ("10",)),
        ("aws_cloudwatch_log_group", {}, "retention_days", ("0",)),
        ("aws_cloudwatch_log_group", {"retentionInDays": 30}, "retention_days", ("30",)),
        ("aws_sqs_queue", {"MessageRetentionPeriod": "345600"}, "retention_days", ("4",)),
        ("aws_sqs_queue", {"FifoQueue": "true"}, "fifo", ("true",)),
        ("aws_kinesis_stream", {"RetentionPeriodHours": 24}, "retention_days", ("1",)),
        (
            "aws_dynamodb_table",
            {"BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"}},
            "billing_mode",
            ("PAY_PER_REQUEST",),
        ),
        ("aws_dynamodb_table", {}, "billing_mode", ("PROVISIONED",)),
        ("aws_lb", {"Scheme": "internet-facing"}, "internal", ("false",)),
        ("aws_lb", {"Type": "gateway"}, "internal", ()),
        ("aws_mq_broker", {"EngineType": "RABBITMQ"}, "engine", ("RabbitMQ",)),
        ("aws_redshift_cluster", {"MultiAZ": "Disabled"}, "multi_az", ("false",)),
        ("aws_cloudfront_distribution", {"HttpVersion": "HTTP2and3"}, "http_version", ("http2and3",)),
        ("aws_elasticache_replication_group", {"NodeGroups": [{}, {}]}, "shard_count", ("2",)),
        ("aws_msk_cluster", {"Provisioned": {"NumberOfBrokerNodes": 3}}, "node_count", ("3",)),
        ("aws_msk_cluster", {"NumberOfBrokerNodes": 3}, "node_count", ("3",)),
        (
            "aws_ecs_service",
            {"networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "ENABLED"}}},
            "public_ip",
            ("true",),
        ),
        ("aws_eip", {"InstanceId": "", "AssociationId": "eipassoc-1"}, "attached_to", ("eipassoc-1",)),
        (
            "aws_eks_node_group",
            {"instanceTypes": ["m5.large", "m5a.large", "m5.large"]},
            "instance_type",
            ("m5.large", "m5a.large"),
        ),
    ],
)
def test_each_attribute_has_our_unit_and_our_word(terraform_type, record, attribute, expected):
    assert live_attributes(terraform_type, record)[attribute] == expected


def test_what_no_record_of_a_type_tells_is_left_out():
    told = live_attributes("aws_instance", {"InstanceType": "m5.large"})
    assert told["instance_type"] == ("m5.large",)
    assert "root_volume_size_gb" not in told


def test_a_type_without_paths_tells_nothing():
    assert live_attributes("aws_iam_role", {"RoleName": "r"}) == {}
    assert live_attributes("aws_ec2_prefix_list", {}) == {}
    assert live_paths("random_pet") == ()


@given(st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()))
def test_a_value_reads_as_the_engine_reads_it(value):
    assert as_text(value) == engine_values.as_text(value)


@pytest.mark.parametrize("row", list(read_rows("aws")), ids=lambda row: f"{row['type']}-{row['attribute']}")
def test_every_row_tells_an_attribute_that_the_catalog_has(row):
    for terraform_type in row["type"].split("|"):
        known = entry(terraform_type)
        assert known is not None
        assert row["attribute"] in known.attributes
    assert all(row["paths"].split("|"))


@pytest.mark.parametrize("row", list(read_rows("aws")), ids=lambda row: f"{row['type']}-{row['attribute']}")
def test_a_boolean_is_never_given_another_word(row):
    if attribute_names()[row["attribute"]].kind == "boolean" and row["values"]:
        ours = {pair.partition("=")[2] for pair in row["values"].split(";")}
        assert ours <= {"true", "false"}
