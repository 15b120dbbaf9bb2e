"""What Notification Hubs namespaces bill for."""

_NAMESPACE = "azurerm_notification_hub_namespace"


def test_standard_bills_pushes_by_tiers(bill):
    assert bill(_NAMESPACE, {"sku_name": "Standard"}, usage={"monthly_pushes": 130_000_000}, region="eastus") == [
        "Namespace usage (Standard): 1 months x 200 = 200.00",
        "Pushes (10-100M): 90 1M pushes x 10 = 900.00",
        "Pushes (over 100M): 30 1M pushes x 2.5 = 75.00",
    ]


def test_ten_million_pushes_are_included(bill):
    assert bill(_NAMESPACE, {"sku_name": "basic"}, usage={"monthly_pushes": 10_000_000}, region="eastus") == [
        "Namespace usage (Basic): 1 months x 10 = 10.00",
    ]


def test_without_usage_every_tier_shows_its_price(bill):
    assert bill(_NAMESPACE, {"sku_name": "Standard"}, region="westeurope")[1:] == [
        "Pushes (10-100M): usage 1M pushes x 10",
        "Pushes (over 100M): usage 1M pushes x 2.5",
    ]


def test_free_is_free(bill):
    assert bill(_NAMESPACE, {"sku_name": "Free"}, region="eastus") == []
