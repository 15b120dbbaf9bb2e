"""Compute Engine instances: the machine, its disks, GPUs, licence and public address."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.gcp._disk import Disk, disk_lines, disk_of, image_assumption, image_size_gb
from costguard.pricing.gcp._licence import licence_lines
from costguard.pricing.gcp._machine import (
    LOCAL_SSD_GB,
    Machine,
    gpu_lines,
    is_spot,
    local_ssd_lines,
    machine_lines,
    machine_of,
)
from costguard.pricing.gcp._source import image_gb
from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

TEMPLATES: Final = ("google_compute_instance_template", "google_compute_region_instance_template")


def instance_usage(instance: Subject) -> Iterator[Line]:
    """The machine itself, as long as it runs."""
    if not _is_stopped(instance):
        yield from machine_lines(_machine(instance))


def boot_disk(instance: Subject) -> Iterator[Line]:
    """The disk it boots from, unless that is a disk of its own."""
    boot = instance.block("boot_disk")
    if boot is None or boot.has("source"):
        return
    new = boot.block("initialize_params") or boot
    kind = new.text("type", "pd-standard")  # the provider's default
    if new.has("size"):
        yield from disk_lines(disk_of(new, kind, new.number("size")))
        return
    custom = instance.linked("boot_disk.initialize_params.image", "google_compute_image")
    size = image_gb(custom[0]) if custom else None
    if size is not None:
        yield from disk_lines(disk_of(new, kind, size))
        return
    image = new.text("image", "") if new.is_known("image") else ""
    size = Decimal(image_size_gb(image))
    yield from disk_lines(disk_of(new, kind, size, assumption=image_assumption(image)))


def scratch_disks(instance: Subject) -> Iterator[Line]:
    """Local SSD partitions."""
    sizes = [disk.number("size", LOCAL_SSD_GB) for disk in instance.blocks("scratch_disk")]
    if sizes:
        yield from local_ssd_lines(_machine(instance), sum(sizes, Decimal(0)))


def gpus(instance: Subject) -> Iterator[Line]:
    """GPUs that are attached."""
    accelerators = instance.blocks("guest_accelerator")
    if accelerators and not _is_stopped(instance):
        yield from gpu_lines(_machine(instance), accelerators)


def licence(instance: Subject) -> Iterator[Line]:
    """The licence of the image's operating system, where it bills for one."""
    if instance.linked("boot_disk.initialize_params.image", "google_compute_image") or _is_stopped(instance):
        return
    boot = instance.block("boot_disk")
    new = boot.block("initialize_params") if boot is not None else None
    if new is not None and new.has("image"):
        yield from licence_lines(_machine(instance), new.text("image"))


def external_address(instance: Subject) -> Iterator[Line]:
    """Ephemeral public addresses; a reserved one bills as a resource of its own."""
    is_reserved = instance.linked("network_interface.access_config.nat_ip", "google_compute_address")
    if is_reserved or _is_stopped(instance):
        return
    yield from address_lines(instance, is_spot=is_spot(instance), hours=_hours(instance))


def from_template(instance: Subject) -> Iterator[Line]:
    """An instance made of a template: its machine and disks, as far as it does not override them."""
    templates = instance.linked("source_instance_template", *TEMPLATES)
    if not templates:
        raise NotKnown("the instance template is not in the plan")
    template = templates[0]
    values: Values = instance if instance.has("machine_type") else template
    machine = machine_of(values, hours=instance.usage.number("monthly_hrs"))
    yield from machine_lines(machine)
    yield from gpu_lines(machine, template.blocks("guest_accelerator"))
    yield from template_licences(template, machine)
    yield from template_disks(template, machine)
    networks = instance if instance.blocks("network_interface") else template
    yield from address_lines(networks, is_spot=machine.is_spot, hours=machine.hours)


def address_lines(values: Values, *, is_spot: bool, hours: Decimal = HOURS_PER_MONTH) -> Iterator[Line]:
    """Ephemeral public addresses of an instance or of a template."""
    item = "address/spot" if is_spot else "address/standard"
    for network in values.blocks("network_interface"):
        for access in network.blocks("access_config"):
            if not access.has("nat_ip"):
                yield hourly("External IP address", Rate("network", item), hours=hours)


def template_licences(template: Values, machine: Machine) -> Iterator[Line]:
    """The licences of the images that a template's disks are made of, where they bill for one."""
    for disk in template.blocks("disk"):
        if disk.has("source_image") and disk.is_known("source_image"):
            yield from licence_lines(machine, disk.text("source_image", ""))


def template_disks(template: Values, machine: Machine) -> Iterator[Line]:
    """The disks of a template, each as a part; local SSD as one line of the machine."""
    scratch_gb = Decimal(0)
    for place, disk in enumerate(template.blocks("disk")):
        if disk.text("type", "PERSISTENT").upper() == "SCRATCH":
            scratch_gb += disk.number("disk_size_gb", LOCAL_SSD_GB)
        elif not disk.has("source"):
            yield from (line.of(f"disk[{place}]") for line in disk_lines(_template_disk(disk)))
    yield from local_ssd_lines(machine, scratch_gb)


def _template_disk(disk: Values) -> Disk:
    kind = disk.text("disk_type", "pd-standard")  # the provider's default
    if disk.has("disk_size_gb"):
        return disk_of(disk, kind, disk.number("disk_size_gb"))
    image = disk.text("source_image", "") if disk.is_known("source_image") else ""
    return disk_of(disk, kind, Decimal(image_size_gb(image)), assumption=image_assumption(image))


def _is_stopped(instance: Subject) -> bool:
    """Whether it is kept stopped or suspended, which leaves its disks to bill."""
    return instance.text("desired_status", "RUNNING").upper() in ("TERMINATED", "SUSPENDED")


def _machine(instance: Subject) -> Machine:
    return machine_of(instance, hours=instance.usage.number("monthly_hrs"))


def _hours(instance: Subject) -> Decimal:
    return instance.usage.number_or("monthly_hrs", HOURS_PER_MONTH)


MODELS: Final[Models] = {
    "google_compute_instance": (instance_usage, boot_disk, scratch_disks, gpus, licence, external_address),
    "google_compute_instance_from_template": (from_template,),
}
