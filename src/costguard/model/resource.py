"""A resource as every source hands it over and every rule sees it."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

import msgspec

from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.location import Location
from costguard.model.tags import Origin, Tags

Scalar = str | int | float | bool


class Knowledge(Enum):
    """How much is known of an attribute."""

    KNOWN = "known"
    AFTER_APPLY = "known after apply"
    UNSET = "not set, and its default is not documented"
    UNREAD = "not told by the inventory"


class Attribute(msgspec.Struct, frozen=True):
    """One attribute. `values` holds what is known: one scalar, or several where a block repeats.

    Several may be known in part: with `values` and `AFTER_APPLY` some blocks' values are still to come.
    `sensitive` values are compared but never printed.
    """

    values: tuple[Scalar, ...] = ()
    knowledge: Knowledge = Knowledge.KNOWN
    origin: Origin = Origin.RESOURCE
    sensitive: bool = False


AFTER_APPLY: Final = Attribute(knowledge=Knowledge.AFTER_APPLY)
UNSET: Final = Attribute(knowledge=Knowledge.UNSET)
UNREAD: Final = Attribute(knowledge=Knowledge.UNREAD)


def known(*values: Scalar, origin: Origin = Origin.RESOURCE, sensitive: bool = False) -> Attribute:
    """An attribute whose value, or values, are known."""
    return Attribute(values=values, origin=origin, sensitive=sensitive)


_NO_ATTRIBUTES: Final[Mapping[str, Attribute]] = MappingProxyType({})


class Resource(msgspec.Struct, frozen=True):
    """One resource, or one part of a resource that carries tags of its own.

    `type` is Terraform's name whatever the source. `tags` is None where the resource cannot carry any.
    `attributes` maps neutral names (`instance_type`, `region`) and raw paths (`attr:root_block_device.iops`);
    a name that is not there does not exist on this type. A part (`ADDRESS#tag_specifications[volume]`) has
    `part_of` set to its owner's address. `before` is the resource as it was, where the change updates it.
    """

    address: str
    type: str
    cloud: Cloud
    tags: Tags | None = None
    attributes: Mapping[str, Attribute] = msgspec.field(default_factory=lambda: _NO_ATTRIBUTES)
    action: Action = Action.CREATE
    module: str = ""
    part_of: str = ""
    plan: int = 0
    before: "Resource | None" = None
    location: Location | None = None
