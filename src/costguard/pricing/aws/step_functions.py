"""Step Functions: standard workflows by transition, express ones by request, time and memory."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costguard.pricing.aws._use import use_line
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "step_functions"
# Memory is billed in chunks of 64 MB, time in 100 ms (https://aws.amazon.com/step-functions/pricing/, 2025-01).
_CHUNK_MB: Final = 64
_CHUNK_MS: Final = 100
_MS_PER_HOUR: Final = 3_600_000
_MB_PER_GB: Final = 1024


def transitions(machine: Subject) -> Iterator[Line]:
    """The steps of a standard workflow."""
    if not _is_express(machine):
        rate = Rate(_TABLE, "transitions")
        yield use_line(machine, "Transitions", "1K transitions", "monthly_transitions", rate, 1000)


def requests(machine: Subject) -> Iterator[Line]:
    """The runs of an express workflow."""
    if _is_express(machine):
        yield use_line(machine, "Requests", "1M requests", "monthly_requests", Rate(_TABLE, "requests"), 1_000_000)


def duration(machine: Subject) -> Iterator[Line]:
    """How long its runs take with how much memory."""
    if _is_express(machine):
        key = "workflow_duration_ms"
        yield by_use("Duration ({tier})", "GB-hours", _gb_hours(machine), Rate(_TABLE, "duration"), key=key)


def _gb_hours(machine: Subject) -> Decimal | None:
    runs = machine.usage.number("monthly_requests")
    lasts_ms = machine.usage.number("workflow_duration_ms")
    takes_mb = machine.usage.number("memory_mb")
    if runs is None or lasts_ms is None or takes_mb is None:
        return None
    billed_mb = max(_rounded_up(takes_mb, _CHUNK_MB), Decimal(_CHUNK_MB))
    return runs * _rounded_up(lasts_ms, _CHUNK_MS) * billed_mb / (_MS_PER_HOUR * _MB_PER_GB)


def _rounded_up(amount: Decimal, chunk: int) -> Decimal:
    return (amount / chunk).to_integral_value(ROUND_CEILING) * chunk


def _is_express(machine: Subject) -> bool:
    return machine.text("type", "STANDARD").upper() == "EXPRESS"


MODELS: Final[Models] = {"aws_sfn_state_machine": (transitions, requests, duration)}
