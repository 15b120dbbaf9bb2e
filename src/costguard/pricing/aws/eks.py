"""EKS: the control plane, node groups of EC2 instances, and Fargate profiles."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from costguard.pricing.aws import _ec2, _fargate, _fleet
from costguard.pricing.aws._ebs import plain_volume
from costguard.pricing.aws._ec2 import Machine
from costguard.pricing.aws._fleet import Size, Split
from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "eks"
# When standard support of a version ends (EKS release calendar, 2026-08). Older ones ended before, later ones go on.
_STANDARD_UNTIL: Final = {
    (1, 23): date(2023, 10, 11), (1, 24): date(2024, 1, 31), (1, 25): date(2024, 5, 1), (1, 26): date(2024, 6, 11),
    (1, 27): date(2024, 7, 24), (1, 28): date(2024, 11, 26), (1, 29): date(2025, 3, 23), (1, 30): date(2025, 7, 23),
    (1, 31): date(2025, 11, 26), (1, 32): date(2026, 3, 23), (1, 33): date(2026, 7, 29), (1, 34): date(2026, 12, 2),
}  # fmt: skip
# What EKS starts where neither the group nor its launch template names a type (CreateNodegroup, API reference).
_DEFAULT_TYPE: Final = "t3.medium"
_DEFAULT_DISK_GB: Final = 20
_DEFAULT_WINDOWS_DISK_GB: Final = 50
_ONE: Final = Decimal(1)
_NO_TEMPLATE: Final = "the launch template is not in the plan"


def cluster(subject: Subject) -> Iterator[Line]:
    """The control plane, dearer in a version that is out of standard support and not upgraded by itself."""
    stays = subject.text("upgrade_policy.support_type", "EXTENDED").upper() == "EXTENDED"
    if subject.has("version") and stays and _is_out_of_standard_support(_version(subject.text("version")), subject.day):
        yield hourly("EKS cluster (extended support)", Rate(_TABLE, "cluster_extended_hours"))
    else:
        yield hourly("EKS cluster", Rate(_TABLE, "cluster_hours"))


def control_plane(subject: Subject) -> Iterator[Line]:
    """Control plane capacity that is provisioned, on top of the cluster; the standard tier has none."""
    tier = subject.text("control_plane_scaling_config.tier", "standard").lower()
    if tier != "standard":
        yield hourly(f"EKS provisioned control plane ({tier})", Rate(_TABLE, f"control_plane/{tier}"))


def nodes(group: Subject) -> Iterator[Line]:
    """The instances' hours."""
    template = _template(group)
    if template is None and group.block("launch_template") is not None and not group.texts("instance_types"):
        raise NotKnown(_NO_TEMPLATE)
    yield from _fleet.hours(_machine(group, template), _size(group), _split(group, template), _part(template))


def node_extras(group: Subject) -> Iterator[Line]:
    """EBS optimization, detailed monitoring and CPU credits of every node."""
    template = _template(group)
    if template is not None or group.block("launch_template") is None:
        yield from _fleet.extras(_machine(group, template), _size(group), _part(template))


def node_volumes(group: Subject) -> Iterator[Line]:
    """The disks: the launch template's, or one of `disk_size`."""
    template = _template(group)
    default_gb = _DEFAULT_WINDOWS_DISK_GB if _is_windows(group) else _DEFAULT_DISK_GB
    if template is not None:
        yield from _fleet.disks(template, group.usage, _size(group), root_gb=default_gb)
        return
    if group.block("launch_template") is not None:
        raise NotKnown(_NO_TEMPLATE)
    yield from _fleet.scaled([plain_volume("gp2", group.number("disk_size", default_gb))], _size(group), "")


def node_addresses(group: Subject) -> Iterator[Line]:
    """The public addresses that a launch template asks for."""
    template = _template(group)
    if template is not None:
        yield from _fleet.addresses(template, _size(group))


def fargate(_: Subject) -> Iterator[Line]:
    """One vCPU and one GB: a profile says which pods run on Fargate, not how large they are."""
    yield from _fargate.task_lines(
        "linux", "x86", vcpus=_ONE, memory_gb=_ONE, assumption="one pod of 1 vCPU and 1 GB, as pods are not in a plan"
    )


def _is_out_of_standard_support(version: tuple[int, ...], day: date) -> bool:
    until = next((until for minor, until in _STANDARD_UNTIL.items() if minor == version[:2]), None)
    return version < min(_STANDARD_UNTIL) if until is None else day > until


def _version(told: str) -> tuple[int, ...]:
    try:
        return tuple(int(step) for step in told.split("."))
    except ValueError:
        raise NotKnown(f"`{told}` is no version of Kubernetes") from None


def _template(group: Subject) -> Subject | None:
    """The group's launch template, None where it has none or the plan does not hold it."""
    return (
        next(iter(group.linked("launch_template", "aws_launch_template")), None)
        if group.block("launch_template")
        else None
    )


def _part(template: Subject | None) -> str:
    return "" if template is None else template.address


def _machine(group: Subject, template: Subject | None) -> Machine:
    """A node. The group's first type is the one that EKS prefers; the others stand in where it is short."""
    named = next(iter(group.texts("instance_types")), "")
    system = "windows" if _is_windows(group) else ""
    if template is None:
        return Machine(usage=group.usage, instance_type=named or _DEFAULT_TYPE, operating_system=system)
    kind = named or template.text("instance_type", _DEFAULT_TYPE)
    return Machine((template, _ec2.TEMPLATE), usage=group.usage, instance_type=kind, operating_system=system)


def _is_windows(group: Subject) -> bool:
    return group.text("ami_type", "").upper().startswith("WINDOWS")


def _size(group: Subject) -> Size:
    scaling = "scaling_config"
    desired = group.number(f"{scaling}.desired_size")
    lowest, highest = (group.number(f"{scaling}.{bound}", desired) for bound in ("min_size", "max_size"))
    return _fleet.size(group.usage, desired=desired, lowest=lowest, highest=highest)


def _split(group: Subject, template: Subject | None) -> Split:
    is_spot = group.text("capacity_type", "ON_DEMAND").upper() == "SPOT" or (
        template is not None and template.text("instance_market_options.market_type", "") == "spot"
    )
    return Split(percent_above=Decimal(0) if is_spot else Decimal(100))


MODELS: Final[Models] = {
    "aws_eks_cluster": (cluster, control_plane),
    "aws_eks_node_group": (nodes, node_extras, node_volumes, node_addresses),
    "aws_eks_fargate_profile": (fargate,),
}
