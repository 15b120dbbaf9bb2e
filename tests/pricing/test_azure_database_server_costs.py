"""What single servers bill for."""

import pytest


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb"])
def test_a_server_bills_vcores_storage_and_backups(bill, engine):
    values = {"sku_name": "GP_Gen5_4", "storage_mb": 4096000}
    assert bill(f"azurerm_{engine}_server", values, region="eastus") == [
        "Compute (GP_Gen5_4): 730 hours x 0.3504 = 255.79",
        "Storage: 4000 GB x 0.115 = 460.00",
        "Additional backup storage: usage GB x 0.1",
    ]


def test_a_geo_redundant_backup_costs_twice(bill):
    values = {"sku_name": "MO_Gen5_16", "storage_mb": 5120, "geo_redundant_backup_enabled": True}
    usage = {"additional_backup_storage_gb": 3000}
    assert bill("azurerm_mysql_server", values, usage=usage, region="eastus")[2] == (
        "Additional backup storage: 3000 GB x 0.2 = 600.00"
    )


def test_another_region_has_its_own_price(bill):
    values = {"sku_name": "B_Gen5_2", "storage_mb": 5120}
    assert bill("azurerm_postgresql_server", values, region="eastus2")[:2] == [
        "Compute (B_Gen5_2): 730 hours x 0.0816 = 59.57",
        "Storage: 5 GB x 0.12 = 0.60",
    ]


def test_a_name_that_is_no_size_is_unpriced(bill):
    assert bill("azurerm_mysql_server", {"sku_name": "huge"}, region="eastus")[0] == (
        "Server compute: unpriced, `huge` is no size of a single server"
    )
