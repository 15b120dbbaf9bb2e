"""What Azure Monitor bills for."""

_SETTING = "azurerm_monitor_diagnostic_setting"


def test_platform_logs_bill_where_they_leave_azure_monitor(bill, resource):
    vault = resource("azurerm_key_vault", {}, region="westeurope")
    usage = {"monthly_platform_log_gb": 1000}
    linked = {"target_resource_id": [vault]}
    assert bill(_SETTING, {"storage_account_id": "x"}, usage=usage, linked=linked, region="") == [
        "Platform logs processed: 1000 GB x 0.325 = 325.00",
    ]


def test_logs_that_go_to_a_workspace_bill_there(bill):
    assert bill(_SETTING, {"log_analytics_workspace_id": "x"}, region="") == []


def test_what_is_logged_may_not_be_in_the_plan(bill):
    assert bill(_SETTING, {"storage_account_id": "x"}, region="") == [
        "Platform logs: unpriced, what is logged is not in the plan, so its region is not known",
    ]


def test_custom_metrics_bill_by_ten_million_samples(bill):
    usage = {"monthly_custom_metrics_samples": 20_000_000}
    assert bill("azurerm_monitor_data_collection_rule", {}, usage=usage, region="eastus") == [
        "Metrics ingestion: 2 10M samples x 0.16 = 0.32",
    ]
