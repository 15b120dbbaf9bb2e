"""What alert rules bill for."""


def test_each_value_of_a_dimension_is_a_time_series(bill):
    values = {"scopes": ["a", "b"], "criteria": [{"dimension": [{"values": ["x", "y"]}]}]}
    assert bill("azurerm_monitor_metric_alert", values, region="") == [
        "Metrics monitoring: 4 time-series x 0.1 = 0.40",
    ]


def test_dynamic_thresholds_cost_more(bill):
    values = {"scopes": ["a"], "dynamic_criteria": [{"metric_name": "x"}]}
    assert bill("azurerm_monitor_metric_alert", values, region="") == [
        "Metrics monitoring: 1 time-series x 0.1 = 0.10",
        "Dynamic threshold monitoring: 1 time-series x 0.1 = 0.10",
    ]


def test_log_alerts_bill_by_how_often_they_read(bill):
    assert bill("azurerm_monitor_scheduled_query_rules_alert", {"frequency": 7}, region="eastus") == [
        "Log alerts monitoring (5 minute frequency): 1 rule x 1.5 = 1.50",
    ]
    assert bill("azurerm_monitor_scheduled_query_rules_alert", {"frequency": 60}, region="eastus") == [
        "Log alerts monitoring (15 minute frequency): 1 rule x 0.5 = 0.50",
    ]


def test_the_second_generation_may_watch_several_time_series(bill):
    criteria = [{"dimension": [{"values": ["1", "2", "3"]}]}]
    values = {"evaluation_frequency": "PT1H10M", "scopes": ["a"], "criteria": criteria}
    assert bill("azurerm_monitor_scheduled_query_rules_alert_v2", values, region="eastus") == [
        "Log alerts monitoring (15 minute frequency): 1 rule x 0.5 = 0.50",
        "Additional time-series monitoring (15 minute frequency): 2 time-series x 0.05 = 0.10",
    ]


def test_a_disabled_alert_is_free(bill):
    assert bill("azurerm_monitor_metric_alert", {"enabled": False, "criteria": [{}]}, region="") == []


def test_a_frequency_that_is_no_duration_is_unpriced(bill):
    values = {"evaluation_frequency": "often", "criteria": [{}]}
    assert bill("azurerm_monitor_scheduled_query_rules_alert_v2", values, region="eastus") == [
        "Log alert v2: unpriced, `often` is no ISO 8601 duration",
    ]
