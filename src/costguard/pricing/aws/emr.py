"""EMR clusters: the machines of their groups, and a fee of EMR for each."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_GROUPS: Final = ("master_instance_group", "core_instance_group")
_FLEETS: Final = ("master_instance_fleet", "core_instance_fleet")


def instance_groups(cluster: Subject) -> Iterator[Line]:
    """The machines of the groups at their on-demand prices, and the fee of EMR."""
    for name in _GROUPS:
        group = cluster.block(name)
        if group is None:
            continue
        if group.has("bid_price"):
            raise NotKnown(f"`{name}` runs on spot machines, whose prices change")
        size, count = group.text("instance_type"), group.number("instance_count", 1)
        yield hourly(f"Instance usage (Linux/UNIX, on-demand, {size})", Rate("ec2_linux", size)).times(count).of(name)
        yield hourly(f"EMR usage ({size})", Rate("emr", size)).times(count).of(name)


def instance_fleets(cluster: Subject) -> Iterator[Line]:
    """What a fleet runs on is decided when it starts."""
    for name in _FLEETS:
        if cluster.blocks(name):
            raise NotKnown(f"`{name}` takes the machines that are cheapest when it starts")
    yield from ()


MODELS: Final[Models] = {"aws_emr_cluster": (instance_groups, instance_fleets)}
