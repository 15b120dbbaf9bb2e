"""What Azure's private endpoints bill for."""

_ENDPOINT = "azurerm_private_endpoint"


def test_an_endpoint_bills_by_the_hour_and_the_gigabyte_both_ways(bill):
    assert bill(_ENDPOINT, {}, region="eastus") == [
        "Private endpoint: 730 hour x 0.01 = 7.30",
        "Inbound data processed (first 1PB): usage GB x 0.01",
        "Outbound data processed (first 1PB): usage GB x 0.01",
    ]


def test_data_is_cheaper_from_the_second_petabyte_on(bill):
    lines = bill(_ENDPOINT, {}, usage={"monthly_inbound_data_processed_gb": 1_200_000}, region="westeurope")
    assert lines[1:3] == [
        "Inbound data processed (first 1PB): 1000000 GB x 0.01 = 10000.00",
        "Inbound data processed (next 4PB): 200000 GB x 0.006 = 1200.00",
    ]
