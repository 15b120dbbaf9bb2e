"""What Azure Front Door (classic) and its firewall policies bill for."""

import pytest

_DOOR = "azurerm_frontdoor"
_RULE = {"enabled": True}


@pytest.fixture
def group(resource):
    """A resource group of a region, as what has no region itself refers to it."""

    def of(region):
        return {"resource_group_name": [resource("azurerm_resource_group", {}, region=region)]}

    return of


def test_rules_and_hosts_beyond_the_first_ones_have_other_prices(bill, group):
    values = {"routing_rule": [_RULE] * 7, "frontend_endpoint": [{}] * 102}
    assert bill(_DOOR, values, linked=group("eastus"), region=None)[:3] == [
        "Routing rules (first 5 rules): 3650 hours x 0.03 = 109.50",
        "Routing rules (per additional rule): 1460 hours x 0.012 = 17.52",
        "Frontend hosts (over 100): 2 hosts x 5 = 10.00",
    ]


def test_disabled_rules_and_the_first_hundred_hosts_are_free(bill, group):
    values = {"routing_rule": [{"enabled": False}], "frontend_endpoint": [{}] * 100}
    assert bill(_DOOR, values, linked=group("eastus"), region=None)[0] == "Inbound data transfer: usage GB x 0.01"


def test_traffic_bills_by_zone_and_tier(bill, group):
    usage = {"monthly_outbound_data_transfer_gb": {"south_america": 20_000}}
    assert bill(_DOOR, {}, usage=usage, linked=group("eastus"), region=None)[1:] == [
        "Outbound data transfer > South America (first 10TB): 10000 GB x 0.5 = 5000.00",
        "Outbound data transfer > South America (next 40TB): 10000 GB x 0.426 = 4260.00",
    ]


def test_without_usage_the_zone_is_that_of_the_resource_group(bill, group):
    lines = bill(_DOOR, {}, linked=group("japaneast"), region=None)
    assert lines[-1] == "Outbound data transfer > Asia Pacific (including Japan) (first 10TB): usage GB x 0.25"


def test_a_government_cloud_has_its_own_prices(bill, group):
    usage = {"monthly_outbound_data_transfer_gb": {"us_gov": 100}}
    lines = bill(_DOOR, {"routing_rule": [_RULE]}, usage=usage, linked=group("usgovvirginia"), region=None)
    assert lines == [
        "Routing rules (first 5 rules): 730 hours x 0.0375 = 27.38",
        "Inbound data transfer: usage GB x 0.0125",
        "Outbound data transfer > US Gov: 100 GB x 0.213 = 21.30",
    ]


def test_a_firewall_policy_bills_for_rules_and_what_they_look_at(bill, group):
    values = {"custom_rule": [{}, {}], "managed_rule": [{}]}
    usage = {"monthly_custom_rule_requests": 1_000_000}
    lines = bill("azurerm_frontdoor_firewall_policy", values, usage=usage, linked=group("eastus"), region=None)
    assert lines == [
        "Policy: 1 months x 5 = 5.00",
        "Custom rules: 2 rules x 1 = 2.00",
        "Managed rulesets: 1 rulesets x 20 = 20.00",
        "Custom rule requests: 1 1M requests x 0.6 = 0.60",
        "Managed ruleset requests: usage 1M requests x 1",
    ]
