"""What Azure Front Door Standard and Premium bill for."""

import pytest

_PROFILE = "azurerm_cdn_frontdoor_profile"


@pytest.fixture
def group(resource):
    """A resource group in East US, as a profile refers to it."""
    return {"resource_group_name": [resource("azurerm_resource_group", {}, region="eastus")]}


def test_a_profile_bills_by_the_month_and_says_the_prices_of_use(bill, group):
    assert bill(_PROFILE, {"sku_name": "Standard_AzureFrontDoor"}, linked=group, region=None) == [
        "Base fee (Standard): 1 months x 35 = 35.00",
        "Requests > North America (first 250M): usage 10K requests x 0.009",
        "Outbound data transfer > North America (first 10TB): usage GB x 0.0825",
        "Data transfer to origin > North America: usage GB x 0.02",
    ]


def test_use_bills_by_the_zone_it_is_in(bill, group):
    usage = {"monthly_requests": {"europe": 5_000_000, "india": 10_000}}
    lines = bill(_PROFILE, {"sku_name": "Premium_AzureFrontDoor"}, usage=usage, linked=group, region=None)
    assert lines[:3] == [
        "Base fee (Premium): 1 months x 330 = 330.00",
        "Requests > Europe (first 250M): 500 10K requests x 0.015 = 7.50",
        "Requests > India (first 250M): 1 10K requests x 0.0168 = 0.02",
    ]


def test_traffic_is_cheaper_beyond_ten_terabytes(bill, group):
    usage = {"monthly_outbound_data_transfer_gb": {"north_america": 20_000}}
    lines = bill(_PROFILE, {"sku_name": "Premium_AzureFrontDoor"}, usage=usage, linked=group, region=None)
    assert lines[2:4] == [
        "Outbound data transfer > North America (first 10TB): 10000 GB x 0.0825 = 825.00",
        "Outbound data transfer > North America (next 40TB): 10000 GB x 0.065002 = 650.02",
    ]


def test_an_unknown_sku_is_unpriced(bill, group):
    lines = bill(_PROFILE, {}, unknown={"sku_name": True}, unset=False, linked=group, region=None)
    assert lines[0] == "Base fee: unpriced, `sku_name` is known only after apply"
