"""What Azure Firewall and its policies bill for."""

import pytest


@pytest.mark.parametrize(("tier", "hourly", "gigabyte"), [("Standard", "1.25", "0.016"), ("Premium", "1.75", "0.016")])
def test_a_firewall_bills_by_tier(bill, tier, hourly, gigabyte):
    lines = bill("azurerm_firewall", {"sku_tier": tier, "sku_name": "AZFW_VNet"}, region="eastus")
    assert [lines[0].rpartition(" = ")[0], lines[1]] == [
        f"Deployment ({tier}): 730 hours x {hourly}",
        f"Data processed: usage GB x {gigabyte}",
    ]


def test_a_firewall_in_a_hub_has_another_name_at_the_same_price(bill):
    lines = bill("azurerm_firewall", {"sku_tier": "Standard", "sku_name": "AZFW_Hub"}, region="uksouth")
    assert lines[0] == "Deployment (Standard Secure Virtual Hub): 730 hours x 1.25 = 912.50"


def test_an_unknown_tier_is_unpriced(bill):
    lines = bill("azurerm_firewall", {}, unknown={"sku_tier": True}, unset=False, region="eastus")
    assert lines == [
        "Deployment: unpriced, `sku_tier` is known only after apply",
        "Data: unpriced, `sku_tier` is known only after apply",
    ]


def test_a_policy_of_one_firewall_is_free(bill, resource):
    users = [resource("azurerm_firewall", {}, name="a")]
    assert bill("azurerm_firewall_policy", {}, users=users, region="eastus") == []


def test_a_shared_policy_is_a_cost_without_a_known_price(bill, resource):
    users = [resource("azurerm_firewall", {}, name=name) for name in "ab"]
    assert "unpriced" in bill("azurerm_firewall_policy", {}, users=users, region="eastus")[0]
