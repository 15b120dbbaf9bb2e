"""Stream Analytics jobs and clusters: streaming units."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import TIER, Line, Rate, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "stream_analytics"
# A unit of the second generation is written 10, a third of it 3, two thirds 7 (Microsoft Learn, 2026-01).
_WHOLE: Final = 10
_PARTS: Final = {3: Decimal(1) / 3, 7: Decimal(2) / 3}
_DEFAULT_CLUSTER_UNITS: Final = 36
_ASSUMPTION: Final = "runs all month"


def streaming_units(job: Subject) -> Iterator[Line]:
    """The job's units, as long as it runs; only what starts it says how long that is, so all month is assumed."""
    if job.has("stream_analytics_cluster_id"):
        return
    yield from _usage(job, job.number("streaming_units", 1))


def cluster_units(cluster: Subject) -> Iterator[Line]:
    """The units of a dedicated cluster."""
    yield from _usage(cluster, cluster.number("streaming_capacity", _DEFAULT_CLUSTER_UNITS))


def _usage(resource: Subject, units: Decimal) -> Iterator[Line]:
    if resource.text("sku_name", "Standard").lower() == "standard":
        yield hourly("Streaming units", Rate(_TABLE, "v1"), assumption=_ASSUMPTION).times(units)
        return
    hours = HOURS_PER_MONTH * _PARTS.get(int(units), units / _WHOLE)
    yield monthly(f"Streaming units V2 ({TIER})", "hours", hours, Rate(_TABLE, "v2"), assumption=_ASSUMPTION)


MODELS: Final[Models] = {
    "azurerm_stream_analytics_job": (streaming_units,),
    "azurerm_stream_analytics_cluster": (cluster_units,),
}
