"""Container instances: groups of containers by the vCPUs and the memory that they ask for, as long as they run."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "container_group"


def vcpus(group: Subject) -> Iterator[Line]:
    """The vCPUs of its containers; Windows pays for its licence with them."""
    count = sum((container.number("cpu") for container in group.blocks("container")), Decimal(0))
    item = "vcpu_windows" if group.text("os_type", "Linux").lower() == "windows" else "vcpu"
    yield monthly("vCPU duration", "vCPU-hours", count * _hours(group), Rate(_TABLE, _of(group, item)))


def memory(group: Subject) -> Iterator[Line]:
    """The memory of its containers."""
    memory_gb = sum((container.number("memory") for container in group.blocks("container")), Decimal(0))
    yield monthly("Memory duration", "GB-hours", memory_gb * _hours(group), Rate(_TABLE, _of(group, "memory_gb")))


def gpus(group: Subject) -> Iterator[Line]:
    """The GPUs of its containers, by their kind."""
    for container in group.blocks("container"):
        kind = container.text("gpu.sku", "")
        if kind:
            hours = container.number("gpu.count") * _hours(group)
            yield monthly(f"GPU duration ({kind})", "GPU-hours", hours, Rate(_TABLE, f"gpu/{kind.lower()}"))


def _of(group: Subject, item: str) -> str:
    """Confidential groups and those of spot capacity have prices of their own."""
    if group.text("priority", "Regular").lower() == "spot":
        return f"spot/{item}"
    tier = group.text("sku", "Standard").lower()
    return f"{tier}/{item}" if tier == "confidential" else item


def _hours(group: Subject) -> Decimal:
    return group.usage.number_or("monthly_hrs", HOURS_PER_MONTH)


MODELS: Final[Models] = {"azurerm_container_group": (vcpus, memory, gpus)}
