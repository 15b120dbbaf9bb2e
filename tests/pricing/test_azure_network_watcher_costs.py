"""What Azure's Network Watcher, flow logs and connection monitors bill for."""

import pytest

_LOG = "azurerm_network_watcher_flow_log"
_MONITOR = "azurerm_network_connection_monitor"
_GROUP = {
    "source_endpoints": ["a", "b"],
    "destination_endpoints": ["c", "d", "e", "f", "g", "h"],
    "test_configuration_names": ["x", "y"],
}


@pytest.mark.parametrize(("checks", "quantity"), [(11_000, "10000"), (1000, "0"), (500, "0")])
def test_a_thousand_checks_are_free(bill, checks, quantity):
    lines = bill("azurerm_network_watcher", {}, usage={"monthly_diagnostic_checks": checks}, region="eastus")
    assert lines[0].startswith(f"Network diagnostic tool (over 1,000 checks): {quantity} checks x 0.001")


def test_five_gigabytes_of_logs_are_free_and_analysis_takes_them_all(bill):
    values = {"traffic_analytics": [{"enabled": True, "interval_in_minutes": 10}]}
    assert bill(_LOG, values, usage={"monthly_logs_collected_gb": 50}, region="eastus") == [
        "Network logs collected (over 5GB): 45 GB x 0.5 = 22.50",
        "Traffic Analytics data processed (10 min interval): 50 GB x 3.5 = 175.00",
    ]


def test_analysis_every_hour_is_cheaper(bill):
    lines = bill(_LOG, {"traffic_analytics": [{"enabled": True}]}, region="westeurope")
    assert lines[1] == "Traffic Analytics data processed (60 min interval): usage GB x 2.3"


def test_a_disabled_log_bills_for_nothing(bill):
    assert bill(_LOG, {"enabled": False, "traffic_analytics": [{"enabled": True}]}, region="eastus") == []


def test_tests_are_every_source_with_every_destination_and_configuration(bill):
    assert bill(_MONITOR, {"test_group": [_GROUP]}, region="eastus") == ["Tests (10-240,010): 14 tests x 0.3 = 4.20"]


def test_a_disabled_group_has_no_tests(bill):
    assert bill(_MONITOR, {"test_group": [{**_GROUP, "enabled": False}]}, region="eastus") == []


def test_tests_get_cheaper_in_number(bill):
    assert bill(_MONITOR, {}, usage={"tests": 250_500}, region="eastus") == [
        "Tests (10-240,010): 240000 tests x 0.3 = 72000.00",
        "Tests (240,010-750,010): 10490 tests x 0.09999 = 1048.90",
    ]
