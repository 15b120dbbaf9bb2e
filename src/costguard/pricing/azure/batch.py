"""Batch pools: virtual machines, as many as the pool is to have."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.azure._vm import machine
from costguard.pricing.lines import Line
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_WINDOWS_PUBLISHERS: Final = ("microsoftwindowsserver", "microsoftwindowsdesktop")


def nodes(pool: Subject) -> Iterator[Line]:
    """Nodes that are the pool's own. The provider's default is one; a formula tells none."""
    yield _nodes(pool, _count(pool, "target_dedicated_nodes", 1), "")


def low_priority_nodes(pool: Subject) -> Iterator[Line]:
    """Nodes that Azure may take back."""
    if pool.block("fixed_scale") is not None or pool.usage.has("low_priority_nodes"):
        count = _count(pool, "target_low_priority_nodes", 0)
        if count:
            yield _nodes(pool, count, "Spot")


def _count(pool: Subject, path: str, default: int) -> Decimal:
    told = pool.usage.number(path.removeprefix("target_"))
    if told is not None:
        return told
    if pool.block("auto_scale") is not None:
        raise NotKnown("a formula decides how many nodes there are; give `dedicated_nodes` in the usage file")
    return pool.number(f"fixed_scale.{path}", default)


def _nodes(pool: Subject, count: Decimal, priority: str) -> Line:
    publisher = pool.text("storage_image_reference.publisher", "").lower()
    line = machine(
        pool.text("vm_size"),
        is_windows=publisher in _WINDOWS_PUBLISHERS,
        licence=pool.text("license_type", ""),
        priority=priority,
        hours=pool.usage.number_or("monthly_hrs", HOURS_PER_MONTH),
    )
    return line.times(count)


MODELS: Final[Models] = {"azurerm_batch_pool": (nodes, low_priority_nodes)}
