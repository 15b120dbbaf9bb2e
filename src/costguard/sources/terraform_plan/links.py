"""Ties the resources of a plan to each other: by the code's references, and by the identities that values name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any, Final

import msgspec

from costguard.model.billable import Billable
from costguard.sources.terraform_plan.address import module_of, module_path
from costguard.sources.terraform_plan.block_graph import BlockGraph, BlockReference
from costguard.sources.terraform_plan.configuration import ConfigIndex, ModulePath
from costguard.sources.terraform_plan.siblings import Keys, Place, Siblings, keys_of
from costguard.sources.terraform_plan.wire import ResourceChange

# By these, other resources name a resource whose identity is known.
_IDENTITIES: Final = ("id", "arn", "self_link", "name", "bucket", "identifier", "cluster_identifier")
_SHORTEST_IDENTITY: Final = 2
_ANY_ATTRIBUTE: Final = ""

_Block = tuple[ModulePath, str, str]


class Instance(msgspec.Struct, frozen=True):
    """One resource of the plan, and what makes a Billable of it at the moment in question (None: not there then)."""

    change: ResourceChange
    read: Callable[[], Billable | None]


class PlanLinks(msgspec.Struct, frozen=True, dict=True):
    """The resources of a plan at one moment, by type, by block and by identity; each index is made when it is needed.

    As things are (`is_after` false), every value is known, and the code may speak of something else already: there the
    values go first. As things will be, what is new has no identity yet: there the code goes first.
    """

    instances: tuple[Instance, ...]
    config: ConfigIndex
    is_after: bool = True

    def referred(
        self, source: ResourceChange, values: Mapping[str, Any], path: str, types: tuple[str, ...]
    ) -> Iterator[Billable]:
        """The resources of these types that an attribute of `source` refers to."""
        by_code, by_value = partial(self._by_code, source, path, types), partial(self._by_value, values, path, types)
        for numbers in (by_code, by_value) if self.is_after else (by_value, by_code):
            if found := [each for number in numbers() if (each := self._read(number, source)) is not None]:
                yield from found
                return

    def referring(self, target: ResourceChange, values: Mapping[str, Any], resource_type: str) -> Iterator[Billable]:
        """The resources of a type that refer to `target`, in the plan's order."""
        number = self._number[id(target)]
        found = set(self._referrers(resource_type).get(number, ()))
        if naming := self._naming(resource_type):
            found.update(each for text in _identities(values) for each in naming.get(text, ()))
        yield from (each for number in sorted(found) if (each := self._read(number, target)) is not None)

    def _read(self, number: int, asking: ResourceChange) -> Billable | None:
        """The resource of a number, at this moment; no resource is tied to itself."""
        instance = self.instances[number]
        return None if instance.change is asking else instance.read()

    def _by_code(self, source: ResourceChange, path: str, types: tuple[str, ...]) -> Iterable[int]:
        references = self._graph.referred(*_block(source), path)
        wanted = (reference for reference in references if reference.type in types)
        return dict.fromkeys(place.number for reference in wanted for place in self._meant(reference, source))

    def _by_value(self, values: Mapping[str, Any], path: str, types: tuple[str, ...]) -> Iterable[int]:
        named = frozenset(_texts(_at(values, path.split("."))))
        if not named:
            return ()
        return [number for name in types for number in sorted({n for t in named for n in self._named(name).get(t, ())})]

    def _meant(self, reference: BlockReference, source: ResourceChange) -> tuple[Place, ...]:
        """The instances of a block that a reference of `source` means."""
        siblings = self._by_block.get((reference.path, reference.type, reference.name))
        return siblings.meant(_keys(source), _block(source)[0], reference.keys) if siblings is not None else ()

    def _referrers(self, resource_type: str) -> Mapping[int, list[int]]:
        """The numbers of those of a type that refer to each resource, by its number, as the code says."""
        if resource_type not in self._referrers_of:
            found: dict[int, list[int]] = {}
            for number in self._by_type.get(resource_type, ()):
                source = self.instances[number].change
                for reference in self._graph.referred(*_block(source), _ANY_ATTRIBUTE):
                    for place in self._meant(reference, source):
                        found.setdefault(place.number, []).append(number)
            self._referrers_of[resource_type] = found
        return self._referrers_of[resource_type]

    def _naming(self, resource_type: str) -> Mapping[str, list[int]]:
        """The numbers of those of a type that hold each text in an attribute that does not identify themselves."""
        return self._indexed(self._naming_of, resource_type, _texts_named)

    def _named(self, resource_type: str) -> Mapping[str, list[int]]:
        """The numbers of those of a type by each of their identities."""
        return self._indexed(self._named_of, resource_type, _identities)

    def _indexed(
        self,
        known: dict[str, Mapping[str, list[int]]],
        resource_type: str,
        texts_of: Callable[[Mapping[str, Any]], Iterable[str]],
    ) -> Mapping[str, list[int]]:
        if resource_type not in known:
            found: dict[str, list[int]] = {}
            for number in self._by_type.get(resource_type, ()):
                billable = self.instances[number].read()
                for text in texts_of(billable.block.values) if billable is not None else ():
                    found.setdefault(text, []).append(number)
            known[resource_type] = found
        return known[resource_type]

    @cached_property
    def _graph(self) -> BlockGraph:
        return BlockGraph(self.config)

    @cached_property
    def _referrers_of(self) -> dict[str, Mapping[int, list[int]]]:
        return {}

    @cached_property
    def _naming_of(self) -> dict[str, Mapping[str, list[int]]]:
        return {}

    @cached_property
    def _named_of(self) -> dict[str, Mapping[str, list[int]]]:
        return {}

    @cached_property
    def _number(self) -> Mapping[int, int]:
        """The number of each change; changes live as long as the plan."""
        return {id(instance.change): number for number, instance in enumerate(self.instances)}

    @cached_property
    def _by_type(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, instance in enumerate(self.instances):
            found.setdefault(instance.change.type, []).append(number)
        return found

    @cached_property
    def _by_block(self) -> Mapping[_Block, Siblings]:
        found: dict[_Block, list[Place]] = {}
        for number, instance in enumerate(self.instances):
            found.setdefault(_block(instance.change), []).append(Place(number, _keys(instance.change)))
        return {block: Siblings(block[0], tuple(places)) for block, places in found.items()}


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


def _block(change: ResourceChange) -> _Block:
    return module_path(_module(change)), change.type, change.name


def _keys(change: ResourceChange) -> Keys:
    return keys_of(_module(change), index_of(change.address))


def _identities(values: Mapping[str, Any]) -> frozenset[str]:
    found = (values.get(key) for key in _IDENTITIES)
    return frozenset(text for text in found if isinstance(text, str) and len(text) >= _SHORTEST_IDENTITY)


def _texts_named(values: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(text for key, value in values.items() if key not in _IDENTITIES for text in _texts(value))


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
