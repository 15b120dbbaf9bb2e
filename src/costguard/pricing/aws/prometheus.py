"""Managed Prometheus: by the samples that come in and are queried, what is kept, and collectors by the hour."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "prometheus"


def collector(_: Subject) -> Iterator[Line]:
    """A managed collector, as long as it is there."""
    yield hourly("Collector", Rate(_TABLE, "collector"))


_ingested = use_cost(
    "Samples ingested ({tier})", "10M samples", "monthly_samples_ingested", Rate(_TABLE, "ingested"), 10_000_000
)
_queried = use_cost(
    "Query samples processed", "1B samples", "monthly_query_samples", Rate(_TABLE, "queried"), 1_000_000_000
)
_stored = use_cost("Metric storage", "GB", "storage_gb", Rate(_TABLE, "storage"))

MODELS: Final[Models] = {
    "aws_prometheus_workspace": (_ingested, _queried, _stored),
    "aws_prometheus_scraper": (collector,),
}
