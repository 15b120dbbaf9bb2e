"""What the name of a database or cache instance class says: its family, and how many vCPUs it has."""

from decimal import Decimal
from typing import Final

from costguard.pricing.not_known import NotKnown

# Sizes below `xlarge` have two vCPUs, each `xlarge` four (AWS, EC2 instance types, 2026-08); these are the exceptions.
_EXCEPTIONS: Final = {
    "t1.micro": 1,
    "t2.micro": 1,
    "t2.small": 1,
    "m1.small": 1,
    "m1.medium": 1,
    "m3.medium": 1,
    "m2.xlarge": 2,
    "m2.2xlarge": 4,
    "m2.4xlarge": 8,
}
_SMALL: Final = ("micro", "small", "medium", "large")
_VCPUS_OF_XLARGE: Final = 4
BURSTABLE: Final = ("t2", "t3", "t4g")
"""The families that can run on CPU credits."""


def family(instance_class: str) -> str:
    """The family of a class: `r6g` of `db.r6g.large`."""
    return _parts(instance_class)[0]


def vcpus(instance_class: str) -> Decimal:
    """The vCPUs of a class such as `db.r6g.large`. Raises NotKnown for a size that AWS does not name so."""
    name, size = _parts(instance_class)
    if (count := _EXCEPTIONS.get(f"{name}.{size}")) is not None:
        return Decimal(count)
    if size in _SMALL:
        return Decimal(2)
    times = size.removesuffix("xlarge")
    if size.endswith("xlarge") and (times == "" or times.isdigit()):
        return Decimal(_VCPUS_OF_XLARGE) * Decimal(times or 1)
    raise NotKnown(f"how many vCPUs `{instance_class}` has is not known")


def _parts(instance_class: str) -> tuple[str, str]:
    steps = instance_class.lower().split(".")
    if len(steps) < 3:
        raise NotKnown(f"`{instance_class}` is no instance class")
    return steps[1], steps[2]
