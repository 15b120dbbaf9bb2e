"""What search services bill for."""


def test_units_are_partitions_times_replicas(bill):
    values = {"sku": "standard", "partition_count": 2, "replica_count": 3}
    assert bill("azurerm_search_service", values, region="eastus") == [
        "Search usage (Standard S1, 6 units): 4380 hours x 0.336 = 1471.68",
        "Image extraction (first 1M): usage 1000 images x 1",
    ]


def test_images_bill_by_tiers(bill):
    usage = {"monthly_images_extracted": 6_000_000}
    assert bill("azurerm_search_service", {"sku": "Basic"}, usage=usage, region="westeurope") == [
        "Search usage (Basic, 1 unit): 730 hours x 0.101 = 73.73",
        "Image extraction (first 1M): 1000 1000 images x 1 = 1000.00",
        "Image extraction (next 4M): 4000 1000 images x 0.8 = 3200.00",
        "Image extraction (over 5M): 1000 1000 images x 0.65 = 650.00",
    ]


def test_free_is_free(bill):
    assert bill("azurerm_search_service", {"sku": "free"}, region="eastus") == []


def test_a_number_of_replicas_that_is_not_known_leaves_the_images_priced(bill):
    lines = bill(
        "azurerm_search_service", {"sku": "basic"}, unknown={"replica_count": True}, unset=False, region="eastus"
    )
    assert lines[0] == "Search usage: unpriced, `replica_count` is known only after apply"
    assert lines[1] == "Image extraction (first 1M): usage 1000 images x 1"
