"""What Azure's load balancers and their rules bill for."""

import pytest

_LB = "azurerm_lb"
_RULE = "azurerm_lb_rule"


@pytest.fixture
def balancer(resource):
    """A Standard load balancer with seven rules, r0 to r6."""
    rules = [resource(_RULE, {}, name=f"r{number}") for number in range(7)]
    return resource(_LB, {"sku": "Standard"}, users=rules, region="eastus")


def test_a_balancer_bills_for_its_data(bill):
    assert bill(_LB, {"sku": "Standard"}, usage={"monthly_data_processed_gb": 1000}, region="eastus") == [
        "Data processed: 1000 GB x 0.005 = 5.00"
    ]


@pytest.mark.parametrize("values", [{"sku": "Basic"}, {"sku": "basic"}, {"sku": "Standard", "sku_tier": "Global"}])
def test_basic_and_global_balancers_bill_for_nothing_themselves(bill, values):
    assert bill(_LB, values, region="eastus") == []


def test_a_gateway_balancer_bills_by_the_hour_and_the_gigabyte(bill):
    assert bill(_LB, {"sku": "Gateway"}, usage={"monthly_data_processed_gb": 1000}, region="eastus") == [
        "Gateway: 730 hours x 0.0125 = 9.12",
        "Data processed: 1000 GB x 0.004 = 4.00",
    ]


def test_the_first_rule_carries_the_price_of_the_first_five(bill, balancer):
    lines = bill(_RULE, {}, name="r0", linked={"loadbalancer_id": [balancer]}, region=None)
    assert lines == ["Rule usage: 730 hours x 0.025 = 18.25"]


@pytest.mark.parametrize("name", ["r1", "r4"])
def test_the_second_to_the_fifth_rule_add_nothing(bill, balancer, name):
    assert bill(_RULE, {}, name=name, linked={"loadbalancer_id": [balancer]}, region=None) == []


@pytest.mark.parametrize("name", ["r5", "r6"])
def test_each_rule_after_the_fifth_bills_by_the_hour(bill, balancer, name):
    lines = bill(_RULE, {}, name=name, linked={"loadbalancer_id": [balancer]}, region=None)
    assert lines == ["Rule usage: 730 hours x 0.01 = 7.30"]


def test_outbound_rules_count_with_the_others(bill, resource):
    outbound = "azurerm_lb_outbound_rule"
    rules = [resource(_RULE, {}, name="a"), resource(outbound, {}, name="a")]
    balancer = resource(_LB, {"sku": "Standard"}, users=rules, region="eastus")
    bills = [
        bill(each, {}, name="a", linked={"loadbalancer_id": [balancer]}, region=None) for each in (outbound, _RULE)
    ]
    assert bills == [["Rule usage: 730 hours x 0.025 = 18.25"], []]


def test_the_rules_of_a_basic_balancer_are_free(bill, resource):
    balancer = resource(_LB, {"sku": "Basic"}, region="eastus")
    assert bill(_RULE, {}, linked={"loadbalancer_id": [balancer]}, region=None) == []


def test_a_rule_of_an_unseen_balancer_is_unpriced(bill):
    assert bill(_RULE, {}, region=None) == [
        "Rule: unpriced, the load balancer of the rule is not in the input, and the price depends on it"
    ]
