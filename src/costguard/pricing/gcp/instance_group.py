"""Managed instance groups: so many machines of a template, between the bounds of an autoscaler."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.gcp._machine import Machine, gpu_lines, is_spot, machine_lines, machine_of
from costguard.pricing.gcp.compute_instance import TEMPLATES, address_lines, template_disks, template_licences
from costguard.pricing.lines import Line
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_AUTOSCALERS: Final = ("google_compute_autoscaler", "google_compute_region_autoscaler")
_CONFIGS: Final = ("google_compute_per_instance_config", "google_compute_region_per_instance_config")


def instances(group: Subject) -> Iterator[Line]:
    """The machines."""
    templates = _templates(group)
    if not templates:
        raise NotKnown("the instance template is not in the plan")
    for template in templates:
        yield from _scaled(group, machine_lines(_machine(group, template)))


def disks(group: Subject) -> Iterator[Line]:
    """Their disks."""
    for template in _templates(group):
        yield from _scaled(group, template_disks(template, _machine(group, template)))


def gpus(group: Subject) -> Iterator[Line]:
    """Their GPUs."""
    for template in _templates(group):
        machine = _machine(group, template)
        yield from _scaled(group, gpu_lines(machine, template.blocks("guest_accelerator")))


def licences(group: Subject) -> Iterator[Line]:
    """The licences of their image, where it bills for one."""
    for template in _templates(group):
        yield from _scaled(group, template_licences(template, _machine(group, template)))


def addresses(group: Subject) -> Iterator[Line]:
    """Their ephemeral public addresses."""
    for template in _templates(group):
        yield from _scaled(group, address_lines(template, is_spot=is_spot(template)))


def _templates(group: Subject) -> tuple[Subject, ...]:
    """The template of the group's first version; none where it is not in the plan."""
    for path in ("version.instance_template", "instance_template"):
        found = group.linked(path, *TEMPLATES)
        if found:
            return found[:1]
    return ()


def _machine(group: Subject, template: Subject) -> Machine:
    return machine_of(template, region="" if group.region == "global" else group.region)


def _scaled(group: Subject, lines: Iterator[Line]) -> Iterator[Line]:
    low, high = _bounds(group)
    wanted = group.number("target_size", 0)  # the provider's default
    wanted += sum(len(group.users(each)) for each in _CONFIGS)  # each keeps a machine of its own
    count = min(max(wanted, low), high) if high else wanted
    for line in lines:
        yield line.scaled(count, low, high) if high else line.times(count)


def _bounds(group: Subject) -> tuple[Decimal, Decimal]:
    """The smallest and the largest size that an autoscaler gives the group; 0 and 0 where there is none."""
    for kind in _AUTOSCALERS:
        for autoscaler in group.users(kind):
            policy = autoscaler.block("autoscaling_policy")
            if policy is not None:
                return policy.number("min_replicas"), policy.number("max_replicas")
    return Decimal(0), Decimal(0)


MODELS: Final[Models] = {
    "google_compute_instance_group_manager": (instances, gpus, licences, disks, addresses),
    "google_compute_region_instance_group_manager": (instances, gpus, licences, disks, addresses),
}
