"""Data Explorer clusters: machines, and the markup on their vCores."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

# vCores of the sizes whose names do not count them (Azure Data Explorer, Microsoft Learn, 2024-07).
_D_SERIES_CORES: Final = {11: 2, 12: 4, 13: 8, 14: 16, 1: 1, 2: 2, 3: 4, 4: 8, 5: 16}
_SIZE: Final = re.compile(r"Standard_[A-Z]+(?P<number>\d+)[a-z]*(?:_v(?P<version>\d+))?", re.IGNORECASE)
_LAST_UNCOUNTED_VERSION: Final = 2  # up to v2 the number of a D size is a step, later it is the vCores
_STORAGE_SUFFIX: Final = re.compile(r"\+\d+TB_PS$", re.IGNORECASE)


def instance_usage(cluster: Subject) -> Iterator[Line]:
    """The machines, at the price of Linux ones."""
    size = _size(cluster)
    line = hourly(f"Instance usage ({size})", Rate("vm_linux", size))
    yield _scaled(cluster, line)


def markup(cluster: Subject) -> Iterator[Line]:
    """What the service costs on top, by vCore; development clusters have none."""
    if not cluster.text("sku.name").lower().startswith("dev"):
        line = hourly("Azure Data Explorer", Rate("kusto", "markup")).times(_cores(_size(cluster)))
        yield _scaled(cluster, line)


def _size(cluster: Subject) -> str:
    return _STORAGE_SUFFIX.sub("", cluster.text("sku.name").removeprefix("Dev(No SLA)_"))


def _scaled(cluster: Subject, line: Line) -> Line:
    if cluster.has("optimized_auto_scale"):
        low = cluster.number("optimized_auto_scale.minimum_instances")
        high = cluster.number("optimized_auto_scale.maximum_instances")
        return line.scaled(_count(cluster, low), low, high)
    return line.times(_count(cluster, Decimal(2)))


def _count(cluster: Subject, least: Decimal) -> Decimal:
    return cluster.number("sku.capacity", least)


def _cores(size: str) -> int:
    found = _SIZE.match(size)
    if found is None:
        raise NotKnown(f"how many vCores `{size}` has")
    number = int(found["number"])
    if "_D" in size.upper() and int(found["version"] or 1) <= _LAST_UNCOUNTED_VERSION:
        return _D_SERIES_CORES.get(number, number)
    return number


MODELS: Final[Models] = {"azurerm_kusto_cluster": (instance_usage, markup)}
