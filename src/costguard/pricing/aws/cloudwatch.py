"""CloudWatch: log groups by volume, alarms by metric, dashboards by the month, and what else it watches with."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.aws._schedule import runs_a_month
from costguard.pricing.aws._use import use_cost, use_line
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

_TABLE: Final = "cloudwatch"
# An alarm on a band bills the metric and the band's two edges (https://aws.amazon.com/cloudwatch/pricing/, 2025-01).
_BAND_METRICS: Final = 3
_BAND_OPERATORS: Final = frozenset(
    {"LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"}
)
_STANDARD_SECONDS: Final = 60


def ingestion(group: Subject) -> Iterator[Line]:
    """What is logged, by the group's class; the provider leaves it at STANDARD."""
    log_class = group.text("log_group_class", "STANDARD").lower()
    key = "monthly_data_ingested_gb"
    yield use_line(group, "Data ingested", "GB", key, Rate(_TABLE, f"logs/ingested/{log_class}"))


def alarm(alarm: Subject) -> Iterator[Line]:
    """An alarm, by the metrics that it looks at and how often it does."""
    queries = [metric for query in alarm.blocks("metric_query") for metric in query.blocks("metric")]
    if _queries_insights(alarm):
        return
    is_high = any(metric.number("period", 300) < _STANDARD_SECONDS for metric in queries or [alarm])
    resolution, item = ("High resolution", "alarm/high") if is_high else ("Standard resolution", "alarm/standard")
    count = Decimal(max(len(queries), 1))
    if alarm.text("comparison_operator") in _BAND_OPERATORS:
        name = f"{resolution} anomaly detection"
        yield monthly(name, "alarms", count * _BAND_METRICS, Rate(_TABLE, f"{item}/anomaly"))
    else:
        yield monthly(resolution, "alarm metrics", count, Rate(_TABLE, item))


def analyzed_metrics(alarm: Subject) -> Iterator[Line]:
    """The metrics that an alarm's Metrics Insights query looks through."""
    if _queries_insights(alarm):
        key = "metrics_analyzed"
        yield use_line(alarm, "Metrics Insights alarm", "metrics analyzed", key, Rate(_TABLE, "alarm/insights"))


def composite(_: Subject) -> Iterator[Line]:
    """An alarm over alarms."""
    yield monthly("Composite alarm", "alarms", 1, Rate(_TABLE, "alarm/composite"))


def dashboard(_: Subject) -> Iterator[Line]:
    """A dashboard. The first three of an account are free; which ones these are, no plan tells."""
    yield monthly("Dashboard", "months", 1, Rate(_TABLE, "dashboard"))


def contributor_insights(_: Subject) -> Iterator[Line]:
    """A rule that finds who contributes most to a log; the events that it matches bill besides."""
    yield monthly("Contributor Insights rule", "rules", 1, Rate(_TABLE, "contributor_insights"))


def canary_runs(canary: Subject) -> Iterator[Line]:
    """Runs of a canary: those that its schedule has in a month, unless the usage file counts them."""
    key = "monthly_runs"
    runs, assumption = canary.usage.number(key), ""
    if runs is None:
        runs = runs_a_month(canary.text("schedule.expression", ""))
        assumption = "" if runs is None else "started, and running by its schedule"
    yield by_use("Canary runs", "runs", runs, Rate(_TABLE, "canary"), key=key, assumption=assumption)


def monitored_resources(monitor: Subject) -> Iterator[Line]:
    """The resources that Internet Monitor watches."""
    count = len(monitor.texts("resources"))
    if count:
        rate = Rate(_TABLE, "internet_monitor")
        yield hourly("Monitored resources", rate, hours=HOURS_PER_MONTH * count)


def _queries_insights(alarm: Values) -> bool:
    return any(
        query.text("expression", "").lstrip().upper().startswith("SELECT") for query in alarm.blocks("metric_query")
    )


_archival = use_cost("Archival Storage", "GB", "storage_gb", Rate(_TABLE, "logs/archival"))
_insights = use_cost("Insights queries data scanned", "GB", "monthly_data_scanned_gb", Rate(_TABLE, "logs/insights"))
_protection = use_cost("Data protection scanned", "GB", "monthly_data_scanned_gb", Rate(_TABLE, "logs/protection"))
_stream = use_cost("Metric updates", "1k updates", "monthly_metric_updates", Rate(_TABLE, "metric_stream"), 1000)
_rum = use_cost("Events", "100k events", "monthly_events", Rate(_TABLE, "rum"), 100_000)
_evidently = use_cost("Events", "1M events", "monthly_events", Rate(_TABLE, "evidently_events"), 1_000_000)

MODELS: Final[Models] = {
    "aws_cloudwatch_log_group": (ingestion, _archival, _insights),
    "aws_cloudwatch_log_data_protection_policy": (_protection,),
    "aws_cloudwatch_metric_alarm": (alarm, analyzed_metrics),
    "aws_cloudwatch_composite_alarm": (composite,),
    "aws_cloudwatch_dashboard": (dashboard,),
    "aws_cloudwatch_contributor_insight_rule": (contributor_insights,),
    "aws_cloudwatch_metric_stream": (_stream,),
    "aws_synthetics_canary": (canary_runs,),
    "aws_rum_app_monitor": (_rum,),
    "aws_evidently_project": (_evidently,),
    "aws_internetmonitor_monitor": (monitored_resources,),
}
