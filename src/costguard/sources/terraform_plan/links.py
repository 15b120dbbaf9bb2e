"""Ties the resources of a plan to each other: by the code's references, and by the identities that values name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import msgspec

from costguard.model.billable import Billable
from costguard.sources.terraform_plan.address import module_of, module_path
from costguard.sources.terraform_plan.block_graph import BlockGraph, BlockReference
from costguard.sources.terraform_plan.configuration import ConfigIndex, ModulePath
from costguard.sources.terraform_plan.wire import ResourceChange

# By these, other resources name a resource whose identity is known.
_IDENTITIES: Final = ("id", "arn", "self_link", "name", "bucket", "identifier", "cluster_identifier")
_SHORTEST_IDENTITY: Final = 2


class Instance(msgspec.Struct, frozen=True):
    """One resource of the plan, and what makes a Billable of it at the moment in question (None: not there then)."""

    change: ResourceChange
    read: Callable[[], Billable | None]


class PlanLinks(msgspec.Struct, frozen=True, dict=True):
    """The resources of a plan at one moment, before or after, by type and by block."""

    instances: tuple[Instance, ...]
    config: ConfigIndex

    def referred(
        self, source: ResourceChange, values: Mapping[str, Any], path: str, types: tuple[str, ...]
    ) -> Iterator[Billable]:
        """The resources of these types that an attribute of `source` refers to."""
        where = module_path(_module(source))
        references = self._graph.referred(where, source.type, source.name, path)
        wanted = sorted(
            (reference for reference in references if reference.type in types),
            key=lambda each: (each.path, each.name, each.index),
        )
        found = [instance for reference in wanted for instance in self._instances(reference, source)]
        if not found:
            named = frozenset(_texts(_at(values, path.split("."))))
            found = [
                instance
                for name in types
                for instance in self._by_type.get(name, ())
                if self._is_named(instance, named)
            ]
        yield from _read(found)

    def referring(self, target: ResourceChange, values: Mapping[str, Any], resource_type: str) -> Iterator[Billable]:
        """The resources of a type that refer to `target`."""
        identities = _identities(values)
        found = [each for each in self._by_type.get(resource_type, ()) if self._refers(each, target, identities)]
        yield from _read(found)

    def _refers(self, source: Instance, target: ResourceChange, identities: frozenset[str]) -> bool:
        where = module_path(_module(source.change))
        for reference in self._graph.referred_anywhere(where, source.change.type, source.change.name):
            is_its_block = (reference.type, reference.name) == (target.type, target.name)
            if is_its_block and any(each.change is target for each in self._instances(reference, source.change)):
                return True
        billable = source.read()
        if billable is None or not identities:
            return False
        named = {
            text for key, value in billable.block.values.items() if key not in _IDENTITIES for text in _texts(value)
        }
        return not identities.isdisjoint(named)

    def _instances(self, reference: BlockReference, source: ResourceChange) -> list[Instance]:
        """The instances of a block that a reference of `source` means: the named one, its twin, or all of them."""
        found = self._by_block.get((reference.path, reference.type, reference.name), [])
        near = [each for each in found if _module(each.change) == _module(source)] or found
        if len(near) < 2:
            return near
        wanted = reference.index or index_of(source.address)
        return [each for each in near if wanted and index_of(each.change.address) == wanted] or near

    def _is_named(self, instance: Instance, named: frozenset[str]) -> bool:
        billable = instance.read() if named else None
        return billable is not None and not _identities(billable.block.values).isdisjoint(named)

    @cached_property
    def _graph(self) -> BlockGraph:
        return BlockGraph(self.config)

    @cached_property
    def _by_type(self) -> Mapping[str, list[Instance]]:
        found: dict[str, list[Instance]] = {}
        for instance in self.instances:
            found.setdefault(instance.change.type, []).append(instance)
        return found

    @cached_property
    def _by_block(self) -> Mapping[tuple[ModulePath, str, str], list[Instance]]:
        found: dict[tuple[ModulePath, str, str], list[Instance]] = {}
        for instance in self.instances:
            change = instance.change
            found.setdefault((module_path(_module(change)), change.type, change.name), []).append(instance)
        return found


class ResourceLinks(msgspec.Struct, frozen=True):
    """The links of one resource, as its cost functions ask for them."""

    plan: PlanLinks
    change: ResourceChange
    values: Mapping[str, Any]

    def referred(self, path: str, types: tuple[str, ...]) -> Iterable[Billable]:
        """Those of these types that the attribute at a dotted path refers to."""
        return self.plan.referred(self.change, self.values, path, types)

    def referring(self, resource_type: str) -> Iterable[Billable]:
        """Those of a type that refer to this resource."""
        return self.plan.referring(self.change, self.values, resource_type)


def index_of(address: str) -> str:
    """The key of an instance, as its address shows it: `0`, `"a"`; "" where its block makes one."""
    if not address.endswith("]"):
        return ""
    start = address.rfind('["') if address.endswith('"]') else address.rfind("[")
    return address[start + 1 : -1]


def _module(change: ResourceChange) -> str:
    return change.module_address if change.module_address is not None else module_of(change.address)


def _read(instances: Iterable[Instance]) -> Iterator[Billable]:
    seen: set[str] = set()
    for instance in instances:
        if instance.change.address not in seen and (billable := instance.read()) is not None:
            seen.add(instance.change.address)
            yield billable


def _identities(values: Mapping[str, Any]) -> frozenset[str]:
    found = (values.get(key) for key in _IDENTITIES)
    return frozenset(text for text in found if isinstance(text, str) and len(text) >= _SHORTEST_IDENTITY)


def _at(value: object, keys: list[str]) -> object:
    for key in keys:
        value = value[0] if isinstance(value, list) and value else value
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _texts(value: object) -> Iterator[str]:
    """A text, or each text of a list; of an identifier with a path also its last segment."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and each:
            yield each
            if "/" in each:
                yield each.rpartition("/")[2]
