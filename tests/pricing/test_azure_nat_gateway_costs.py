"""What Azure's NAT gateways bill for."""


def test_a_gateway_bills_by_the_hour_and_the_gigabyte(bill):
    assert bill("azurerm_nat_gateway", {}, usage={"monthly_data_processed_gb": 10}, region="eastus") == [
        "NAT gateway: 730 hours x 0.045 = 32.85",
        "Data processed: 10 GB x 0.045 = 0.45",
    ]


def test_another_region_has_the_same_meter(bill):
    assert bill("azurerm_nat_gateway", {"sku_name": "Standard"}, region="japaneast") == [
        "NAT gateway: 730 hours x 0.045 = 32.85",
        "Data processed: usage GB x 0.045",
    ]


def test_a_sku_without_a_known_price_is_unpriced(bill):
    assert all("unpriced" in line for line in bill("azurerm_nat_gateway", {"sku_name": "StandardV2"}, region="eastus"))
