"""What Stream Analytics bills for."""


def test_the_first_generation_bills_each_unit_alike(bill):
    assert bill("azurerm_stream_analytics_job", {"streaming_units": 6}, region="westeurope") == [
        "Streaming units: 4380 hours x 0.12 = 525.60",
    ]


def test_the_second_generation_bills_by_tiers(bill):
    values = {"streaming_units": 30, "sku_name": "StandardV2"}
    assert bill("azurerm_stream_analytics_job", values, region="westeurope") == [
        "Streaming units V2 (first unit): 730 hours x 0.4043 = 295.14",
        "Streaming units V2 (units 2-8): 1460 hours x 0.173323 = 253.05",
    ]


def test_a_job_in_a_cluster_bills_nothing_itself(bill):
    values = {"streaming_units": 6, "stream_analytics_cluster_id": "x"}
    assert bill("azurerm_stream_analytics_job", values, region="westeurope") == []


def test_units_that_are_not_known_are_not_one(bill):
    lines = bill("azurerm_stream_analytics_job", {}, unknown={"streaming_units": True}, unset=False, region="eastus2")
    assert lines == ["Streaming units: unpriced, `streaming_units` is known only after apply"]
