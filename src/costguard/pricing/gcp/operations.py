"""Logging and monitoring: what is kept of logs and of metrics."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import TIER, Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_CALLS: Final = 1000
_FREE_TIER: Final = "before the free tier that a project or billing account has"


def logging_data(sink: Subject) -> Iterator[Line]:
    """What is stored of logs."""
    key = "monthly_logging_data_gb"
    rate = Rate("logging", "data_gb", region="global")
    yield by_use("Logging data", "GB", sink.usage.number(key), rate, key=key, assumption=_FREE_TIER)


def metrics(metric: Subject) -> Iterator[Line]:
    """What is written of metrics, and what is read by API."""
    key = "monthly_monitoring_data_mb"
    rate = Rate("monitoring", "data_mb", region="global")
    yield by_use(f"Monitoring data ({TIER})", "MB", metric.usage.number(key), rate, key=key, assumption=_FREE_TIER)
    key = "monthly_api_calls"
    calls = metric.usage.number(key)
    rate = Rate("monitoring", "calls", region="global")
    yield by_use("API calls", "1k calls", None if calls is None else calls / _CALLS, rate, key=key)


_OWNERS: Final = ("billing_account", "folder", "organization", "project")
MODELS: Final[Models] = {
    **{f"google_logging_{owner}_sink": (logging_data,) for owner in _OWNERS},
    **{f"google_logging_{owner}_bucket_config": (logging_data,) for owner in _OWNERS},
    "google_monitoring_metric_descriptor": (metrics,),
}
