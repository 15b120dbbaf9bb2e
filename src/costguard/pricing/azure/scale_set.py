"""Scale sets of virtual machines: each machine with its disks, as many as the code or the usage file says."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.azure._autoscale import Count, count_of, fixed
from costguard.pricing.azure._vm import machine
from costguard.pricing.azure._vm_disks import legacy_part_lines, part_lines
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject


def linux_machines(group: Subject) -> Iterator[Line]:
    """The machines of `azurerm_linux_virtual_machine_scale_set`."""
    yield _machines(group, group.text("sku"), "instances", is_windows=False)


def windows_machines(group: Subject) -> Iterator[Line]:
    """The machines of `azurerm_windows_virtual_machine_scale_set`."""
    yield _machines(group, group.text("sku"), "instances", is_windows=True)


def machines(group: Subject) -> Iterator[Line]:
    """The machines of `azurerm_virtual_machine_scale_set`; the profile of its system tells Windows."""
    is_windows = group.block("os_profile_windows_config") is not None
    yield _machines(group, group.text("sku.name"), "sku.capacity", is_windows=is_windows)


def orchestrated_machines(group: Subject) -> Iterator[Line]:
    """The machines of `azurerm_orchestrated_virtual_machine_scale_set`; without a size it only groups others."""
    if group.has("sku_name"):
        is_windows = group.block("os_profile.windows_configuration") is not None
        yield _machines(group, group.text("sku_name"), "instances", is_windows=is_windows)


def ultra_reservation(group: Subject) -> Iterator[Line]:
    """Machines that are ready for ultra disks pay for that as long as none is attached."""
    if group.flag("additional_capabilities.ultra_ssd_enabled", default=False):
        rate = Rate("managed_disk", "ultra_reservation_vcpu")
        yield by_use("Ultra disk reservation (if unattached)", "vCPU", None, rate, key="")


def os_disks(group: Subject) -> Iterator[Line]:
    """Each machine's disk for the system."""
    for disk in group.blocks("os_disk")[:1]:
        for line in part_lines(group, disk, "os_disk"):
            yield _count(group, "instances").times(line)


def data_disks(group: Subject) -> Iterator[Line]:
    """Each machine's further disks."""
    for disk in group.blocks("data_disk"):
        for line in part_lines(group, disk, "data_disk"):
            yield _count(group, "instances").times(line)


def storage_os_disks(group: Subject) -> Iterator[Line]:
    """Each machine's disk for the system, in an `azurerm_virtual_machine_scale_set`."""
    for disk in group.blocks("storage_profile_os_disk")[:1]:
        for line in legacy_part_lines(group, disk, "storage_os_disk", "storage_profile_os_disk"):
            yield _disks_of_all(line, _count(group, "sku.capacity"))


def storage_data_disks(group: Subject) -> Iterator[Line]:
    """Each machine's further disks, in an `azurerm_virtual_machine_scale_set`."""
    for disk in group.blocks("storage_profile_data_disk"):
        for line in legacy_part_lines(group, disk, "storage_data_disk", "storage_profile_data_disk"):
            yield _disks_of_all(line, _count(group, "sku.capacity"))


def _disks_of_all(line: Line, count: Count) -> Line:
    """A usage file gives the operations of the whole set here (and of one machine in the newer types)."""
    return line if line.is_usage else count.times(line)


def _machines(group: Subject, size: str, instances: str, *, is_windows: bool) -> Line:
    line = machine(
        size,
        is_windows=is_windows,
        licence=group.text("license_type", ""),
        priority=group.text("priority", "Regular"),
    )
    return _count(group, instances).times(line)


def _count(group: Subject, instances: str) -> Count:
    told = group.usage.number("instances")
    if told is not None:
        return fixed(told)
    # azurerm 4 leaves the number of instances out as none; earlier versions require it.
    return count_of(group, group.number(instances, 0))


MODELS: Final[Models] = {
    "azurerm_linux_virtual_machine_scale_set": (linux_machines, ultra_reservation, os_disks, data_disks),
    "azurerm_windows_virtual_machine_scale_set": (windows_machines, ultra_reservation, os_disks, data_disks),
    "azurerm_virtual_machine_scale_set": (machines, storage_os_disks, storage_data_disks),
    "azurerm_orchestrated_virtual_machine_scale_set": (orchestrated_machines, ultra_reservation, os_disks, data_disks),
}
