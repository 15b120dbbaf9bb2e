"""What Service Bus namespaces bill for."""

_NAMESPACE = "azurerm_servicebus_namespace"


def test_standard_bills_by_tiers_beyond_the_included(bill):
    usage = {"monthly_messaging_operations": 3_000_000_000, "monthly_brokered_connections": 200_000}
    assert bill(_NAMESPACE, {"sku": "standard"}, usage=usage, region="westeurope") == [
        "Base charge: 730 hours x 0.013441 = 9.81",
        "Messaging operations (13M-100M): 87 1M operations x 0.8 = 69.60",
        "Messaging operations (100M-2,500M): 2400 1M operations x 0.5 = 1200.00",
        "Messaging operations (over 2,500M): 500 1M operations x 0.2 = 100.00",
        "Brokered connections (1K-100K): 99000 connections x 0.03 = 2970.00",
        "Brokered connections (100K-500K): 100000 connections x 0.025 = 2500.00",
    ]


def test_without_usage_the_first_paid_tier_is_shown(bill):
    assert bill(_NAMESPACE, {"sku": "Standard"}, region="eastus")[1:] == [
        "Messaging operations (13M-100M): usage 1M operations x 0.8",
        "Brokered connections (1K-100K): usage connections x 0.03",
    ]


def test_basic_bills_every_operation(bill):
    usage = {"monthly_messaging_operations": 2_000_000}
    assert bill(_NAMESPACE, {"sku": "Basic"}, usage=usage, region="eastus") == [
        "Messaging operations: 2 1M operations x 0.05 = 0.10",
    ]


def test_premium_bills_messaging_units_only(bill):
    assert bill(_NAMESPACE, {"sku": "Premium", "capacity": 4}, region="eastus") == [
        "Messaging units: 4 units x 677.075 = 2708.30",
    ]


def test_a_tier_that_is_not_known_is_no_tier(bill):
    lines = bill(_NAMESPACE, {}, unknown={"sku": True}, unset=False, region="eastus")
    assert set(lines) == {
        f"{what}: unpriced, `sku` is known only after apply"
        for what in ("Base charge", "Messaging operations", "Brokered connections", "Messaging units")
    }
