"""What Azure's App Configuration stores bill for."""

_STORE = "azurerm_app_configuration"


def test_a_store_is_free_unless_it_says_otherwise(bill):
    assert bill(_STORE, {}, region="eastus") == []


def test_a_standard_store_bills_by_the_day_and_for_additional_requests(bill):
    assert bill(_STORE, {"sku": "standard"}, usage={"monthly_additional_requests": 100_000}, region="japaneast") == [
        "Instance: 30 days x 1.2 = 36.00",
        "Requests (over 200k/day per replica): 10 10k requests x 0.06 = 0.60",
    ]


def test_each_replica_costs_as_much_as_the_store(bill):
    lines = bill(_STORE, {"sku": "standard", "replica": [{}, {}]}, region="eastus")
    assert lines[0] == "Instance (2 replicas): 30 days x 3.6 = 108.00"


def test_a_replica_can_be_a_resource_of_its_own(bill, resource):
    linked = {"configuration_store_id": [resource(_STORE, {"sku": "standard"}, region="eastus")]}
    assert bill(f"{_STORE}_replica", {}, linked=linked, region="uksouth") == ["Replica: 30 days x 1.2 = 36.00"]


def test_an_unknown_sku_is_unpriced(bill):
    lines = bill(_STORE, {}, unknown={"sku": True}, unset=False, region="eastus")
    assert lines[0] == "Instance: unpriced, `sku` is known only after apply"
