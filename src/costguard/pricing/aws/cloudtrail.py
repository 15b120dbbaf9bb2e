"""CloudTrail: trails by event delivered, lakes by what they take in, keep and scan."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_cost, use_line
from costguard.pricing.lines import Line, Rate
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "cloudtrail"
_EVENTS: Final = 100_000
_UNIT: Final = "100k events"
_EXTENDABLE: Final = "EXTENDABLE_RETENTION_PRICING"


def management_events(trail: Subject) -> Iterator[Line]:
    """Copies of management events after a region's first, which is free."""
    key = "monthly_additional_management_events"
    if trail.flag("include_global_service_events", default=True) or trail.usage.has(key):
        rate = Rate(_TABLE, "management_events")
        yield use_line(trail, "Management events (additional copies)", _UNIT, key, rate, _EVENTS)


def insight_events(trail: Subject) -> Iterator[Line]:
    """Events that Insights analyzes."""
    key = "monthly_insight_events"
    if trail.blocks("insight_selector") or trail.usage.has(key):
        yield use_line(trail, "Insight events", _UNIT, key, Rate(_TABLE, "insight_events"), _EVENTS)


def ingestion(store: Subject) -> Iterator[Line]:
    """What an event data store takes in, by its retention; the provider's default is the extendable one."""
    is_extendable = store.text("billing_mode", _EXTENDABLE) == _EXTENDABLE
    name, item = ("Data ingested", "lake/one_year") if is_extendable else ("Data ingested ({tier})", "lake/seven_years")
    yield use_line(store, name, "GB", "monthly_data_ingested_gb", Rate(_TABLE, item))


def retention(store: Subject) -> Iterator[Line]:
    """What it keeps beyond the first year, which the extendable mode bills."""
    if store.text("billing_mode", _EXTENDABLE) == _EXTENDABLE:
        yield use_line(store, "Extended retention", "GB", "extended_retention_gb", Rate(_TABLE, "lake/retention"))


data_events = use_cost("Data events", _UNIT, "monthly_data_events", Rate(_TABLE, "data_events"), _EVENTS)
queries = use_cost("Queries data scanned", "GB", "monthly_data_scanned_gb", Rate(_TABLE, "lake/scanned"))

MODELS: Final[Models] = {
    "aws_cloudtrail": (management_events, data_events, insight_events),
    "aws_cloudtrail_event_data_store": (ingestion, retention, queries),
}
