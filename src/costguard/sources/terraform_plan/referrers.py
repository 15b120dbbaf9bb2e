"""Tells what a resource is attached to where its own body does not say: the block of the plan that refers to it.

An Elastic IP names no NAT gateway; the gateway names the address. What a local passes on, or an output hands to
another stack, cannot be seen in a plan, so it is undecided, never "attached to nothing".
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from costguard.model.resource import AFTER_APPLY, UNSET, Attribute, known
from costguard.sources.terraform_plan.configuration import ConfigIndex, ModuleIndex, ModulePath, ResourceConfig

_Block = tuple[str, str]
# The arguments by which blocks attach addresses and disks (aws 4 to 6, azurerm 2 to 4, google 3 to 7).
_ATTACHING_ARGUMENTS: Final = frozenset({
    "address", "addresses", "allocation_id", "allocation_ids", "disk", "disks", "eip_id", "ip_address",
    "managed_disk_id", "nat_ip", "nat_ips", "public_ip_address_id", "public_ip_address_ids", "public_ip_id", "source",
    "volume_id",
})  # fmt: skip
# References that hide what stands behind them: a plan's configuration does not hold locals.
_HIDING: Final = ("local.",)


class _Seen(msgspec.Struct, frozen=True):
    """What one module's code shows: who refers to each block, what outputs hand on, and whether more is hidden."""

    referrers: Mapping[_Block, str]
    handed_on: frozenset[_Block]
    hides: bool


class Referrers(msgspec.Struct, frozen=True):
    """Finds the referrers of resources; each module is walked when one of its resources is asked for."""

    config: ConfigIndex
    _seen: dict[ModulePath, _Seen] = msgspec.field(default_factory=dict)

    def attachment(self, path: ModulePath, resource_type: str, name: str) -> Attribute:
        """The block that refers to a resource; unset where nothing does, undecided where that cannot be seen."""
        module = self.config.module(path)
        if module is None:
            return AFTER_APPLY
        if path not in self._seen:
            self._seen[path] = _look(module)
        seen, block = self._seen[path], (resource_type, name)
        if block in seen.referrers:
            return known(seen.referrers[block])
        return AFTER_APPLY if seen.hides or block in seen.handed_on else UNSET


def _look(module: ModuleIndex) -> _Seen:
    referrers: dict[_Block, str] = {}
    hides = False
    for (resource_type, name), block in module.blocks.items():
        config = ResourceConfig(block)
        for argument, reference in _references({**config.expressions, "for_each": config.for_each}):
            hides = hides or (argument in _ATTACHING_ARGUMENTS and reference.startswith(_HIDING))
            referrers.setdefault(_block(reference), f"{resource_type}.{name}")
    for name, call in module.calls.items():
        for _, reference in _references(call.expressions or {}):
            referrers.setdefault(_block(reference), f"module.{name}")
    handed_on = frozenset(_block(reference) for _, reference in _references(module.outputs))
    return _Seen(referrers, handed_on, hides)


def _references(expressions: object, argument: str = "") -> Iterator[tuple[str, str]]:
    """Every name that is referred to, with the argument that does, through blocks of any depth."""
    if isinstance(expressions, list):
        for each in expressions:
            yield from _references(each, argument)
    elif isinstance(expressions, dict):
        for key, value in expressions.items():
            if key == "references" and isinstance(value, list):
                yield from ((argument, name) for name in value if isinstance(name, str))
            else:
                yield from _references(value, argument if key == "expression" else key)


def _block(reference: str) -> _Block:
    """The block that `aws_eip.nat[0].id` speaks of: type and name."""
    resource_type, _, rest = reference.partition(".")
    return resource_type, rest.partition(".")[0].partition("[")[0]
