"""What Application Insights bills for."""

_TEST = "azurerm_application_insights_standard_web_test"


def test_data_bills_as_it_comes_in_and_when_kept_beyond_90_days(bill):
    usage = {"monthly_data_ingested_gb": 100}
    assert bill("azurerm_application_insights", {"retention_in_days": 120}, usage=usage, region="eastus") == [
        "Data ingested: 100 GB x 2.3 = 230.00",
        "Data retention (120 days): 100 GB x 0.1 = 10.00",
    ]
    assert len(bill("azurerm_application_insights", {"retention_in_days": 90}, usage=usage, region="eastus")) == 1


def test_one_with_a_workspace_bills_as_its_logs_do(bill):
    assert bill("azurerm_application_insights", {"workspace_id": "x"}, region="westeurope") == [
        "Data ingested: usage GB x 2.99",
    ]


def test_a_standard_test_runs_from_each_location(bill):
    assert bill(_TEST, {"geo_locations": ["a"], "frequency": 300}, region="westeurope") == [
        "Standard web test (300 second frequency): 8760 tests x 0.000645 = 5.65",
    ]
    assert bill(_TEST, {"geo_locations": ["a", "b"], "frequency": "600"}, region="westeurope") == [
        "Standard web test (600 second frequency): 8760 tests x 0.000645 = 5.65",
    ]


def test_a_disabled_test_and_a_ping_are_free(bill):
    assert bill(_TEST, {"enabled": False}, region="westeurope") == []
    assert bill("azurerm_application_insights_web_test", {"kind": "ping", "enabled": True}, region="eastus") == []


def test_a_test_of_several_steps_bills_by_the_month(bill):
    values = {"kind": "multistep", "enabled": True}
    assert bill("azurerm_application_insights_web_test", values, region="eastus") == [
        "Multi-step web test: 1 test x 10 = 10.00",
    ]


def test_a_frequency_of_nothing_is_no_frequency(bill):
    assert bill(_TEST, {"frequency": 0}, region="westeurope") == ["Standard web test: unpriced, `frequency` is 0"]
