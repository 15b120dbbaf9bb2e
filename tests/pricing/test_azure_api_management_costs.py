"""What Azure's API Management bills for."""

_SERVICE = "azurerm_api_management"


def test_units_bill_by_tier(bill):
    assert bill(_SERVICE, {"sku_name": "Premium_4"}, region="eastus") == [
        "API management (premium): 4 units x 2795.17 = 11180.68",
        "Self hosted gateway: usage gateways x 250",
    ]


def test_further_units_of_the_v2_tiers_have_another_price(bill):
    assert bill(_SERVICE, {"sku_name": "StandardV2_3"}, region="westeurope") == [
        "API management (standardv2): 1 units x 699.997 = 700.00",
        "API management (standardv2, additional): 2 units x 499.9989 = 1000.00",
    ]


def test_other_regions_have_as_many_units_unless_they_say(bill):
    locations = [{"location": "West Europe"}, {"location": "uksouth", "capacity": 1}]
    lines = bill(_SERVICE, {"sku_name": "Premium_2", "additional_location": locations}, region="eastus")
    assert lines[1:3] == [
        "additional_location (westeurope) > API management (premium): 2 units x 2795.17 = 5590.34",
        "additional_location (uksouth) > API management (premium): 1 units x 2795.17 = 2795.17",
    ]


def test_the_consumption_tier_bills_for_calls(bill):
    usage = {"monthly_api_calls": 3_000_000}
    assert bill(_SERVICE, {"sku_name": "Consumption_0"}, usage=usage, region="eastus") == [
        "API management (consumption): 3 1M calls x 3.5 = 10.50"
    ]


def test_a_sku_without_units_is_unpriced(bill):
    assert bill(_SERVICE, {"sku_name": "Premium"}, region="eastus")[0] == (
        "Units: unpriced, `sku_name` is not a tier and a number of units, such as `Premium_1`"
    )


def test_an_unknown_sku_is_unpriced(bill):
    lines = bill(_SERVICE, {}, unknown={"sku_name": True}, unset=False, region="eastus")
    assert lines[0] == "Units: unpriced, `sku_name` is known only after apply"
