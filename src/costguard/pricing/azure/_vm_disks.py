"""The disks that virtual machines bring along: which there are, how large they are, and what they cost."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._disks import disk_lines
from costguard.pricing.lines import Line
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

# A machine's disks where the code gives no size, when a backup is to hold them (as Azure's images of Windows have it).
_ASSUMED_BACKED_UP_GB: Final = Decimal(128)
_ATTACHMENT: Final = "azurerm_virtual_machine_data_disk_attachment"


def part_lines(
    owner: Subject, disk: Values, part: str, *, kind: str = "storage_account_type", default_kind: str | None = None
) -> Iterator[Line]:
    """The lines of a disk block. Its usage is under the part's name; an ephemeral disk costs nothing."""
    if disk.text("diff_disk_settings.option", "").lower() == "local":
        return
    key = f"{part}.monthly_disk_operations"
    lines = disk_lines(
        disk.text(kind, default_kind),
        optional(disk, "disk_size_gb"),
        operations=owner.usage.number(key),
        key=key,
        provisioned=(_any_of(disk, "ultra_ssd_disk_iops_read_write", "disk_iops_read_write"),
                     _any_of(disk, "ultra_ssd_disk_mbps_read_write", "disk_mbps_read_write")),
    )  # fmt: skip
    for line in lines:
        yield line.of(part)


def legacy_part_lines(owner: Subject, disk: Values, part: str, usage_part: str) -> Iterator[Line]:
    """The lines of a disk block of `azurerm_virtual_machine` or of a scale set of the same age.

    One that is attached is another resource's; one by the address of its blob is part of a storage account.
    """
    if disk.text("create_option", "").lower() == "attach" or disk.has("managed_disk_id"):
        return
    if disk.has("vhd_uri") or disk.has("vhd_containers"):
        raise NotKnown("an unmanaged disk bills as a page blob of its storage account")
    key = f"{usage_part}.monthly_disk_operations"
    # Unset, the API takes a standard HDD.
    lines = disk_lines(
        disk.text("managed_disk_type", "Standard_LRS"),
        optional(disk, "disk_size_gb"),
        operations=owner.usage.number(key),
        key=key,
    )
    for line in lines:
        yield line.of(part)


def size_of_machine_disks(machine: Subject) -> Decimal:
    """The gigabytes of all disks of a machine, of whichever of the three types; 128 where the code gives none."""
    if machine.type == "azurerm_virtual_machine":
        disks = (*machine.blocks("storage_os_disk"), *machine.blocks("storage_data_disk"))
    else:
        disks = machine.blocks("os_disk")
    sizes = [optional(disk, "disk_size_gb") or _ASSUMED_BACKED_UP_GB for disk in disks]
    return sum(sizes, Decimal(0)) + sum(_attached_gb(machine), Decimal(0))


def _attached_gb(machine: Subject) -> Iterator[Decimal]:
    for attachment in machine.users(_ATTACHMENT):
        for disk in attachment.linked("managed_disk_id", "azurerm_managed_disk"):
            yield disk_size(disk) or _ASSUMED_BACKED_UP_GB


def disk_size(disk: Subject, steps: int = 4) -> Decimal | None:
    """The gigabytes of a managed disk: its own, else those of the disk or snapshot that it is a copy of."""
    if disk.has("disk_size_gb"):
        return disk.number("disk_size_gb")
    sources = disk.linked("source_resource_id", "azurerm_managed_disk", "azurerm_snapshot")
    return disk_size(sources[0], steps - 1) if sources and steps else None


def optional(values: Values, path: str) -> Decimal | None:
    """A number, or None where the code has none. Raises NotKnown where it is known only after apply."""
    return values.number(path) if values.has(path) and values.number(path, 0) else None


def _any_of(values: Values, *paths: str) -> Decimal | None:
    return next((values.number(path) for path in paths if values.has(path)), None)
