"""What EC2 adds to the Linux price of an instance for another operating system."""

from collections.abc import Callable, Mapping
from typing import Final

from costguard.pricing.aws._vcpus import vcpus
from costguard.pricing.lines import Rate

_TABLE: Final = "ec2"

SYSTEMS: Final[Mapping[str, str]] = {
    "linux": "Linux/UNIX",
    "windows": "Windows",
    "rhel": "RHEL",
    "suse": "SUSE",
}
"""Operating systems as a usage file names them, and as the bill does."""

# Windows is by the vCPU, save for burstable types and those of before 2015, which have a price each.
_WINDOWS_APART: Final = frozenset({
    "c1.medium", "c1.xlarge", "c3.2xlarge", "c3.4xlarge", "c3.8xlarge", "c3.large", "c3.xlarge", "c4.8xlarge",
    "d2.2xlarge", "d2.4xlarge", "d2.8xlarge", "d2.xlarge", "i2.2xlarge", "i2.4xlarge", "i2.8xlarge", "i2.xlarge",
    "m1.large", "m1.medium", "m1.small", "m1.xlarge", "m2.2xlarge", "m2.4xlarge", "m2.xlarge", "m3.2xlarge",
    "m3.large", "m3.medium", "m3.xlarge", "r3.2xlarge", "r3.4xlarge", "r3.8xlarge", "r3.large", "r3.xlarge",
    "t1.micro", "t2.2xlarge", "t2.large", "t2.medium", "t2.micro", "t2.nano", "t2.small", "t2.xlarge", "t3.2xlarge",
    "t3.large", "t3.medium", "t3.micro", "t3.nano", "t3.small", "t3.xlarge", "t3a.2xlarge", "t3a.large",
    "t3a.medium", "t3a.micro", "t3a.nano", "t3a.small", "t3a.xlarge",
})  # fmt: skip
# Since 2024-07-01 RHEL is by the vCPU, the whole instance at the rate of its size (AWS and Red Hat FAQ, 2024-07).
_RHEL_RATES: Final = ((8, "rhel/vcpu-to-8"), (127, "rhel/vcpu-to-127"))
_RHEL_LARGEST: Final = "rhel/vcpu-from-128"
# SUSE is by size; families of before 2020 have one price for all but the smallest (price list of eu-west-1, 2023).
_SUSE_OLD: Final = frozenset({
    "c1", "c3", "c4", "c5", "c5d", "cc2", "cr1", "d2", "f1", "g2", "g3", "h1", "hs1", "i2", "i3", "m1", "m2", "m3",
    "m4", "m5", "m5d", "p2", "p3", "r3", "r4", "x1", "x1e",
})  # fmt: skip
_SUSE_SIZES: Final = {
    "nano": "micro",
    "micro": "micro",
    "small": "small",
    "medium": "small",
    "large": "large",
    "xlarge": "large",
}
_SUSE_APART: Final = {
    **{f"{family}.{size}": "large" for family in ("c5", "c5d", "m5", "m5d", "x1e") for size in ("large", "xlarge")},
    **{f"{family}.medium": "large" for family in ("t3", "t3a", "t4g", "c7g", "m7g", "r7g")},
    **{f"t2.{size}": "old" for size in ("medium", "large", "xlarge", "2xlarge")},
    "m1.small": "small",
}


def licence(system: str, instance_type: str) -> tuple[Rate, ...]:
    """The rates on top of the Linux price; none for Linux. Raises NotKnown where it needs vCPUs that are not known."""
    return _RATES[system](instance_type)


def _linux(_: str) -> tuple[Rate, ...]:
    return ()


def _windows(instance_type: str) -> tuple[Rate, ...]:
    if instance_type in _WINDOWS_APART:
        return (Rate(_TABLE, f"windows/{instance_type}"),)
    return (Rate(_TABLE, "windows/vcpu").times(vcpus(instance_type)),)


def _rhel(instance_type: str) -> tuple[Rate, ...]:
    count = vcpus(instance_type)
    item = next((item for most, item in _RHEL_RATES if count <= most), _RHEL_LARGEST)
    return (Rate(_TABLE, item).times(count),)


def _suse(instance_type: str) -> tuple[Rate, ...]:
    family, _, size = instance_type.partition(".")
    default = "old" if family in _SUSE_OLD else _SUSE_SIZES.get(size, "2xlarge")
    return (Rate(_TABLE, f"suse/{_SUSE_APART.get(instance_type, default)}"),)


_RATES: Final[Mapping[str, Callable[[str], tuple[Rate, ...]]]] = {
    "linux": _linux,
    "windows": _windows,
    "rhel": _rhel,
    "suse": _suse,
}
