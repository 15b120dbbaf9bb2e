"""What IoT Hub bills for."""


def test_a_hub_bills_its_units(bill):
    assert bill("azurerm_iothub", {"sku": [{"name": "S1", "capacity": 2}]}, region="eastus") == [
        "IoT Hub: 2 units x 25 = 50.00",
    ]


def test_f1_is_free(bill):
    assert bill("azurerm_iothub", {"sku": [{"name": "F1", "capacity": 1}]}, region="eastus") == []


def test_a_tier_that_the_book_lacks_is_unpriced(bill):
    assert bill("azurerm_iothub", {"sku": [{"name": "X9"}]}, region="eastus") == [
        "IoT Hub: unpriced, the price book has no price of iothub unit/x9 in eastus",
    ]


def test_device_provisioning_bills_by_thousands(bill):
    usage = {"monthly_operations": 5000}
    assert bill("azurerm_iothub_dps", {"sku": [{"name": "S1"}]}, usage=usage, region="westeurope") == [
        "Device provisioning: 5 1k operations x 0.1 = 0.50",
    ]
