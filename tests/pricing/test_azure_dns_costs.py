"""What Azure's DNS zones, records and private resolvers bill for."""

import pytest


@pytest.fixture
def group(resource):
    """A resource group of a region, as what has no region itself refers to it."""

    def of(region):
        return {"resource_group_name": [resource("azurerm_resource_group", {}, region=region)]}

    return of


@pytest.mark.parametrize("kind", ["azurerm_dns_zone", "azurerm_private_dns_zone"])
def test_a_zone_bills_by_the_month(bill, group, kind):
    assert bill(kind, {}, linked=group("eastus"), region=None) == ["Hosted zone: 1 months x 0.5 = 0.50"]


@pytest.mark.parametrize("kind", ["azurerm_dns_caa_record", "azurerm_private_dns_a_record"])
def test_queries_are_cheaper_beyond_a_billion(bill, group, kind):
    usage = {"monthly_queries": 1_500_000_000}
    assert bill(kind, {}, usage=usage, linked=group("westeurope"), region=None) == [
        "DNS queries (first 1B): 1000 1M queries x 0.4 = 400.00",
        "DNS queries (over 1B): 500 1M queries x 0.2 = 100.00",
    ]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("inbound_endpoint", "Inbound endpoint: 1 months x 180 = 180.00"),
        ("outbound_endpoint", "Outbound endpoint: 1 months x 180 = 180.00"),
        ("dns_forwarding_ruleset", "Forwarding ruleset: 1 months x 2.5 = 2.50"),
    ],
)
def test_a_private_resolver_bills_for_endpoints_and_rulesets(bill, kind, line):
    assert bill(f"azurerm_private_dns_resolver_{kind}", {}, region="eastus") == [line]


def test_the_clouds_of_governments_bill_apart(bill, group):
    assert "unpriced" in bill("azurerm_dns_zone", {}, linked=group("usgovvirginia"), region=None)[0]
