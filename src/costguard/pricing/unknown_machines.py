"""Bounds a cost whose machine is known only after apply by the dearest machine that is allowed, and says so."""

from collections.abc import Callable
from typing import Final, TypeAlias

import msgspec

from costguard.catalog.lookup import entry
from costguard.model.billable import Billable
from costguard.model.block import Block
from costguard.model.cloud import Cloud
from costguard.model.estimate import CostLine, ResourceCost
from costguard.pricing.book.embedded import shelf
from costguard.pricing.values import Values

Allows: TypeAlias = Callable[[str], bool]
Allowed: TypeAlias = Callable[[Billable], Allows | None]
"""Of a resource a test of machine names, or None where nothing bounds them."""

_MACHINES: Final = {Cloud.AWS: "ec2_linux", Cloud.AZURE: "vm_linux", Cloud.GCP: "machines"}
_ATTRIBUTE: Final = "instance_type"


def with_dearest_machine(
    resource: Billable, allowed: Allowed, cost_of: Callable[[Billable], ResourceCost]
) -> ResourceCost | None:
    """The bill with the dearest machine that is allowed, each of its lines saying so.

    None where the machine is known, where nothing bounds it, or where no allowed machine has a price.
    """
    argument = _machine_argument(resource.type)
    if argument is None or Values(resource.block).is_known(argument):
        return None
    allows = allowed(resource)
    if allows is None:
        return None
    grid = shelf(resource.cloud).grid(_MACHINES[resource.cloud])
    machines = [machine for machine in grid.items() if allows(machine)] if grid is not None else []
    bills = {machine: cost_of(_with(resource, argument, machine)) for machine in machines}
    priced = {machine: bill for machine, bill in bills.items() if bill.is_complete}
    if not priced:
        return None
    dearest = max(sorted(priced), key=lambda machine: priced[machine].monthly_cost)
    lines = tuple(_marked(line, argument, dearest) for line in priced[dearest].lines)
    return msgspec.structs.replace(priced[dearest], lines=lines)


def _machine_argument(resource_type: str) -> str | None:
    """The argument that names the machine, where it is one of the resource's own."""
    known = entry(resource_type)
    path = known.attributes.get(_ATTRIBUTE) if known is not None and known.cloud in _MACHINES else None
    return path.paths[0] if path is not None and len(path.paths) == 1 and "." not in path.paths[0] else None


def _with(resource: Billable, argument: str, machine: str) -> Billable:
    block = resource.block
    unknown = {**block.unknown, argument: False} if isinstance(block.unknown, dict) else block.unknown
    values = {**block.values, argument: machine}
    known = Block(values, unknown, block.sensitive, block.path, block.is_left_to_provider)
    return msgspec.structs.replace(resource, block=known)


def _marked(line: CostLine, argument: str, machine: str) -> CostLine:
    if line.item != machine:
        return line
    said = f"`{argument}` is not known yet; {machine} is the dearest that the policy allows"
    return msgspec.structs.replace(line, assumption=f"{said}; {line.assumption}" if line.assumption else said)
