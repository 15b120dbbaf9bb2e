"""Cloud Functions of the first generation: by calls, and by the time, memory and clock that each takes."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "functions"
# The clock, in GHz, that comes with memory, in MB, and the step in ms to which time is rounded up:
# https://cloud.google.com/functions/pricing-1stgen (2025).
_GHZ: Final = {
    128: Decimal("0.2"), 256: Decimal("0.4"), 512: Decimal("0.8"), 1024: Decimal("1.4"), 2048: Decimal("2.4"),
    4096: Decimal("4.8"), 8192: Decimal("4.8"),
}  # fmt: skip
_STEP_MS: Final = 100
_DEFAULT_MB: Final = 256  # the provider's
_CALLS: Final = "monthly_function_invocations"
_FREE_TIER: Final = "before the free tier that a billing account has"


def time(function: Subject) -> Iterator[Line]:
    """The clock and the memory that calls take, for their time."""
    memory = function.number("available_memory_mb", _DEFAULT_MB)
    ghz = _GHZ.get(int(memory))
    if ghz is None:
        raise NotKnown(f"what clock comes with {memory} MB is not known")
    calls = function.usage.number(_CALLS)
    took = function.usage.number_or("request_duration_ms", _STEP_MS)
    seconds = (took / _STEP_MS).to_integral_value(ROUND_CEILING) * _STEP_MS / 1000
    for name, unit, item, factor in (
        ("CPU", "GHz-seconds", "cpu", ghz),
        ("Memory", "GB-seconds", "memory", memory / 1024),
    ):
        quantity = None if calls is None else calls * seconds * factor
        yield by_use(name, unit, quantity, Rate(_TABLE, item), key=_CALLS, assumption=_FREE_TIER)


def calls(function: Subject) -> Iterator[Line]:
    """The calls, and what leaves for the internet."""
    rate = Rate(_TABLE, "invocations", region="global")
    number = function.usage.number(_CALLS)
    yield by_use("Invocations", "invocations", number, rate, key=_CALLS, assumption=_FREE_TIER)
    key = "monthly_outbound_data_gb"
    rate = Rate(_TABLE, "egress_gb", region="global")
    yield by_use("Outbound data transfer", "GB", function.usage.number(key), rate, key=key, assumption=_FREE_TIER)


MODELS: Final[Models] = {"google_cloudfunctions_function": (time, calls)}
