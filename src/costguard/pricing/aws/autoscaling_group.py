"""Auto Scaling groups: as many instances as they start with, and the bounds that they scale between."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.aws import _fleet
from costguard.pricing.aws._ec2 import Machine
from costguard.pricing.aws._fleet import Size, Split
from costguard.pricing.lines import Line
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_POLICY: Final = "mixed_instances_policy"
_MIXED: Final = f"{_POLICY}.launch_template"
# Where a group names what it starts, by the type of what that is.
_SOURCES: Final = (
    ("launch_configuration", "aws_launch_configuration"),
    ("launch_template", "aws_launch_template"),
    (f"{_MIXED}.launch_template_specification", "aws_launch_template"),
)


def instances(group: Subject) -> Iterator[Line]:
    """The instances' hours."""
    source = _source(group)
    yield from _fleet.hours(_machine(group, source), _size(group), _split(group, source), source.address)


def extras(group: Subject) -> Iterator[Line]:
    """EBS optimization, detailed monitoring and CPU credits of every instance."""
    for source in _sources(group):
        yield from _fleet.extras(_machine(group, source), _instances(group, source), source.address)


def volumes(group: Subject) -> Iterator[Line]:
    """The disks of every instance."""
    source = _source(group)
    yield from _fleet.disks(source, group.usage, _instances(group, source))


def public_addresses(group: Subject) -> Iterator[Line]:
    """The public addresses of the instances, where what starts them asks for some."""
    for source in _sources(group):
        yield from _fleet.addresses(source, _instances(group, source))


def _sources(group: Subject) -> tuple[Subject, ...]:
    """The launch template or configuration, none where it is not in the plan."""
    return next((found[:1] for path, kind in _SOURCES if group.has(path) and (found := group.linked(path, kind))), ())


def _source(group: Subject) -> Subject:
    """The launch template or configuration. Raises NotKnown where it is not in the plan."""
    for source in _sources(group):
        return source
    raise NotKnown("what the group starts, its launch template or configuration, is not in the plan")


def _machine(group: Subject, source: Subject) -> Machine:
    override = group.block(f"{_MIXED}.override")
    if override is not None and override.block("instance_requirements") is not None:
        raise NotKnown("AWS chooses the instance type by `instance_requirements`")
    return _fleet.machine_of(
        source, group.usage, instance_type="" if override is None else override.text("instance_type", "")
    )


def _size(group: Subject) -> Size:
    """The group's capacity: as desired, else the least (CreateAutoScalingGroup, API reference, 2025-01)."""
    lowest = group.number("min_size")
    desired = group.number("desired_capacity", lowest)
    return _fleet.size(group.usage, desired=desired, lowest=lowest, highest=group.number("max_size", desired))


def _split(group: Subject, source: Subject) -> Split:
    """How the capacity is shared. All of it on demand by default; without a policy the source may ask for spot."""
    if group.block(_POLICY) is None:
        is_spot = source.has("spot_price") or source.text("instance_market_options.market_type", "") == "spot"
        return Split(percent_above=Decimal(0) if is_spot else Decimal(100))
    shared = f"{_POLICY}.instances_distribution"
    weight = group.number(f"{_MIXED}.override.weighted_capacity", 1)
    return Split(
        base=group.number(f"{shared}.on_demand_base_capacity", 0),
        percent_above=group.number(f"{shared}.on_demand_percentage_above_base_capacity", 100),
        weight=weight or Decimal(1),
    )


def _instances(group: Subject, source: Subject) -> Size:
    """All instances, whatever they are paid by."""
    split, capacity = _split(group, source), _size(group)
    on_demand, spot = capacity.map(split), capacity.map(split.spot())
    return Size(on_demand.count + spot.count, on_demand.low + spot.low, on_demand.high + spot.high)


MODELS: Final[Models] = {"aws_autoscaling_group": (instances, extras, volumes, public_addresses)}
