"""What elastic pools bill for."""


def _pool(name, capacity, **more):
    return {"sku": [{"name": name, "capacity": capacity}], **more}


def test_vcores_bill_compute_licence_and_storage(bill):
    assert bill("azurerm_mssql_elasticpool", _pool("GP_Gen5", 4, max_size_gb=100), region="westeurope") == [
        "Compute (GP_Gen5, 4 vCore): 730 hours x 0.669756 = 488.92",
        "SQL license: 2920 vCore-hours x 0.099966 = 291.90",
        "Storage: 100 GB x 0.13685 = 13.68",
    ]


def test_an_own_licence_and_zones(bill):
    values = _pool("GP_Gen5", 4, max_size_gb=100, license_type="BasePrice", zone_redundant=True)
    assert bill("azurerm_mssql_elasticpool", values, region="westeurope") == [
        "Compute (GP_Gen5, 4 vCore): 730 hours x 0.669756 = 488.92",
        "Zone redundancy (GP_Gen5, 4 vCore): 730 hours x 0.4018536 = 293.35",
        "Storage: 100 GB x 0.2737 = 27.37",
    ]


def test_premium_dtus_include_storage_by_their_number(bill):
    assert bill("azurerm_mssql_elasticpool", _pool("PremiumPool", 500, max_size_gb=750), region="westeurope") == [
        "Compute (Premium, 500 DTUs): 730 hours x 3.75 = 2737.50",
    ]
    assert bill("azurerm_mssql_elasticpool", _pool("PremiumPool", 500, max_size_gb=1024), region="westeurope")[1] == (
        "Extra data storage: 274 GB x 0.442 = 121.11"
    )


def test_the_old_type_counts_in_megabytes(bill):
    values = {"edition": "Standard", "dtu": 200, "pool_size": 307200}
    assert bill("azurerm_sql_elasticpool", values, region="westeurope") == [
        "Compute (Standard, 200 DTUs): 730 hours x 0.6041666 = 441.04",
        "Extra data storage: 100 GB x 0.221 = 22.10",
    ]


def test_a_size_that_is_not_known_leaves_the_compute_priced(bill):
    values = _pool("BasicPool", 100)
    lines = bill("azurerm_mssql_elasticpool", values, unknown={"max_size_gb": True}, unset=False, region="eastus")
    assert lines == [
        "Compute (Basic, 100 DTUs): 730 hours x 0.2016667 = 147.22",
        "Data storage: unpriced, `max_size_gb` is known only after apply",
    ]
