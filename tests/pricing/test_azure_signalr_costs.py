"""What SignalR and Web PubSub bill for."""


def test_signalr_bills_units_by_the_day(bill):
    assert bill("azurerm_signalr_service", {"sku": [{"name": "Standard_S1", "capacity": 2}]}, region="eastus") == [
        "Service usage (Standard): 2 units x 48.970833 = 97.94",
        "Additional messages (Standard): usage 1M messages x 1",
    ]


def test_web_pubsub_has_the_same_tariff(bill):
    usage = {"monthly_additional_messages": 2_000_000}
    assert bill("azurerm_web_pubsub", {"sku": "Premium_P1", "capacity": 3}, usage=usage, region="westeurope") == [
        "Service usage (Premium): 3 units x 60.833333 = 182.50",
        "Additional messages (Premium): 2 1M messages x 1 = 2.00",
    ]


def test_free_is_free(bill):
    assert bill("azurerm_signalr_service", {"sku": [{"name": "Free_F1", "capacity": 1}]}, region="eastus") == []
