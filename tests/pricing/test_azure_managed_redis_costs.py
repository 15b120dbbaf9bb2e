"""What managed Redis bills for."""


def test_high_availability_is_on_unless_turned_off(bill):
    assert bill("azurerm_managed_redis", {"sku_name": "Balanced_B3"}, region="eastus") == [
        "Cache usage (Balanced_B3): 1460 hours x 0.065 = 94.90",
    ]
    values = {"sku_name": "Balanced_B3", "high_availability_enabled": False}
    assert bill("azurerm_managed_redis", values, region="eastus") == [
        "Cache usage (Balanced_B3): 730 hours x 0.065 = 47.45",
    ]


def test_another_region_bills_by_its_factor(bill):
    assert bill("azurerm_managed_redis", {"sku_name": "FlashOptimized_A250"}, region="australiaeast") == [
        "Cache usage (FlashOptimized_A250): 1460 hours x 1.95 = 2847.00",
    ]


def test_an_enterprise_cluster_bills_the_nodes_that_its_name_counts(bill):
    assert bill("azurerm_redis_enterprise_cluster", {"sku_name": "Enterprise_E20-4"}, region="eastus2") == [
        "Cache usage (Enterprise_E20-4): 2920 hours x 0.96 = 2803.20",
    ]


def test_a_size_that_the_book_lacks_is_unpriced(bill):
    assert bill("azurerm_managed_redis", {"sku_name": "Balanced_B9"}, region="eastus") == [
        "Cache usage (Balanced_B9): unpriced, the price book has no price of managed_redis b9 in eastus",
    ]
