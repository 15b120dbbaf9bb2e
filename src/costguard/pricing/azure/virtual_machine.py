"""Virtual machines: the machine by the hour, Windows with it, and the disks that are made with it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.azure._vm import labelled, machine, size_of, windows_licence
from costguard.pricing.azure._vm_disks import legacy_part_lines, part_lines
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_WINDOWS_PUBLISHERS: Final = ("microsoftwindowsserver", "microsoftwindowsdesktop", "microsoftsqlserver")


def linux_machine(machine: Subject) -> Iterator[Line]:
    """The machine of `azurerm_linux_virtual_machine`."""
    yield from _machine(machine, machine.text("size"), is_windows=False)


def windows_machine(machine: Subject) -> Iterator[Line]:
    """The machine of `azurerm_windows_virtual_machine`, with its licence."""
    yield from _machine(machine, machine.text("size"), is_windows=True)


def virtual_machine(machine: Subject) -> Iterator[Line]:
    """The machine of `azurerm_virtual_machine`, whose disk or image tells the system."""
    yield from _machine(machine, machine.text("vm_size"), is_windows=is_windows(machine))


def ultra_reservation(machine: Subject) -> Iterator[Line]:
    """A machine that is ready for ultra disks pays for that as long as none is attached."""
    if machine.flag("additional_capabilities.ultra_ssd_enabled", default=False):
        rate = Rate("managed_disk", "ultra_reservation_vcpu")
        yield by_use("Ultra disk reservation (if unattached)", "vCPU", None, rate, key="")


def red_hat_licence(machine: Subject) -> Iterator[Line]:
    """Red Hat and SUSE by the hour, unless the subscription is the owner's own."""
    publisher = machine.text("source_image_reference.publisher", "").lower()
    offer = machine.text("source_image_reference.offer", "").lower()
    has_own = machine.text("license_type", "").lower().endswith("_byos") or "byos" in offer
    if publisher in ("redhat", "suse") and not has_own:
        name = "Red Hat Enterprise Linux licence" if publisher == "redhat" else "SUSE Linux Enterprise licence"
        yield hourly(name, Rate("vm_linux_licence", publisher), hours=_hours(machine))


def os_disk(machine: Subject) -> Iterator[Line]:
    """The disk that the system is on, unless that is a resource of its own."""
    if machine.has("os_managed_disk_id"):
        return
    for disk in machine.blocks("os_disk")[:1]:
        yield from part_lines(machine, disk, "os_disk")


def storage_os_disk(machine: Subject) -> Iterator[Line]:
    """The disk that the system of an `azurerm_virtual_machine` is on."""
    for disk in machine.blocks("storage_os_disk")[:1]:
        yield from legacy_part_lines(machine, disk, "storage_os_disk", "storage_os_disk")


def storage_data_disks(machine: Subject) -> Iterator[Line]:
    """The further disks of an `azurerm_virtual_machine`."""
    for disk in machine.blocks("storage_data_disk"):
        yield from legacy_part_lines(machine, disk, "storage_data_disk", "storage_data_disk")


def is_windows(machine: Subject) -> bool:
    """Whether an `azurerm_virtual_machine` runs Windows: by its profile, its disk or its image; else it runs Linux."""
    if machine.block("os_profile_windows_config") is not None:
        return True
    if machine.text("storage_os_disk.os_type", "").lower() == "windows":
        return True
    publisher = machine.text("storage_image_reference.publisher", "").lower()
    offer = machine.text("storage_image_reference.offer", "").lower()
    return "windows" in offer or (publisher in _WINDOWS_PUBLISHERS and "linux" not in offer and "ubuntu" not in offer)


def _machine(subject: Subject, size: str, *, is_windows: bool) -> Iterator[Line]:
    licence = subject.text("license_type", "")
    hours = _hours(subject)
    if subject.has("dedicated_host_id") or subject.has("dedicated_host_group_id"):
        # A machine on a dedicated host is paid with the host; Windows is not (Azure dedicated hosts pricing, 2024).
        if is_windows and not licence.lower().startswith("windows_"):
            rate = windows_licence(size_of(size))
            yield hourly(f"Windows licence (dedicated host, {labelled(size)})", rate, hours=hours)
        return
    priority = subject.text("priority", "Regular")
    yield machine(size, is_windows=is_windows, licence=licence, priority=priority, hours=hours)


def _hours(subject: Subject) -> Decimal:
    return subject.usage.number_or("monthly_hrs", HOURS_PER_MONTH)


MODELS: Final[Models] = {
    "azurerm_linux_virtual_machine": (linux_machine, ultra_reservation, red_hat_licence, os_disk),
    "azurerm_windows_virtual_machine": (windows_machine, ultra_reservation, os_disk),
    "azurerm_virtual_machine": (virtual_machine, ultra_reservation, storage_os_disk, storage_data_disks),
}
