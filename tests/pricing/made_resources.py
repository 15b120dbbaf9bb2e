"""Resources without a plan, and their bills as texts that a person can read."""

from collections.abc import Iterable, Mapping
from typing import Any

from costguard.model.billable import Billable
from costguard.model.block import Block
from costguard.model.cloud import cloud_of
from costguard.model.estimate import CostLine, ResourceCost
from costguard.model.resource import UNSET, known


class _Links:
    def __init__(self, referred: Mapping[str, Iterable[Billable]], referring: Iterable[Billable]) -> None:
        self._referred, self._referring = referred, tuple(referring)

    def referred(self, path: str, types: tuple[str, ...]) -> Iterable[Billable]:
        return [each for each in self._referred.get(path, ()) if each.type in types]

    def referring(self, resource_type: str) -> Iterable[Billable]:
        return [each for each in self._referring if each.type == resource_type]


def make_resource(
    resource_type: str,
    values: Mapping[str, Any],
    *,
    region: str | None = "us-east-1",
    zone: str | None = None,
    unknown: object = None,
    unset: bool = True,
    linked: Mapping[str, Iterable[Billable]] | None = None,
    users: Iterable[Billable] = (),
    name: str = "this",
) -> Billable:
    """A resource with these values. `unset` says that the code leaves what is unknown to the provider."""
    return Billable(
        address=f"{resource_type}.{name}",
        type=resource_type,
        cloud=cloud_of(resource_type),
        block=Block(values, unknown, is_left_to_provider=lambda _path: unset),
        links=_Links(linked or {}, users),
        region=None if region is None else known(region) if region else UNSET,
        zone=None if zone is None else known(zone),
    )


def lines_of(cost: ResourceCost) -> list[str]:
    """The lines as texts: `part > name: quantity unit x price = cost`."""
    return [_text(line) for line in cost.lines]


def _text(line: CostLine) -> str:
    part = f"{line.part} > " if line.part else ""
    if line.unpriced:
        return f"{part}{line.name}: unpriced, {line.unpriced}"
    assert line.price is not None
    quantity = "usage" if line.quantity is None else f"{line.quantity.normalize():f}"
    cost = "" if line.monthly_cost is None else f" = {line.monthly_cost:.2f}"
    return f"{part}{line.name}: {quantity} {line.unit} x {line.price.amount.normalize():f}{cost}"
