"""Managed disks as Azure bills them: by the step of size that holds the disk, or by the gibibyte, IOPS and MB/s."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.not_known import NotKnown
from costguard.pricing.values import at_most

_TABLE: Final = "managed_disk"

# Steps of size in GiB and their names without the letter (Azure managed disk types, 2024). HDDs start at 32 GiB.
_STEPS: Final = (
    (4, "1"), (8, "2"), (16, "3"), (32, "4"), (64, "6"), (128, "10"), (256, "15"), (512, "20"), (1024, "30"),
    (2048, "40"), (4096, "50"), (8192, "60"), (16384, "70"), (32767, "80"),
)  # fmt: skip
_SMALLEST_GIB: Final = {"S": 32, "E": 4, "P": 4}
_LETTERS: Final = {"standard": "S", "standardssd": "E", "premium": "P"}
_OPERATIONS: Final = {"S": "hdd_operations", "E": "ssd_operations"}  # premium disks have theirs included
_REDUNDANCIES: Final = ("LRS", "ZRS")

ASSUMED_GB: Final = Decimal(30)
ASSUMED_SIZE: Final = "the code gives no size; 30 GB, as most Linux images have"

# What an ultra disk has where the code does not say; Azure chooses by size (assumption of this tool, as of its peers).
_ULTRA_GIB, _ULTRA_IOPS, _ULTRA_MBPS = Decimal(1024), Decimal(2048), Decimal(8)
_ULTRA_STEP_GIB: Final = Decimal(1024)
_ULTRA_LARGEST_GIB: Final = Decimal(65536)
# Included with every Premium SSD v2 disk (Azure managed disks pricing, 2024).
_V2_FREE_IOPS, _V2_FREE_MBPS = Decimal(3000), Decimal(125)

PER_OPERATIONS: Final = Decimal(10_000)


def disk_lines(
    kind: str,
    size_gb: Decimal | None,
    *,
    operations: Decimal | None = None,
    key: str = "monthly_disk_operations",
    provisioned: tuple[Decimal | None, Decimal | None] = (None, None),
    tier: str = "",
) -> Iterator[Line]:
    """The lines of one disk of a kind (`StandardSSD_ZRS`, in any case). `size_gb` is None where the code has none.

    `provisioned` are IOPS and MB/s of the kinds that sell them apart, `tier` a performance tier above the size's own.
    Raises NotKnown for a kind or size that Azure does not sell.
    """
    name, _, redundancy = kind.partition("_")
    redundancy = redundancy.upper()
    if redundancy not in _REDUNDANCIES:
        raise NotKnown(f"`{kind}` is no kind of managed disk")
    match name.lower():
        case "ultrassd":
            yield from _ultra(size_gb, *provisioned)
        case "premiumv2":
            yield from _premium_v2(size_gb, *provisioned)
        case "standard" | "standardssd" | "premium" as known:
            letter = _LETTERS[known]
            step = (
                tier.upper() if tier and letter == "P" else step_of(letter, ASSUMED_GB if size_gb is None else size_gb)
            )
            assumption = ASSUMED_SIZE if size_gb is None else ""
            rate = Rate(_TABLE, f"{step.lower()}_{redundancy.lower()}")
            yield monthly(f"Storage ({step}, {redundancy})", "months", 1, rate, assumption=assumption)
            if letter in _OPERATIONS:
                yield _operations(letter, operations, key)
        case _:
            raise NotKnown(f"`{kind}` is no kind of managed disk")


def step_of(letter: str, size_gb: Decimal) -> str:
    """The step of size that holds a disk: 70 GB of a standard HDD are an S10. Raises NotKnown beyond the largest."""
    least = max(size_gb, Decimal(_SMALLEST_GIB[letter]))
    for gib, step in _STEPS:
        if gib >= least:
            return f"{letter}{step}"
    raise NotKnown(f"a disk of {size_gb:f} GB is larger than Azure sells")


def _operations(letter: str, operations: Decimal | None, key: str) -> Line:
    quantity = None if operations is None else operations / PER_OPERATIONS
    return by_use("Disk operations", "10k operations", quantity, Rate(_TABLE, _OPERATIONS[letter]), key=key)


def _ultra(size_gb: Decimal | None, iops: Decimal | None, mbps: Decimal | None) -> Iterator[Line]:
    size = _ultra_size(_ULTRA_GIB if size_gb is None else size_gb)
    assumption = "" if None not in (size_gb, iops, mbps) else "what the code leaves open: 1024 GiB, 2048 IOPS, 8 MB/s"
    yield monthly(f"Storage (ultra, {size:f} GiB)", "GiB", size, Rate(_TABLE, "ultra_gib"), assumption=assumption)
    yield monthly("Provisioned IOPS", "IOPS", _ULTRA_IOPS if iops is None else iops, Rate(_TABLE, "ultra_iops"))
    yield monthly("Throughput", "MB/s", _ULTRA_MBPS if mbps is None else mbps, Rate(_TABLE, "ultra_mbps"))


def _ultra_size(size_gb: Decimal) -> Decimal:
    """Ultra disks come in the small steps up to 512 GiB, then in whole tebibytes up to 64."""
    small = next((Decimal(gib) for gib, _ in _STEPS if gib <= 512 and gib >= size_gb), None)
    if small is not None:
        return small
    steps = (size_gb / _ULTRA_STEP_GIB).to_integral_value(ROUND_CEILING)
    return min(steps * _ULTRA_STEP_GIB, _ULTRA_LARGEST_GIB)


_V2_LARGEST_GIB: Final = 65_536  # Azure managed disk types, Premium SSD v2, 2025-11


def _premium_v2(size_gb: Decimal | None, iops: Decimal | None, mbps: Decimal | None) -> Iterator[Line]:
    if size_gb is None:
        raise NotKnown("`disk_size_gb` is not set, and a Premium SSD v2 disk has no default")
    at_most(size_gb, _V2_LARGEST_GIB, "disk_size_gb")
    yield monthly(f"Storage (premium v2, {size_gb:f} GiB)", "GiB", size_gb, Rate(_TABLE, "premium_v2_gib"))
    extra_iops = max((iops or _V2_FREE_IOPS) - _V2_FREE_IOPS, Decimal(0))
    extra_mbps = max((mbps or _V2_FREE_MBPS) - _V2_FREE_MBPS, Decimal(0))
    if extra_iops:
        yield monthly("Provisioned IOPS (over 3,000)", "IOPS", extra_iops, Rate(_TABLE, "premium_v2_iops"))
    if extra_mbps:
        yield monthly("Throughput (over 125 MB/s)", "MB/s", extra_mbps, Rate(_TABLE, "premium_v2_mbps"))
