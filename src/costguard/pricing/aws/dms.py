"""Database Migration Service: replication instances, and storage beyond what an instance includes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "dms"
# Multi-AZ instances and their storage cost twice as much (DMS pricing, 2025-01).
_TWO: Final = Decimal(2)
# Included with each instance: 50 GB with burstable, 100 GB with other families (DMS pricing, 2025-01).
_INCLUDED_GB: Final = Decimal(100)
_INCLUDED_BURSTABLE_GB: Final = Decimal(50)
_DEFAULT_GB: Final = 50  # DMS API, AllocatedStorage.


def replication_instance(instance: Subject) -> Iterator[Line]:
    """The instance by the hour."""
    size = _size(instance)
    yield hourly(f"Instance ({size})", Rate(_TABLE, size, factor=_zones(instance)))


def storage(instance: Subject) -> Iterator[Line]:
    """Storage beyond what the instance includes."""
    included = _INCLUDED_BURSTABLE_GB if _size(instance).startswith("t") else _INCLUDED_GB
    above = instance.number("allocated_storage", _DEFAULT_GB) - included
    if above > 0:
        rate = Rate(_TABLE, "storage_gb", factor=_zones(instance))
        yield monthly("Storage (general purpose SSD, gp2)", "GB", above, rate)


def _size(instance: Subject) -> str:
    return instance.text("replication_instance_class").removeprefix("dms.")


def _zones(instance: Subject) -> Decimal:
    return _TWO if instance.flag("multi_az", default=False) else Decimal(1)


MODELS: Final[Models] = {"aws_dms_replication_instance": (replication_instance, storage)}
