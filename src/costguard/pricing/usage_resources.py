"""What a usage file bills for by itself: data transfer belongs to no resource of Terraform, but to a region's bill."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from costguard.model.billable import Billable, BillableChange
from costguard.model.block import Block
from costguard.model.change import Action
from costguard.model.cloud import cloud_of
from costguard.model.resource import UNSET, known
from costguard.pricing.usage_file import UsageFile

# Infracost's usage files hold entries of this type, with the region as one of their keys.
_TYPES: Final = ("aws_data_transfer",)


class _NoLinks(msgspec.Struct, frozen=True):
    """Tied to nothing of the plan."""

    def referred(self, path: str, types: tuple[str, ...]) -> Iterable[Billable]:  # noqa: ARG002  (the protocol's)
        return ()

    def referring(self, resource_type: str) -> Iterable[Billable]:  # noqa: ARG002  (the protocol's)
        return ()


def resources_of_usage(usage: UsageFile) -> Iterator[BillableChange]:
    """What the file bills for beside the plan's resources; the plan changes nothing about it."""
    for address in usage.by_address:
        resource_type = address.partition(".")[0]
        if resource_type in _TYPES:
            resource = _resource(address, resource_type, usage)
            yield BillableChange(address, resource_type, resource.cloud, Action.NO_OP, resource, resource)


def _resource(address: str, resource_type: str, usage: UsageFile) -> Billable:
    bare = Billable(address, resource_type, cloud_of(resource_type), Block({}), _NoLinks())
    region = usage.usage_of(bare).text("region")
    return msgspec.structs.replace(bare, region=known(region) if region else UNSET)
