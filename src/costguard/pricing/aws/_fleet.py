"""Groups of EC2 instances that a launch template or a launch configuration describes, on demand and spot."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

import msgspec

from costguard.pricing.aws import _ec2, _ec2_devices
from costguard.pricing.aws._ec2 import CONFIGURATION, TEMPLATE, Machine
from costguard.pricing.aws._public_ip import address
from costguard.pricing.lines import Line
from costguard.pricing.subject import Subject
from costguard.pricing.usage_values import UsageValues

_ALL: Final = Decimal(100)


class Size(msgspec.Struct, frozen=True):
    """How many instances a group runs, and the bounds between which it scales by itself."""

    count: Decimal
    low: Decimal
    high: Decimal

    def map(self, change: "Split") -> "Size":
        """The share of each of the three that a split gives."""
        return Size(change.of(self.count), change.of(self.low), change.of(self.high))


class Split(msgspec.Struct, frozen=True):
    """How a group's capacity is shared between on demand and spot, and how much of it an instance counts for.

    `base` and `percent_above` are on demand (EC2 Auto Scaling API, InstancesDistribution, 2025-01); both count in units
    of capacity, an instance for `weight` of them.
    """

    base: Decimal = Decimal(0)
    percent_above: Decimal = _ALL
    weight: Decimal = Decimal(1)
    is_spot: bool = False

    def of(self, capacity: Decimal) -> Decimal:
        """The instances of this share in a capacity; instances come whole."""
        base = min(self.base, capacity)
        on_demand = base + _up((capacity - base) * self.percent_above / _ALL)
        share = capacity - on_demand if self.is_spot else on_demand
        return _up(share / self.weight)

    def spot(self) -> "Split":
        """The other share."""
        return msgspec.structs.replace(self, is_spot=True)


def size(
    usage: UsageValues, *, desired: Decimal, lowest: Decimal | None = None, highest: Decimal | None = None
) -> Size:
    """The size of a group; a usage file's `instances` is what runs on average, without bounds."""
    told = usage.number("instances")
    if told is not None:
        return Size(told, told, told)
    low = desired if lowest is None else min(lowest, desired)
    high = desired if highest is None else max(highest, desired)
    return Size(desired, low, high)


def hours(machine: Machine, group: Size, split: Split, part: str = "") -> Iterator[Line]:
    """The instances' hours, on demand and spot."""
    for share, is_spot in ((split, False), (split.spot(), True)):
        of_share = group.map(share)
        if of_share.count or of_share.high:
            yield from scaled(_ec2.usage_line(machine, is_spot=is_spot), of_share, part)


def extras(machine: Machine, group: Size, part: str = "") -> Iterator[Line]:
    """What bills beside the hours, of every instance."""
    yield from scaled(_ec2.extra_lines(machine), group, part)


def disks(source: Subject, usage: UsageValues, group: Size, *, root_gb: int = 0) -> Iterator[Line]:
    """The disks that a launch template or configuration gives every instance."""
    if source.type == "aws_launch_template":
        lines = _ec2_devices.mapped_lines(source, usage, "block_device_mapping", root_gb=root_gb)
        yield from scaled(lines, group, source.address)
    else:
        yield from scaled(_ec2_devices.root_lines(source), group, source.address)
        yield from scaled(_ec2_devices.extra_lines(source, usage), group, source.address)


def addresses(source: Subject, group: Size) -> Iterator[Line]:
    """The public addresses that a launch template or configuration asks for."""
    path = "associate_public_ip_address"
    blocks = source.blocks("network_interfaces") if source.type == "aws_launch_template" else (source,)
    if any(block.flag(path, default=False) for block in blocks):
        yield from scaled([address()], group, source.address)


def machine_of(source: Subject, usage: UsageValues, **about: str) -> Machine:
    """An instance as a launch template or configuration describes it."""
    paths = TEMPLATE if source.type == "aws_launch_template" else CONFIGURATION
    return Machine((source, paths), usage=usage, **about)


def scaled(lines: Iterable[Line], group: Size, part: str) -> Iterator[Line]:
    """The lines for every instance of a group, as of a part."""
    for line in lines:
        found = line.scaled(group.count, group.low, group.high)
        yield found.of(part) if part else found


def _up(number: Decimal) -> Decimal:
    return number.to_integral_value(rounding=ROUND_CEILING)
