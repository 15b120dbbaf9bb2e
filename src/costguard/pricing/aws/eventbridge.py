"""EventBridge: buses by what is published to them, archives by volume, schedules and pipes by run and request."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._schedule import runs_a_month
from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "eventbridge"
_MILLION: Final = 1_000_000


def invocations(schedule: Subject) -> Iterator[Line]:
    """What a schedule invokes: as often as its rate says, unless the usage file counts it."""
    key = "monthly_invocations"
    count = schedule.usage.number(key)
    if count is None and schedule.is_known("schedule_expression"):
        count = runs_a_month(schedule.text("schedule_expression", ""))
    quantity = None if count is None else count / _MILLION
    yield by_use("Invocations ({tier})", "1M invocations", quantity, Rate(_TABLE, "scheduler"), key=key)


def _events(name: str, key: str, item: str) -> tuple[str, str, str, Rate, int]:
    return name, "1M events", key, Rate(_TABLE, item), _MILLION


_archive_processing = use_cost(
    "Archive processing", "GB", "monthly_archive_processing_gb", Rate(_TABLE, "archive/processing")
)
_archive_storage = use_cost("Archive storage", "GB", "archive_storage_gb", Rate(_TABLE, "archive/storage"))
_discovery = use_cost(*_events("Schema discovery", "monthly_schema_discovery_events", "schema_discovery"))
_pipe = use_cost("Requests", "1M requests", "monthly_requests", Rate(_TABLE, "pipes"), _MILLION)
_destination = use_cost(
    "Invocations", "1M invocations", "monthly_invocations", Rate(_TABLE, "api_destination"), _MILLION
)

MODELS: Final[Models] = {
    "aws_cloudwatch_event_bus": (
        use_cost(*_events("Custom events published", "monthly_custom_events", "events/custom")),
        use_cost(*_events("Third-party events published", "monthly_third_party_events", "events/third_party")),
        _archive_processing,
        _archive_storage,
        _discovery,
    ),
    "aws_cloudwatch_event_archive": (_archive_processing, _archive_storage),
    "aws_cloudwatch_event_api_destination": (_destination,),
    "aws_schemas_discoverer": (_discovery,),
    "aws_scheduler_schedule": (invocations,),
    "aws_pipes_pipe": (_pipe,),
}
