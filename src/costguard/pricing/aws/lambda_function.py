"""Lambda functions: by requests, by memory over time, and by storage beyond what comes with them."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costguard.pricing.lines import TIER, Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "lambda"
_MB_PER_GB: Final = Decimal(1024)
_MS_PER_SECOND: Final = Decimal(1000)
_SECONDS_PER_HOUR: Final = Decimal(3600)
_MILLION: Final = Decimal(1_000_000)
_DEFAULT_MEMORY_MB: Final = 128  # CreateFunction, API reference, 2025-01
_DEFAULT_STORAGE_MB: Final = 512
_REQUESTS_KEY: Final = "monthly_requests"
_DURATION_KEY: Final = "request_duration_ms"
_HOURS_KEY: Final = "monthly_duration_hrs"
_PROVISIONED_MEMORY_MB: Final = 512
_PROVISIONED_NOTE: Final = "512 MB of memory, as neither plan nor usage file says the function's"


def requests(function: Subject) -> Iterator[Line]:
    """Requests, whichever processor serves them, and whether or not a place was kept ready for them."""
    count = function.usage.number(_REQUESTS_KEY)
    millions = None if count is None else count / _MILLION
    yield by_use("Requests", "1M requests", millions, Rate(_TABLE, "requests"), key=_REQUESTS_KEY)


def ephemeral_storage(function: Subject) -> Iterator[Line]:
    """Storage beyond the 512 MB that a function comes with, while it runs (Lambda pricing page, 2025-10)."""
    extra_mb = function.number("ephemeral_storage.size", _DEFAULT_STORAGE_MB) - _DEFAULT_STORAGE_MB
    quantity = _gb_seconds(function, max(extra_mb, Decimal(0)))
    if quantity is None or quantity > 0:
        yield by_use("Ephemeral storage", "GB-seconds", quantity, Rate(_TABLE, "storage"), key=_REQUESTS_KEY)


def duration(function: Subject) -> Iterator[Line]:
    """Memory over time, in tiers."""
    quantity = _gb_seconds(function, function.number("memory_size", _DEFAULT_MEMORY_MB))
    rate = Rate(_TABLE, f"duration/{_processor(function)}")
    yield by_use(f"Duration ({TIER})", "GB-seconds", quantity, rate, key=_DURATION_KEY)


def provisioned_concurrency(config: Subject) -> Iterator[Line]:
    """The memory that is kept ready, for the hours that it is."""
    memory_mb, note = _provisioned_memory(config)
    hours = config.usage.number(_HOURS_KEY)
    kept_gb = config.number("provisioned_concurrent_executions") * memory_mb / _MB_PER_GB
    quantity = None if hours is None else kept_gb * hours * _SECONDS_PER_HOUR
    rate = Rate(_TABLE, f"provisioned/{_processor_of_config(config)}")
    yield by_use("Provisioned Concurrency", "GB-seconds", quantity, rate, key=_HOURS_KEY, assumption=note)


def provisioned_duration(config: Subject) -> Iterator[Line]:
    """Memory over time of the requests that it serves."""
    memory_mb, note = _provisioned_memory(config)
    rate = Rate(_TABLE, f"provisioned_duration/{_processor_of_config(config)}")
    quantity = _gb_seconds(config, memory_mb)
    yield by_use("Duration", "GB-seconds", quantity, rate, key=_DURATION_KEY, assumption=note)


def _gb_seconds(function: Subject, size_mb: Decimal) -> Decimal | None:
    """A size over the time that requests take, each rounded up to a millisecond (Lambda pricing page, 2025-10)."""
    count, took_ms = function.usage.number(_REQUESTS_KEY), function.usage.number(_DURATION_KEY)
    if count is None or took_ms is None:
        return None
    seconds = took_ms.to_integral_value(rounding=ROUND_CEILING) / _MS_PER_SECOND
    return count * seconds * size_mb / _MB_PER_GB


def _processor(function: Subject) -> str:
    return "arm" if "arm64" in function.texts("architectures") else "x86"


def _provisioned_memory(config: Subject) -> tuple[Decimal, str]:
    """The memory: as the usage file says it, else as the function has it."""
    told = config.usage.number("memory_mb")
    if told is not None:
        return told, ""
    for function in config.linked("function_name", "aws_lambda_function"):
        return function.number("memory_size", _DEFAULT_MEMORY_MB), ""
    return Decimal(_PROVISIONED_MEMORY_MB), _PROVISIONED_NOTE


def _processor_of_config(config: Subject) -> str:
    told = config.usage.text("architecture")
    if told:
        return "arm" if told == "arm64" else "x86"
    functions = config.linked("function_name", "aws_lambda_function")
    return next((_processor(function) for function in functions), "x86")


MODELS: Final[Models] = {
    "aws_lambda_function": (requests, ephemeral_storage, duration),
    "aws_lambda_provisioned_concurrency_config": (requests, provisioned_concurrency, provisioned_duration),
}
