"""What SQL databases bill for."""

_ALSO = ["Long-term retention (RA-GRS): usage GB x 0.05", "PITR backup storage (RA-GRS): usage GB x 0.2"]


def test_general_purpose_vcores_bill_compute_licence_and_storage(bill):
    values = {"sku_name": "GP_Gen5_4", "max_size_gb": 100}
    assert bill("azurerm_mssql_database", values, region="eastus") == [
        "Compute (provisioned, GP_Gen5_4): 730 hours x 0.608868 = 444.47",
        "SQL license: 2920 vCore-hours x 0.099966 = 291.90",
        "Storage: 100 GB x 0.115 = 11.50",
        *_ALSO,
    ]


def test_zone_redundancy_adds_six_tenths_of_the_vcores_and_doubles_the_storage(bill):
    values = {"sku_name": "GP_Gen5_4", "max_size_gb": 100, "zone_redundant": True}
    assert bill("azurerm_mssql_database", values, region="eastus")[:4] == [
        "Compute (provisioned, GP_Gen5_4): 730 hours x 0.608868 = 444.47",
        "Zone redundancy (provisioned, GP_Gen5_4): 730 hours x 0.3653208 = 266.68",
        "SQL license: 2920 vCore-hours x 0.099966 = 291.90",
        "Storage: 100 GB x 0.23 = 23.00",
    ]


def test_zones_cost_business_critical_nothing_more(bill):
    values = {"sku_name": "BC_Gen5_2", "max_size_gb": 10, "zone_redundant": True, "license_type": "BasePrice"}
    assert bill("azurerm_mssql_database", values, region="eastus")[:2] == [
        "Compute (provisioned, BC_Gen5_2): 730 hours x 0.60887 = 444.48",
        "Storage: 10 GB x 0.25 = 2.50",
    ]


def test_hyperscale_needs_no_licence_and_pays_for_each_replica(bill):
    values = {"sku_name": "HS_Gen5_2", "read_replica_count": 2, "max_size_gb": 100}
    assert bill("azurerm_mssql_database", values, region="eastus") == [
        "Compute (provisioned, HS_Gen5_2): 730 hours x 0.365316 = 266.68",
        "Read replicas: 1460 hours x 0.365316 = 533.36",
        "Storage: 100 GB x 0.25 = 25.00",
    ]


def test_a_serverless_database_bills_the_vcores_it_uses_and_no_licence(bill):
    usage = {"monthly_vcore_hours": 500}
    assert bill("azurerm_mssql_database", {"sku_name": "GP_S_Gen5_4"}, usage=usage, region="eastus") == [
        "Compute (serverless, GP_S_Gen5_4): 500 vCore-hours x 0.52176 = 260.88",
        "Storage: 5 GB x 0.115 = 0.58",
        *_ALSO,
    ]


def test_standard_dtus_include_250_gb(bill):
    assert bill("azurerm_mssql_database", {"sku_name": "s3", "max_size_gb": 250}, region="eastus") == [
        "Compute (S3): 730 hours x 0.201625 = 147.19",
        *_ALSO,
    ]
    assert bill("azurerm_mssql_database", {"sku_name": "S3", "max_size_gb": 251}, region="eastus")[1] == (
        "Extra data storage: 1 GB x 0.17 = 0.17"
    )


def test_a_database_in_a_pool_bills_only_its_backups(bill):
    assert bill("azurerm_mssql_database", {"sku_name": "ElasticPool", "elastic_pool_id": "x"}, region="eastus") == _ALSO


def test_backups_bill_by_their_redundancy(bill):
    values = {"sku_name": "GP_Gen5_2", "storage_account_type": "Zone"}
    usage = {"backup_storage_gb": 10, "long_term_retention_storage_gb": 20}
    assert bill("azurerm_mssql_database", values, usage=usage, region="westeurope")[-2:] == [
        "Long-term retention (ZRS): 20 GB x 0.0298 = 0.60",
        "PITR backup storage (ZRS): 10 GB x 0.119 = 1.19",
    ]


def test_the_old_type_takes_the_smallest_size_of_its_edition(bill):
    assert bill("azurerm_sql_database", {"edition": "Premium"}, region="eastus")[0] == (
        "Compute (P1): 730 hours x 0.625 = 456.25"
    )


def test_a_size_that_is_not_known_yet_is_never_taken_for_a_default(bill):
    lines = bill("azurerm_mssql_database", {}, unknown={"sku_name": True}, unset=False, region="eastus")
    assert lines[0] == "Provisioned compute: unpriced, `sku_name` is known only after apply"


def test_hardware_that_the_book_lacks_is_unpriced(bill):
    assert bill("azurerm_mssql_database", {"sku_name": "HS_PRMS_4"}, region="eastus")[0] == (
        "Compute (provisioned, HS_PRMS_4): unpriced, the price book has no price of sql vcore/hs/prms in eastus"
    )


def test_a_data_warehouse_bills_by_hundreds_of_its_units(bill):
    assert bill("azurerm_mssql_database", {"sku_name": "DW500c"}, region="eastus") == [
        "Compute (DW500C): 730 hours x 6 = 4380.00"
    ]


def test_a_retired_data_warehouse_is_unpriced(bill):
    assert bill("azurerm_mssql_database", {"sku_name": "DS100"}, region="eastus")[0] == (
        "Provisioned compute: unpriced, `DS100` is a retired data warehouse, which the price book does not hold"
    )
