"""What CloudWatch bills for."""

_METRIC = {"metric": [{"metric_name": "a", "period": 120}]}
_BAND = {"comparison_operator": "GreaterThanUpperThreshold"}


def test_a_log_group_bills_for_what_it_takes_in_keeps_and_searches(bill):
    usage = {"monthly_data_ingested_gb": 1000, "storage_gb": 1000, "monthly_data_scanned_gb": 200}
    assert bill("aws_cloudwatch_log_group", {}, usage=usage, region="eu-west-1") == [
        "Data ingested: 1000 GB x 0.57 = 570.00",
        "Archival Storage: 1000 GB x 0.03 = 30.00",
        "Insights queries data scanned: 200 GB x 0.0057 = 1.14",
    ]


def test_an_infrequent_access_group_takes_in_at_half_the_price(bill):
    assert bill("aws_cloudwatch_log_group", {"log_group_class": "INFREQUENT_ACCESS"})[0] == (
        "Data ingested: usage GB x 0.25"
    )


def test_an_alarm_of_a_minute_is_of_standard_resolution(bill):
    values = {"comparison_operator": "GreaterThanThreshold", "period": 60}
    assert bill("aws_cloudwatch_metric_alarm", values) == ["Standard resolution: 1 alarm metrics x 0.1 = 0.10"]


def test_an_alarm_of_ten_seconds_is_of_high_resolution(bill):
    values = {"comparison_operator": "GreaterThanThreshold", "period": 10}
    assert bill("aws_cloudwatch_metric_alarm", values, region="sa-east-1") == [
        "High resolution: 1 alarm metrics x 0.405 = 0.40"
    ]


def test_an_alarm_over_an_expression_bills_each_metric(bill):
    values = {
        "comparison_operator": "GreaterThanThreshold",
        "metric_query": [{"id": "e1", "expression": "m2/m1*100"}, _METRIC, _METRIC],
    }
    assert bill("aws_cloudwatch_metric_alarm", values) == ["Standard resolution: 2 alarm metrics x 0.1 = 0.20"]


def test_an_alarm_on_a_band_bills_the_metric_and_both_edges(bill):
    values = {**_BAND, "metric_query": [{"id": "e1", "expression": "ANOMALY_DETECTION_BAND(m1)"}, _METRIC]}
    assert bill("aws_cloudwatch_metric_alarm", values) == [
        "Standard resolution anomaly detection: 3 alarms x 0.1 = 0.30"
    ]


def test_an_alarm_on_a_query_bills_what_the_query_looks_through(bill):
    values = {
        "comparison_operator": "GreaterThanThreshold",
        "metric_query": [{"id": "q1", "expression": "SELECT MAX(CPUUtilization) FROM EC2", "period": 60}],
    }
    assert bill("aws_cloudwatch_metric_alarm", values, usage={"metrics_analyzed": 20}) == [
        "Metrics Insights alarm: 20 metrics analyzed x 0.1 = 2.00"
    ]


def test_a_period_that_is_not_known_leaves_the_alarm_unpriced(bill):
    values = {"comparison_operator": "GreaterThanThreshold"}
    assert bill("aws_cloudwatch_metric_alarm", values, unknown={"period": True}, unset=False) == [
        "Alarm: unpriced, `period` is known only after apply"
    ]


def test_a_dashboard_and_a_composite_alarm_bill_by_the_month(bill):
    assert bill("aws_cloudwatch_dashboard", {}) == ["Dashboard: 1 months x 3 = 3.00"]
    assert bill("aws_cloudwatch_composite_alarm", {}) == ["Composite alarm: 1 alarms x 0.5 = 0.50"]


def test_a_canary_runs_as_often_as_its_schedule_says(bill):
    assert bill("aws_synthetics_canary", {"schedule": [{"expression": "rate(5 minutes)"}]}) == [
        "Canary runs: 8760 runs x 0.0012 = 10.51"
    ]


def test_a_canary_by_cron_or_run_once_is_for_the_usage_file_to_count(bill):
    assert bill("aws_synthetics_canary", {"schedule": [{"expression": "rate(0 minute)"}]}) == [
        "Canary runs: usage runs x 0.0012"
    ]
