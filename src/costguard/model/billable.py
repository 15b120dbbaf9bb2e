"""A resource as a price is worked out for it: its nested configuration, its place, and what it is tied to."""

from collections.abc import Iterable
from typing import Protocol

import msgspec

from costguard.model.block import Block
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.resource import Attribute
from costguard.model.tags import Tags


class Links(Protocol):
    """The other resources of the same input that a resource is tied to."""

    def referred(self, path: str, types: tuple[str, ...]) -> Iterable["Billable"]:
        """Those of these types that the attribute at a dotted path refers to."""

    def referring(self, resource_type: str) -> Iterable["Billable"]:
        """Those of a type that refer to this resource."""


class Billable(msgspec.Struct, frozen=True):
    """One resource at one moment: as it is, or as it will be. `region` is None where it has none (global services).

    `index` is its key among the instances of its block, as the address shows it (`[0]`, `["a"]`), or "".
    """

    address: str
    type: str
    cloud: Cloud
    block: Block
    links: Links
    region: Attribute | None = None
    zone: Attribute | None = None
    tags: Tags | None = None
    module: str = ""
    index: str = ""
    plan: int = 0


class BillableChange(msgspec.Struct, frozen=True):
    """What a change does to one resource. `before` is None where it creates, `after` where it deletes."""

    address: str
    type: str
    cloud: Cloud
    action: Action
    before: Billable | None
    after: Billable | None
    plan: int = 0
