"""What automation accounts bill for."""


def test_an_account_bills_minutes_nodes_and_watchers(bill):
    usage = {"monthly_job_run_mins": 1000, "non_azure_config_node_count": 2}
    assert bill("azurerm_automation_account", {"sku_name": "Basic"}, usage=usage, region="eastus") == [
        "Job run time: 1000 minutes x 0.002 = 2.00",
        "Non-azure config nodes: 2 nodes x 6 = 12.00",
        "Watchers: usage hours x 0.002",
    ]


def test_its_parts_bill_what_they_do(bill):
    assert bill("azurerm_automation_job_schedule", {}, region="eastus") == ["Job run time: usage minutes x 0.002"]
    assert bill("azurerm_automation_dsc_configuration", {}, region="eastus") == [
        "Non-azure config nodes: usage nodes x 6",
    ]
    assert bill("azurerm_automation_watcher", {}, region="westeurope") == ["Watcher: 730 hours x 0.002 = 1.46"]
