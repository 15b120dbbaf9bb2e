"""What MySQL flexible servers bill for."""


def test_a_server_bills_machine_storage_and_backups(bill):
    assert bill("azurerm_mysql_flexible_server", {"sku_name": "MO_Standard_E4ds_v4"}, region="westus") == [
        "Compute (MO_Standard_E4ds_v4): 730 hours x 0.524396 = 382.81",
        "Storage: 20 GB x 0.138 = 2.76",
        "Additional backup storage: usage GB x 0.095",
    ]


def test_iops_bill_beyond_300_and_three_for_each_gigabyte(bill):
    values = {"sku_name": "GP_Standard_D4ds_v4", "storage": [{"size_gb": 30, "iops": 390}]}
    assert len(bill("azurerm_mysql_flexible_server", values, region="westus")) == 3
    values = {"sku_name": "GP_Standard_D4ds_v4", "storage": [{"size_gb": 30, "iops": 500}]}
    assert (
        bill("azurerm_mysql_flexible_server", values, region="westus")[2] == "Additional IOPS: 110 IOPS x 0.06 = 6.60"
    )


def test_iops_that_scale_by_themselves_are_not_provisioned(bill):
    storage = [{"size_gb": 30, "iops": 500, "io_scaling_enabled": True}]
    values = {"sku_name": "GP_Standard_D4ds_v4", "storage": storage}
    assert len(bill("azurerm_mysql_flexible_server", values, region="westus")) == 3


def test_a_standby_doubles_machine_and_storage(bill):
    values = {"sku_name": "GP_Standard_D4ds_v4", "high_availability": [{"mode": "SameZone"}]}
    assert bill("azurerm_mysql_flexible_server", values, region="eastus2")[:2] == [
        "Compute (GP_Standard_D4ds_v4): 1460 hours x 0.342 = 499.32",
        "Storage: 40 GB x 0.115 = 4.60",
    ]


def test_a_size_that_is_not_known_leaves_the_storage_priced(bill):
    lines = bill("azurerm_mysql_flexible_server", {}, unknown={"sku_name": True}, unset=False, region="eastus")
    assert lines[:2] == [
        "Server compute: unpriced, `sku_name` is known only after apply",
        "Storage: 20 GB x 0.115 = 2.30",
    ]
