"""What managed instances bill for."""


def _instance(sku, **more):
    return {"sku_name": sku, "vcores": 4, "storage_size_in_gb": 64, "license_type": "LicenseIncluded", **more}


def test_an_instance_bills_compute_storage_backups_and_licence(bill):
    values = _instance("GP_Gen5", storage_account_type="LRS")
    usage = {"backup_storage_gb": 100, "long_term_retention_storage_gb": 5}
    assert bill("azurerm_mssql_managed_instance", values, usage=usage, region="westeurope") == [
        "Compute (GP_GEN5 4 cores): 730 hours x 0.669756 = 488.92",
        "Additional Storage: 32 GB x 0.13685 = 4.38",
        "PITR backup storage (LRS): 100 GB x 0.119 = 11.90",
        "SQL license: 2920 vCore-hours x 0.099966 = 291.90",
        "LTR backup storage (LRS): 5 GB x 0.0298 = 0.15",
    ]


def test_storage_of_business_critical_costs_what_that_tier_costs(bill):
    values = _instance("BC_Gen5", license_type="BasePrice")
    assert bill("azurerm_sql_managed_instance", values, region="westeurope")[1] == "Storage: 32 GB x 0.2975 = 9.52"


def test_the_first_32_gb_are_included(bill):
    values = _instance("GP_Gen5", storage_size_in_gb=32)
    assert bill("azurerm_mssql_managed_instance", values, region="eastus")[1] == (
        "Additional Storage: 0 GB x 0.115 = 0.00"
    )


def test_a_number_of_vcores_that_is_not_known_leaves_the_backups_priced(bill):
    values = {"sku_name": "GP_Gen5", "storage_account_type": "ZRS", "license_type": "BasePrice"}
    lines = bill("azurerm_mssql_managed_instance", values, unknown={"vcores": True}, unset=False, region="eastus")
    assert "PITR backup storage (ZRS): usage GB x 0.1" in lines
    assert lines[0] == "Instance compute: unpriced, `vcores` is known only after apply"
