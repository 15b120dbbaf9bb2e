"""How live resources of a type are priced where that differs from a plan: what others bill, what no word tells."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from typing import Any, Final, Protocol, cast

import msgspec

from costguard.model.cloud import Cloud, cloud_of
from costguard.model.estimate import CostLine
from costguard.model.inventory import Values

_SET: Final = "?*"

EXTRAS: Final = frozenset({
    "backup_retention_days", "capacity_type", "ebs_optimized", "engine_version", "gpu_count", "gpu_type", "image",
    "iops", "license_model", "point_in_time_recovery", "throughput_mbps", "ultra_disk",
})  # fmt: skip
"""What a resource has beyond its kind and size. Where an inventory does not tell one, it counts as not set, as in a
plan that leaves it out: on demand, with the performance that is included. A table exported from elsewhere seldom tells
them, and then a machine's cost is its list price. What prices cannot do without (the IOPS of an io2 volume) stays
not known."""


class When(msgspec.Struct, frozen=True):
    """A condition on one neutral attribute: that it was told, and its first value is like a glob, in lower case.

    One that is told as "not set" is like "".
    """

    attribute: str
    like: str = _SET

    def holds(self, attributes: Mapping[str, Values]) -> bool:
        """Whether what was told of a resource meets the condition."""
        told = attributes.get(self.attribute)
        return told is not None and fnmatchcase(told[0].lower() if told else "", self.like)


class Implied(msgspec.Struct, frozen=True):
    """Configuration that the vocabulary has no word for, but that an attribute tells all the same.

    `path` is a path of the configuration, whose value is `value`; None is "not set". With None it may also be a type
    of resources: none of them is tied to this one. Without a condition it holds for every resource of the type.
    """

    path: str
    value: Any
    when: When | None = None

    def holds(self, attributes: Mapping[str, Values]) -> bool:
        """Whether what was told of a resource implies it."""
        return self.when is None or self.when.holds(attributes)


class Reason(msgspec.Struct, frozen=True):
    """Why the resources of a type are not priced by themselves, and which of them: all, or those with an attribute."""

    why: str
    when: When | None = None

    def holds(self, attributes: Mapping[str, Values]) -> bool:
        """Whether it holds of a resource with these attributes."""
        return self.when is None or self.when.holds(attributes)


class LiveRule(msgspec.Struct, frozen=True):
    """How the live resources of one type are priced.

    `elsewhere`: all of it is billed with other resources of the inventory. `not_told`: what sets its price is what no
    inventory tells.
    `parts` are blocks whose resources an inventory lists by themselves; neither they nor their lines of the bill count.
    `lines` are further lines, by name, that are other resources' own.
    `unset` is what the vocabulary has no word for and what is taken as the provider leaves it: paths, and types of
    resources that may be tied to this one. What is told or implied of them wins.
    `implied` is what attributes say of such configuration; the first that holds of a path counts.
    `repeated` are blocks of which a resource may have several. An inventory does not tell how many share a value.
    `place` is the path where the cost functions look for the region once more.
    """

    elsewhere: Reason | None = None
    not_told: Reason | None = None
    parts: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    implied: tuple[Implied, ...] = ()
    repeated: tuple[str, ...] = ()
    place: str = ""

    def is_billed_elsewhere(self, attributes: Mapping[str, Values]) -> bool:
        """Whether other resources of the inventory carry all of its cost."""
        return self.elsewhere is not None and self.elsewhere.holds(attributes)

    def is_not_told(self, attributes: Mapping[str, Values]) -> bool:
        """Whether the price hangs on what no inventory tells."""
        return self.not_told is not None and self.not_told.holds(attributes)

    def asked(self) -> Iterator[str]:
        """The attributes that its conditions are on."""
        for each in (self.elsewhere, self.not_told, *self.implied):
            if each is not None and each.when is not None:
                yield each.when.attribute

    def leaves_out(self, line: CostLine) -> bool:
        """Whether a line is another resource's own."""
        return line.name in self.lines or lies_in(line.part.replace("[", "."), self.parts)

    def implications(self, attributes: Mapping[str, Values], region: str | None) -> dict[str, Any]:
        """The configuration that the attributes imply, by path."""
        found = {each.path: each.value for each in reversed(self.implied) if each.holds(attributes)}
        return {**found, self.place: region} if self.place and region else found


def lies_in(path: str, blocks: Iterable[str]) -> bool:
    """Whether a dotted path is one of the blocks or below one."""
    return any(path == block or path.startswith(f"{block}.") for block in blocks)


class _Rules(Protocol):
    """What the module of a cloud's rules offers."""

    RULES: Mapping[str, LiveRule]


_NO_RULE: Final = LiveRule()


def live_rule(resource_type: str) -> LiveRule:
    """The rule of a type; most need none."""
    return _rules_of(cloud_of(resource_type)).get(resource_type, _NO_RULE)


def rules() -> Iterator[tuple[str, LiveRule]]:
    """Every rule of every cloud, by type."""
    for cloud in Cloud:
        yield from _rules_of(cloud).items()


@cache
def _rules_of(cloud: Cloud) -> Mapping[str, LiveRule]:
    if cloud is Cloud.OTHER:
        return {}
    return cast("_Rules", import_module(f"costguard.pricing.live_rules_{cloud}")).RULES
