"""What Microsoft Entra Domain Services bill for."""

_SERVICE = "azurerm_active_directory_domain_service"


def test_a_service_bills_by_sku(bill):
    assert bill(_SERVICE, {"sku": "Enterprise"}, region="eastus") == [
        "Active directory domain service (Enterprise): 730 hours x 0.4 = 292.00"
    ]


def test_a_replica_set_costs_as_much_as_the_service(bill, resource):
    linked = {"domain_service_id": [resource(_SERVICE, {"sku": "Premium"}, region="eastus")]}
    assert bill(f"{_SERVICE}_replica_set", {}, linked=linked, region="uksouth") == [
        "Active directory domain service replica set (Premium): 730 hours x 1.6 = 1168.00"
    ]


def test_a_replica_set_of_an_unseen_service_is_unpriced(bill):
    assert "unpriced" in bill(f"{_SERVICE}_replica_set", {}, region="uksouth")[0]


def test_an_unknown_sku_is_unpriced(bill):
    lines = bill(_SERVICE, {}, unknown={"sku": True}, unset=False, region="eastus")
    assert lines == ["Domain service: unpriced, `sku` is known only after apply"]
