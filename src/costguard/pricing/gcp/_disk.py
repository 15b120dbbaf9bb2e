"""Disks, wherever they are: what a type is called, how large it is unless told, what it bills for beside its size."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.pricing.gcp._words import short
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.not_known import NotKnown
from costguard.pricing.values import Values, at_most

TABLE: Final = "compute_disk"

_NAMES: Final = {
    "pd-standard": "Standard",
    "pd-balanced": "Balanced",
    "pd-ssd": "SSD",
    "pd-extreme": "Extreme",
}
# GB of a blank disk: https://cloud.google.com/compute/docs/disks/persistent-disks and .../hyperdisks (2025).
_DEFAULT_GB: Final = {
    "pd-standard": 500,
    "pd-balanced": 100,
    "pd-ssd": 100,
    "pd-extreme": 1000,
    "hyperdisk-extreme": 1000,
    "hyperdisk-balanced": 100,
    "hyperdisk-balanced-high-availability": 100,
    "hyperdisk-ml": 100,
    "hyperdisk-throughput": 2048,
}
# A boot disk is as large as its image unless told; most public images of Linux are of 10 GB, those of Windows of 50.
_LINUX_IMAGE_GB: Final = 10
_WINDOWS_IMAGE_GB: Final = 50
_BALANCED: Final = ("hyperdisk-balanced", "hyperdisk-balanced-high-availability")
# IOPS and MB/s that Hyperdisk Balanced includes, and those of a disk that does not say: so many and more for each GB,
# up to a maximum. https://cloud.google.com/compute/docs/disks/hyperdisks (2025).
_FREE_IOPS: Final = 3000
_FREE_MBPS: Final = 140
_EXTREME_IOPS: Final = 100_000
_HYPERDISK_EXTREME_IOPS_PER_GB: Final = 1200
_HYPERDISK_EXTREME_MAX_IOPS: Final = 350_000
_BALANCED_IOPS_PER_GB: Final = 6
_BALANCED_MAX_IOPS: Final = 160_000
_BALANCED_MBPS_PER_GB: Final = Decimal("1.5")
_BALANCED_MAX_MBPS: Final = 2400


class Disk(msgspec.Struct, frozen=True):
    """A disk as it is billed. `iops` and `mbps` are None where the code does not say."""

    kind: str
    size_gb: Decimal
    iops: Decimal | None = None
    mbps: Decimal | None = None
    is_regional: bool = False
    region: str = ""
    assumption: str = ""


_LARGEST_GB: Final = 65_536  # Persistent Disk and Hyperdisk, "Disk limits", 2025-11


def disk_of(values: Values, kind: str, size_gb: Decimal, *, region: str = "", assumption: str = "") -> Disk:
    """A disk of a type and size, with the performance that a block provisions. Raises NotKnown for one too large."""
    at_most(size_gb, _LARGEST_GB, "size")
    return Disk(
        short(kind), size_gb, _told(values, "provisioned_iops"), _told(values, "provisioned_throughput"),
        region=region, assumption=assumption,
    )  # fmt: skip


def default_size_gb(kind: str) -> int:
    """The size of a blank disk of a type. Raises NotKnown."""
    size = _DEFAULT_GB.get(short(kind))
    if size is None:
        raise NotKnown(f"`size` is not set, and how large a blank {short(kind)} is, is not known")
    return size


def image_size_gb(image: str) -> int:
    """How large a disk made of a public image is assumed to be."""
    return _WINDOWS_IMAGE_GB if "windows" in image.lower() else _LINUX_IMAGE_GB


def image_assumption(image: str) -> str:
    """What is assumed of the size of a public image, in the reader's words."""
    return f"of {image_size_gb(image)} GB, as most public images of its kind are"


def disk_lines(disk: Disk) -> Iterator[Line]:
    """The size, and what performance bills for apart."""
    name = f"{_NAMES.get(disk.kind, 'Hyperdisk')} provisioned storage ({disk.kind})"
    item = f"{disk.kind}/regional" if disk.is_regional and disk.kind.startswith("pd-") else disk.kind
    yield monthly(name, "GB", disk.size_gb, _rate(disk, item), assumption=disk.assumption)
    yield from _iops(disk)
    yield from _throughput(disk)


def _iops(disk: Disk) -> Iterator[Line]:
    size = disk.size_gb
    if disk.kind in _BALANCED:
        default = min(_FREE_IOPS + size * _BALANCED_IOPS_PER_GB, Decimal(_BALANCED_MAX_IOPS))
        iops = max((default if disk.iops is None else disk.iops) - _FREE_IOPS, Decimal(0))
    elif disk.kind == "hyperdisk-extreme":
        default = min(size * _HYPERDISK_EXTREME_IOPS_PER_GB, Decimal(_HYPERDISK_EXTREME_MAX_IOPS))
        iops = default if disk.iops is None else disk.iops
    elif disk.kind == "pd-extreme":
        iops = Decimal(_EXTREME_IOPS) if disk.iops is None else disk.iops
    else:
        return
    if iops:
        assumption = "" if disk.iops is not None else "as many as Google gives a disk of this size"
        yield monthly("Provisioned IOPS", "IOPS", iops, _rate(disk, f"{disk.kind}/iops"), assumption=assumption)


def _throughput(disk: Disk) -> Iterator[Line]:
    if disk.kind in _BALANCED:
        default = min(_FREE_MBPS + disk.size_gb * _BALANCED_MBPS_PER_GB, Decimal(_BALANCED_MAX_MBPS))
        mbps = max((default if disk.mbps is None else disk.mbps) - _FREE_MBPS, Decimal(0))
    elif disk.kind in ("hyperdisk-throughput", "hyperdisk-ml"):
        if disk.mbps is None:
            raise NotKnown("`provisioned_throughput` is not set, and its default is not known")
        mbps = disk.mbps
    else:
        return
    if mbps:
        assumption = "" if disk.mbps is not None else "as much as Google gives a disk of this size"
        rate = _rate(disk, f"{disk.kind}/throughput")
        yield monthly("Provisioned throughput", "MBps", mbps, rate, assumption=assumption)


def _rate(disk: Disk, item: str) -> Rate:
    return Rate(TABLE, item, region=disk.region)


def _told(values: Values, path: str) -> Decimal | None:
    return (values.number(path, 0) or None) if values.has(path) else None
