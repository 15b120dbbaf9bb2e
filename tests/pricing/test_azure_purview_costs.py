"""What Purview accounts bill for."""


def test_an_account_bills_one_capacity_unit_and_its_scans(bill):
    usage = {"monthly_scan_other_data_sources_vcore_hrs": 10}
    assert bill("azurerm_purview_account", {}, usage=usage, region="eastus") == [
        "Data map capacity: 730 hours x 0.411 = 300.03",
        "Power BI scanning: usage vCore-hours x 0.63",
        "SQL Server scanning: usage vCore-hours x 0.63",
        "Other data sources scanning: 10 vCore-hours x 0.63 = 6.30",
        "Advanced resource set: usage vCore-hours x 0.21",
    ]


def test_a_usage_file_tells_of_more_capacity(bill):
    assert bill("azurerm_purview_account", {}, usage={"capacity_units": 2}, region="eastus")[0] == (
        "Data map capacity: 1460 hours x 0.411 = 600.06"
    )
