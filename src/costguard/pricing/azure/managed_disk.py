"""Managed disks, snapshots and images."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._disks import disk_lines
from costguard.pricing.azure._vm_disks import disk_size, size_of_machine_disks
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "managed_disk"
_VIRTUAL_MACHINES: Final = (
    "azurerm_linux_virtual_machine",
    "azurerm_windows_virtual_machine",
    "azurerm_virtual_machine",
)


def disk(disk: Subject) -> Iterator[Line]:
    """The disk, by what it can hold, not by what it holds. The provider requires a kind."""
    key = "monthly_disk_operations"
    provisioned = (_optional(disk, "disk_iops_read_write"), _optional(disk, "disk_mbps_read_write"))
    yield from disk_lines(
        disk.text("storage_account_type"),
        disk_size(disk),
        operations=disk.usage.number(key),
        key=key,
        provisioned=provisioned,
        tier=disk.text("tier", "").replace("None", ""),
    )


def mounts(disk: Subject) -> Iterator[Line]:
    """A disk that several machines share pays for each mount (Azure managed disks, "Billing", 2024)."""
    shares = disk.number("max_shares", 1)
    if shares > 1:
        yield monthly("Shared disk mounts", "months", shares, Rate(_TABLE, "shared_mount"))


def bursting(disk: Subject) -> Iterator[Line]:
    """Bursting on demand has a fee of its own beside what is used (Azure managed disk bursting, 2024)."""
    if disk.flag("on_demand_bursting_enabled", default=False):
        yield monthly("On-demand bursting", "months", 1, Rate(_TABLE, "bursting"))


def snapshot(snapshot: Subject) -> Iterator[Line]:
    """A snapshot, at most as large as its disk, billed as standard HDD storage whatever disk it is of."""
    sources = snapshot.linked("source_uri", "azurerm_managed_disk") or snapshot.linked(
        "source_resource_id", "azurerm_managed_disk", "azurerm_snapshot"
    )
    size_gb = _optional(snapshot, "disk_size_gb")
    if size_gb is None and sources:
        size_gb = disk_size(sources[0])
    yield _stored(snapshot, size_gb)


def image(image: Subject) -> Iterator[Line]:
    """An image of disks, billed like a snapshot."""
    machines = image.linked("source_virtual_machine_id", *_VIRTUAL_MACHINES)
    disks = (*image.blocks("os_disk"), *image.blocks("data_disk"))
    sizes = [part.number("size_gb") for part in disks if part.has("size_gb")]
    size_gb = (
        size_of_machine_disks(machines[0]) if machines and not sizes else sum(sizes, Decimal(0)) if sizes else None
    )
    yield _stored(image, size_gb)


def _stored(subject: Subject, size_gb: Decimal | None) -> Line:
    key = "storage_gb"
    told = subject.usage.number(key)
    assumption = "as full as its disks" if told is None and size_gb is not None else ""
    quantity = size_gb if told is None else told
    return by_use("Storage", "GB", quantity, Rate(_TABLE, "snapshot_gb"), key=key, assumption=assumption)


def _optional(subject: Subject, path: str) -> Decimal | None:
    return subject.number(path) if subject.has(path) else None


MODELS: Final[Models] = {
    "azurerm_managed_disk": (disk, mounts, bursting),
    "azurerm_snapshot": (snapshot,),
    "azurerm_image": (image,),
}
