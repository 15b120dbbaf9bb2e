"""What PostgreSQL flexible servers bill for."""


def test_a_server_bills_by_its_vcpus(bill):
    values = {"sku_name": "GP_Standard_D16s_v3", "storage_mb": 131072}
    assert bill("azurerm_postgresql_flexible_server", values, region="westus") == [
        "Compute (GP_Standard_D16s_v3): 730 hours x 1.56 = 1138.80",
        "Storage: 128 GB x 0.14 = 17.92",
        "Additional backup storage: usage GB x 0.095",
    ]


def test_a_standby_doubles_machine_and_storage(bill):
    values = {"sku_name": "GP_Standard_D2ds_v5", "high_availability": [{"mode": "ZoneRedundant"}]}
    assert bill("azurerm_postgresql_flexible_server", values, region="eastus2")[:2] == [
        "Compute (GP_Standard_D2ds_v5): 1460 hours x 0.178 = 259.88",
        "Storage: 64 GB x 0.115 = 7.36",
    ]


def test_a_burstable_server_bills_by_its_name(bill):
    assert bill("azurerm_postgresql_flexible_server", {"sku_name": "B_Standard_B1ms"}, region="eastus2")[0] == (
        "Compute (B_Standard_B1ms): 730 hours x 0.017 = 12.41"
    )


def test_a_geo_redundant_backup_costs_twice(bill):
    values = {"sku_name": "B_Standard_B2s", "geo_redundant_backup_enabled": True}
    usage = {"additional_backup_storage_gb": 100}
    assert bill("azurerm_postgresql_flexible_server", values, usage=usage, region="eastus2")[2] == (
        "Additional backup storage: 100 GB x 0.19 = 19.00"
    )


def test_a_series_that_the_book_lacks_is_unpriced(bill):
    assert bill("azurerm_postgresql_flexible_server", {"sku_name": "GP_Standard_D4zz_v9"}, region="eastus2")[0] == (
        "Compute (GP_Standard_D4zz_v9): unpriced, "
        "the price book has no price of flexible_server postgresql/vcore/dzzv9 in eastus2"
    )


def test_a_replica_that_tells_no_size_is_as_large_as_its_source(bill, resource):
    source = resource("azurerm_postgresql_flexible_server", {"sku_name": "B_Standard_B1ms", "storage_mb": 65536})
    lines = bill(
        "azurerm_postgresql_flexible_server", {"create_mode": "Replica"}, linked={"source_server_id": [source]},
        unknown={"sku_name": True, "storage_mb": True}, region="eastus2",
    )  # fmt: skip
    assert lines[:2] == ["Compute (B_Standard_B1ms): 730 hours x 0.017 = 12.41", "Storage: 64 GB x 0.115 = 7.36"]


def test_a_higher_performance_tier_bills_as_the_size_that_it_is_for(bill):
    values = {"sku_name": "B_Standard_B1ms", "storage_mb": 32768, "storage_tier": "P10"}
    assert bill("azurerm_postgresql_flexible_server", values, region="eastus2")[1] == "Storage: 128 GB x 0.115 = 14.72"
