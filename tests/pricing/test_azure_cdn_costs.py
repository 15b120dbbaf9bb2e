"""What Azure's CDN endpoints bill for."""

import pytest

_ENDPOINT = "azurerm_cdn_endpoint"


@pytest.fixture
def profile(resource):
    """A CDN profile of a SKU, as its endpoints refer to it."""

    def of(sku):
        return {"profile_name": [resource("azurerm_cdn_profile", {"sku": sku}, region="eastus")]}

    return of


def test_traffic_gets_cheaper_tier_by_tier(bill, profile):
    usage = {"monthly_outbound_gb": 60_000}
    assert bill(_ENDPOINT, {}, usage=usage, linked=profile("Standard_Microsoft"), region="eastus") == [
        "Outbound data transfer (Microsoft, first 10TB): 10000 GB x 0.081 = 810.00",
        "Outbound data transfer (Microsoft, next 40TB): 40000 GB x 0.075 = 3000.00",
        "Outbound data transfer (Microsoft, next 100TB): 10000 GB x 0.056 = 560.00",
    ]


def test_rules_beyond_the_fifth_bill_and_so_do_the_requests(bill, profile):
    values = {"delivery_rule": [{}] * 6, "global_delivery_rule": [{}]}
    usage = {"monthly_rules_engine_requests": 2_000_000}
    assert bill(_ENDPOINT, values, usage=usage, linked=profile("Standard_Microsoft"), region="eastus")[1:] == [
        "Rules engine rules (over 5): 2 rules x 1 = 2.00",
        "Rules engine requests: 2 1M requests x 0.6 = 1.20",
    ]


def test_acceleration_bills_on_top_of_the_traffic(bill, profile):
    values = {"optimization_type": "DynamicSiteAcceleration"}
    usage = {"monthly_outbound_gb": 60_000}
    assert bill(_ENDPOINT, values, usage=usage, linked=profile("Standard_Verizon"), region="eastus")[3:] == [
        "Acceleration outbound data transfer (first 50TB): 50000 GB x 0.177 = 8850.00",
        "Acceleration outbound data transfer (next 100TB): 10000 GB x 0.158 = 1580.00",
    ]


@pytest.mark.parametrize(
    ("sku", "region", "gigabytes"),
    [
        ("Standard_Microsoft", "japaneast", 100),
        ("Premium_Verizon", "eastus", 2_000_000),
        ("Standard_Other", "eastus", 100),
    ],
)
def test_what_has_no_known_price_is_unpriced(bill, profile, sku, region, gigabytes):
    lines = bill(_ENDPOINT, {}, usage={"monthly_outbound_gb": gigabytes}, linked=profile(sku), region=region)
    assert "unpriced" in lines[0]


def test_an_endpoint_of_an_unseen_profile_is_unpriced(bill):
    assert "the profile of the endpoint is not in the input" in bill(_ENDPOINT, {}, region="eastus")[0]
