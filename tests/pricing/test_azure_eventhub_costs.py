"""What Event Hubs namespaces bill for."""

_NAMESPACE = "azurerm_eventhub_namespace"


def test_standard_bills_units_and_events(bill):
    usage = {"monthly_ingress_events": 5_000_000}
    assert bill(_NAMESPACE, {"sku": "Standard", "capacity": 2}, usage=usage, region="westeurope") == [
        "Ingress event (Standard): 5 1M events x 0.028 = 0.14",
        "Capacity (Standard): 2 throughput units x 21.9 = 43.80",
    ]


def test_capture_bills_for_each_unit_where_it_is_on(bill):
    lines = bill(_NAMESPACE, {"sku": "standard", "capacity": 2}, usage={"capture_enabled": True}, region="eastus")
    assert lines[1] == "Capture: 2 units x 73 = 146.00"


def test_a_hub_tells_that_capture_is_on(bill, resource):
    hub = resource("azurerm_eventhub", {"capture_description": [{"enabled": True}]})
    assert bill(_NAMESPACE, {"sku": "Standard"}, users=[hub], region="eastus")[1] == "Capture: 1 units x 73 = 73.00"


def test_premium_includes_a_terabyte_for_each_unit(bill):
    usage = {"retention_storage_gb": 1500}
    assert bill(_NAMESPACE, {"sku": "Premium", "capacity": 1}, usage=usage, region="westeurope") == [
        "Capacity (Premium): 1 processing units x 975.28 = 975.28",
        "Extended retention: 500 GB x 0.13 = 65.00",
    ]
    usage = {"retention_storage_gb": 1000}
    assert len(bill(_NAMESPACE, {"sku": "Premium", "capacity": 1}, usage=usage, region="westeurope")) == 1


def test_a_namespace_in_a_cluster_bills_capacity_units(bill):
    assert bill(_NAMESPACE, {"sku": "Standard", "dedicated_cluster_id": "x"}, region="eastus") == [
        "Capacity (Dedicated): 1 capacity units x 4999.77 = 4999.77",
        "Extended retention: usage GB x 0.1",
    ]


def test_the_first_namespace_of_a_cluster_pays_for_it(bill, resource):
    others = [resource(_NAMESPACE, {}, name=name) for name in ("first", "this")]
    shared = resource("azurerm_eventhub_cluster", {}, users=others)
    values = {"sku": "Standard", "dedicated_cluster_id": "x"}
    about = {"linked": {"dedicated_cluster_id": [shared]}, "region": "eastus"}
    assert bill(_NAMESPACE, values, name="first", **about)[0].startswith("Capacity (Dedicated): 1 capacity units")
    assert bill(_NAMESPACE, values, **about) == ["Extended retention: usage GB x 0.1"]


def test_an_empty_cluster_pays_for_itself(bill):
    assert bill("azurerm_eventhub_cluster", {"sku_name": "Dedicated_1"}, region="eastus") == [
        "Capacity (Dedicated): 1 capacity units x 4999.77 = 4999.77"
    ]


def test_a_capacity_that_is_not_known_leaves_the_events_priced(bill):
    lines = bill(_NAMESPACE, {"sku": "Basic"}, unknown={"capacity": True}, unset=False, region="eastus")
    assert lines == [
        "Ingress event (Basic): usage 1M events x 0.028",
        "Capacity: unpriced, `capacity` is known only after apply",
    ]
