"""Fargate: by the vCPU and the GB that a task asks for, whoever runs it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, monthly

_TABLE: Final = "fargate"
# A task comes with 20 GB of ephemeral storage; only what is beyond is billed (Fargate pricing page, 2026-03).
_INCLUDED_STORAGE_GB: Final = Decimal(20)


def task_lines(
    system: str, processor: str, *, vcpus: Decimal, memory_gb: Decimal, is_spot: bool = False, assumption: str = ""
) -> Iterator[Line]:
    """What a task bills for its size while it runs; the figures are by the hour, the lines by the month."""
    group = f"{system}/{processor}/spot" if is_spot else f"{system}/{processor}"
    spot = " (spot)" if is_spot else ""
    yield monthly(f"Per GB per hour{spot}", "GB", memory_gb, _hourly(f"{group}/gb_hours"), assumption=assumption)
    yield monthly(f"Per vCPU per hour{spot}", "CPU", vcpus, _hourly(f"{group}/vcpu_hours"), assumption=assumption)
    if system == "windows":
        yield monthly("Windows license", "CPU", vcpus, _hourly("windows/licence_vcpu_hours"))


def storage_line(size_gb: Decimal) -> Iterator[Line]:
    """Ephemeral storage beyond what comes with a task."""
    if size_gb > _INCLUDED_STORAGE_GB:
        yield monthly("Ephemeral storage", "GB", size_gb - _INCLUDED_STORAGE_GB, _hourly("ephemeral/gb_hours"))


def _hourly(item: str) -> Rate:
    return Rate(_TABLE, item, HOURS_PER_MONTH)
