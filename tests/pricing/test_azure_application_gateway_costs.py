"""What Azure's application gateways bill for."""

_GATEWAY = "azurerm_application_gateway"


def test_version_1_bills_by_instance_and_by_data_beyond_what_is_free(bill):
    values = {"sku": [{"name": "Standard_Medium", "capacity": 2}]}
    lines = bill(_GATEWAY, values, usage={"monthly_data_processed_gb": 100_000}, region="eastus2")
    assert lines == [
        "Gateway usage (basic, medium): 1460 hours x 0.07 = 102.20",
        "Data processing (10-40TB): 30720 GB x 0.007 = 215.04",
        "Data processing (over 40TB): 59040 GB x 0.007 = 413.28",
    ]


def test_a_fixed_size_of_version_2_reserves_ten_capacity_units_an_instance(bill):
    assert bill(_GATEWAY, {"sku": [{"name": "WAF_v2", "capacity": 3}]}, region="eastus") == [
        "Gateway usage (WAF v2): 730 hours x 0.36 = 262.80",
        "V2 capacity units (WAF): 21900 CU x 0.0144 = 315.36",
    ]


def test_used_capacity_units_count_where_they_are_more_than_the_reserved_ones(bill):
    values = {
        "sku": [{"name": "Standard_v2"}],
        "autoscale_configuration": [{"min_capacity": 1, "max_capacity": 4}],
    }
    bills = [
        bill(_GATEWAY, values, usage={"capacity_units": units}, region="eastus")[1].partition(" CU")[0]
        for units in (5, 25)
    ]
    assert bills == ["V2 capacity units (basic): 7300", "V2 capacity units (basic): 18250"]


def test_autoscaling_from_zero_reserves_nothing(bill):
    values = {"sku": [{"name": "Standard_v2"}], "autoscale_configuration": [{"min_capacity": 0}]}
    assert bill(_GATEWAY, values, region="eastus")[1] == "V2 capacity units (basic): 0 CU x 0.008 = 0.00"


def test_another_region_has_its_own_price(bill):
    lines = bill(_GATEWAY, {"sku": [{"name": "Standard_v2", "capacity": 1}]}, region="brazilsouth")
    assert lines[0] == "Gateway usage (basic v2): 730 hours x 0.4 = 292.00"


def test_an_unknown_sku_is_unpriced(bill):
    lines = bill(_GATEWAY, {"sku": [{}]}, unknown={"sku": [{"name": True}]}, unset=False, region="eastus")
    assert "unpriced, `sku.name` is known only after apply" in lines[0]
