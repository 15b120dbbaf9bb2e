"""What Kinesis data streams bill for."""


def test_a_provisioned_stream_bills_by_the_shard(bill):
    assert bill("aws_kinesis_stream", {"shard_count": 2}, usage={"monthly_provisioned_put_units": 10**9}) == [
        "PROVISIONED: 1460 hours x 0.015 = 21.90",
        "Put request unit: 1000000000 units x 0.000000014 = 14.00",
        "Long term retention (7D+): usage GB x 0.023",
        "Extended retention retrieval (7D+): usage GB x 0.021",
        "Enhanced Fan Out (EFO) Data retrieval: usage GB x 0.013",
        "Enhanced Fan Out (EFO): usage consumer-shard hour x 0.015",
        "Extended retention (24H to 7D): usage shard-hours x 0.02",
    ]


def test_data_kept_beyond_a_day_bills_each_shard_again(bill):
    assert bill("aws_kinesis_stream", {"shard_count": 2, "retention_period": 48})[-1] == (
        "Extended retention (24H to 7D): 1460 shard-hours x 0.02 = 29.20"
    )


def test_an_on_demand_stream_bills_by_the_stream_and_the_data(bill):
    values = {"stream_mode_details": [{"stream_mode": "ON_DEMAND"}]}
    assert bill("aws_kinesis_stream", values, usage={"monthly_on_demand_data_in_gb": 100})[:3] == [
        "ON_DEMAND: 730 hours x 0.04 = 29.20",
        "Data ingested: 100 GB x 0.08 = 8.00",
        "Data retrieval: usage GB x 0.04",
    ]


def test_another_region_has_its_own_prices(bill):
    assert bill("aws_kinesis_stream", {"shard_count": 1}, region="eu-central-1")[0] == (
        "PROVISIONED: 730 hours x 0.0179688 = 13.12"
    )


def test_an_unknown_number_of_shards_leaves_the_use_shown(bill):
    lines = bill("aws_kinesis_stream", {}, unknown={"shard_count": True}, unset=False)
    assert lines[:2] == [
        "Stream: unpriced, `shard_count` is known only after apply",
        "Put request unit: usage units x 0.000000014",
    ]
