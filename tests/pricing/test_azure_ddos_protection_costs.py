"""What Azure's DDoS protection plans bill for."""

_PLAN = "azurerm_network_ddos_protection_plan"


def test_a_plan_bills_by_the_hour_and_for_addresses_beyond_a_hundred(bill):
    lines = bill(_PLAN, {}, usage={"overage_amount": 5}, region="eastus")
    assert [lines[0].rpartition(" = ")[2], lines[1]] == ["2944.00", "Overage charges: 5 resource x 29.5 = 147.50"]


def test_without_usage_the_overage_is_a_price_only(bill):
    assert bill(_PLAN, {}, region="westeurope")[1] == "Overage charges: usage resource x 29.5"
