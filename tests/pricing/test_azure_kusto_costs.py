"""What Data Explorer clusters bill for."""


def test_a_cluster_bills_machines_and_a_markup_by_vcore(bill):
    names = [line.partition(": ")[2].partition(" x ")[0] for line in _bill(bill, "Standard_E16ads_v5", 2)]
    assert names == ["1460 hours", "23360 hours"]


def test_a_development_cluster_has_no_markup(bill):
    assert len(_bill(bill, "Dev(No SLA)_Standard_E2a_v4", 1)) == 1


def test_sizes_of_the_second_generation_count_steps(bill):
    assert _bill(bill, "Standard_D13_v2", 2)[1] == "Azure Data Explorer: 11680 hours x 0.11 = 1284.80"


def test_a_size_that_cannot_be_read_has_no_markup_price(bill):
    assert _bill(bill, "Gigantic", 2)[1] == "Markup: unpriced, how many vCores `Gigantic` has"


def _bill(bill, name, capacity):
    return bill("azurerm_kusto_cluster", {"sku": [{"name": name, "capacity": capacity}]}, region="eastus")
