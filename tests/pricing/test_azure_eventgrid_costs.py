"""What Event Grid topics bill for."""


def test_the_first_hundred_thousand_operations_are_free(bill):
    lines = bill("azurerm_eventgrid_topic", {}, usage={"monthly_operations": 100_000}, region="eastus")
    assert lines == ["Operations: 0 100k operations x 0.06 = 0.00"]


def test_a_started_hundred_thousand_counts(bill):
    lines = bill("azurerm_eventgrid_system_topic", {}, usage={"monthly_operations": 860_000}, region="westeurope")
    assert lines == ["Operations: 8 100k operations x 0.06 = 0.48"]


def test_without_usage_the_price_is_shown(bill):
    assert bill("azurerm_eventgrid_topic", {}, region="japaneast") == ["Operations: usage 100k operations x 0.06"]
