"""What Firehose delivery streams bill for."""

_VPC = {"elasticsearch_configuration": [{"vpc_config": [{"subnet_ids": ["a", "b"]}]}]}


def test_data_is_cheaper_by_the_tier(bill):
    usage = {"monthly_data_ingested_gb": 3_000_000}
    assert bill("aws_kinesis_firehose_delivery_stream", {}, usage=usage, region="eu-west-2") == [
        "Data ingested (first 500TB): 512000 GB x 0.035 = 17920.00",
        "Data ingested (next 1.5PB): 1536000 GB x 0.03 = 46080.00",
        "Data ingested (next 3PB): 952000 GB x 0.024 = 22848.00",
    ]


def test_without_usage_the_first_tier_is_shown(bill):
    assert bill("aws_kinesis_firehose_delivery_stream", {}) == ["Data ingested (first 500TB): usage GB x 0.029"]


def test_conversion_is_on_where_its_block_stands_unless_it_says_otherwise(bill):
    on = {"extended_s3_configuration": [{"data_format_conversion_configuration": [{}]}]}
    off = {"extended_s3_configuration": [{"data_format_conversion_configuration": [{"enabled": False}]}]}
    assert bill("aws_kinesis_firehose_delivery_stream", on)[1:] == ["Format conversion: usage GB x 0.018"]
    assert bill("aws_kinesis_firehose_delivery_stream", off)[1:] == []


def test_delivery_into_a_vpc_bills_by_zone_and_hour(bill):
    assert bill("aws_kinesis_firehose_delivery_stream", _VPC, region="eu-west-2")[1:] == [
        "VPC data: usage GB x 0.01",
        "VPC AZ delivery: 1460 hours x 0.011 = 16.06",
    ]


def test_subnets_that_are_not_created_yet_are_counted_in_the_code(bill, resource):
    path = "elasticsearch_configuration.vpc_config.subnet_ids"
    values = {"elasticsearch_configuration": [{"vpc_config": [{}]}]}
    unknown = {"elasticsearch_configuration": [{"vpc_config": [{"subnet_ids": True}]}]}
    subnets = [resource("aws_subnet", {}, name=name) for name in ("a", "b", "c")]
    lines = bill("aws_kinesis_firehose_delivery_stream", values, unknown=unknown, unset=False, linked={path: subnets})
    assert lines[-1] == "VPC AZ delivery: 2190 hours x 0.01 = 21.90"


def test_unknown_subnets_leave_the_data_shown(bill):
    values = {"elasticsearch_configuration": [{"vpc_config": [{}]}]}
    unknown = {"elasticsearch_configuration": [{"vpc_config": [{"subnet_ids": True}]}]}
    assert bill("aws_kinesis_firehose_delivery_stream", values, unknown=unknown, unset=False)[1:] == [
        "VPC data: usage GB x 0.01",
        "Vpc delivery: unpriced, `elasticsearch_configuration.vpc_config.subnet_ids` is known only after apply",
    ]
