"""Function apps: by their runs, or as instances of a premium plan."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costguard.pricing.azure._elastic import FUNCTIONS, elastic_lines
from costguard.pricing.azure._plans import plan_under
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "functions"
_MILLION: Final = Decimal(1_000_000)
_NO_PLAN: Final = "its plan is not in the input; the consumption plan assumed"

# Memory is rounded up to 128 MB, a run bills for at least 100 ms (Azure Functions pricing, 2024).
_MEMORY_STEP_MB: Final = Decimal(128)
_SHORTEST_MS: Final = Decimal(100)
_MB_PER_GB: Final = Decimal(1024)
_MS_PER_S: Final = Decimal(1000)


def premium_instances(app: Subject) -> Iterator[Line]:
    """The instances of its premium plan, of which one is always there."""
    plan = plan_under(app)
    count = app.usage.number_or("instances", 1)
    if plan is not None and plan.is_elastic and count:
        for line in elastic_lines(FUNCTIONS, plan.size):
            yield line.times(count)


def runs(app: Subject) -> Iterator[Line]:
    """Runs on the consumption plan. On a plan of instances, they cost nothing beside these."""
    plan = plan_under(app)
    if plan is not None and not plan.is_consumption:
        return
    assumption = _NO_PLAN if plan is None else ""
    key, executions = "monthly_executions", app.usage.number("monthly_executions")
    gb_seconds = _gb_seconds(app, executions)
    yield by_use("Execution time", "GB-seconds", gb_seconds, Rate(_TABLE, "gb_second"), key=key, assumption=assumption)
    millions = None if executions is None else executions / _MILLION
    yield by_use("Executions", "1M requests", millions, Rate(_TABLE, "executions_1m"), key=key, assumption=assumption)


def _gb_seconds(app: Subject, executions: Decimal | None) -> Decimal | None:
    duration_ms, memory_mb = app.usage.number("execution_duration_ms"), app.usage.number("memory_mb")
    if executions is None or duration_ms is None or memory_mb is None:
        return None
    steps = (max(memory_mb, _MEMORY_STEP_MB) / _MEMORY_STEP_MB).to_integral_value(ROUND_CEILING)
    seconds = executions * max(duration_ms, _SHORTEST_MS) / _MS_PER_S
    return seconds * steps * _MEMORY_STEP_MB / _MB_PER_GB


_FUNCTION_APP: Final = (premium_instances, runs)

MODELS: Final[Models] = {
    "azurerm_function_app": _FUNCTION_APP,
    "azurerm_linux_function_app": _FUNCTION_APP,
    "azurerm_windows_function_app": _FUNCTION_APP,
}
