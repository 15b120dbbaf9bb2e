"""What runs in the accounts, as an inventory tells it; and proof of which accounts were read."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from costguard.model.cloud import Cloud

ALL_REGIONS: Final = "*"
"""Stands for every region of an account, where a source reads them together."""

Values = tuple[str, ...]


class Item(msgspec.Struct, frozen=True):
    """One resource that exists. `id` is its ARN, ARM id, full Google name, or Terraform address.

    `type` is Terraform's name; for a type that the catalog does not hold one made of `native_type`, the cloud's own
    name. `region` is None where the resource has none or the source tells none. `group` is an Azure resource group.

    `tags` is None where it cannot carry any; a value is None where it is there but not told. `tags_incomplete` says in
    words why there may be more tags than are told, "" where all are. `attributes` maps neutral names to values as
    policies write them (`true`, `100`); () is "not set", and a name that is not there was not told.
    `sensitive` lists tags (`tag:Key`) and attribute names whose values are compared but never printed.
    """

    id: str
    cloud: Cloud
    type: str
    native_type: str = ""
    account: str = ""
    region: str | None = None
    group: str = ""
    tags: Mapping[str, str | None] | None = None
    tags_incomplete: str = ""
    attributes: Mapping[str, Values] = msgspec.field(default_factory=dict)
    source: str = ""
    sensitive: tuple[str, ...] = ()


class ContainerKind(StrEnum):
    """What holds resources, from the nearest to the widest. The words are neutral.

    `ACCOUNT` is an AWS account, an Azure subscription, a Google project; `FOLDER` an organisational unit, a management
    group, a folder.
    """

    RESOURCE_GROUP = "resource_group"
    ACCOUNT = "account"
    FOLDER = "folder"
    ORGANIZATION = "organization"


class Container(msgspec.Struct, frozen=True):
    """One of them. `id` is unique within its cloud and kind (a resource group's is `SUBSCRIPTION/GROUP`, lower case).

    `parent` is the id of what holds it. `path` are the names from the organisation's root to it: `Root/Prod/Checkout`.
    `tags` is None where they could not be read.
    """

    cloud: Cloud
    kind: ContainerKind
    id: str
    name: str = ""
    parent: str = ""
    path: str = ""
    tags: Mapping[str, str] | None = None


class ReadStatus(StrEnum):
    """How reading a scope ended. The order is that of reports."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    DENIED = "denied"
    THROTTLED = "throttled"
    FAILED = "failed"


class ScopeRead(msgspec.Struct, frozen=True):
    """What was read of one account's region by one source, and how it ended; `reason` says why not all of it."""

    cloud: Cloud
    account: str
    region: str
    source: str
    status: ReadStatus
    resources: int = 0
    reason: str = ""
