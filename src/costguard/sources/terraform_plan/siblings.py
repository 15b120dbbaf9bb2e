"""Tells which instances of a block a reference means: the one that it names, those of the same key, or all of them."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Final, TypeVar

import msgspec

_CALL: Final = re.compile(r'(?:^|\.)module\.[^.\[\]"]+(?:\[([^"\]]*|"(?:[^"\\]|\\.)*")\])?')

_Key = TypeVar("_Key")
Keys = tuple[str, ...]
"""The keys of the module calls on the way to a resource and its own (`"a"`, `0`), "" for each that has none."""


class Place(msgspec.Struct, frozen=True):
    """Where one instance stands: its number in the plan, and its keys."""

    number: int
    keys: Keys


class Siblings(msgspec.Struct, frozen=True, dict=True):
    """All instances of one block, in the plan's order. `path` holds the names of the module calls that lead to it."""

    path: tuple[str, ...]
    places: tuple[Place, ...]

    def meant(self, source: Keys, source_path: tuple[str, ...], named: Keys) -> tuple[Place, ...]:
        """The instances that a reference of `source` means; `named` are the keys that the reference itself shows.

        Keys that a plan does not show (`count.index`, `each.key`) are taken to be the source's own: of the instances
        that share most of the source's modules, those that have one of its keys, or all where none has.
        """
        if len(self.places) == 1:
            return self.places
        if any(named):
            found = self._named(named)
            return Siblings(self.path, found).meant(source, source_path, ()) if len(found) > 1 else found
        depth = next(
            depth
            for depth in range(_shared(self.path, source_path), -1, -1)
            if depth == 0 or source[:depth] in self._by_module
        )
        near = self._by_module[source[:depth]]
        if len(near) == 1:
            return near
        twins = (self._by_key.get((source[:depth], key)) for key in reversed(source[depth:]) if key)
        return next((found for found in twins if found is not None), near)

    def _named(self, named: Keys) -> tuple[Place, ...]:
        """Those with all the keys that a reference shows, found by the rarest of them."""
        wanted = [(depth, key) for depth, key in enumerate(named) if key]
        fewest = min((self._by_depth.get(each, ()) for each in wanted), key=len)
        return tuple(place for place in fewest if all(place.keys[depth] == key for depth, key in wanted))

    @cached_property
    def _by_module(self) -> Mapping[Keys, tuple[Place, ...]]:
        """By the keys of the first module calls, as many as there are: none, one, two and so on."""
        depths = range(len(self.path) + 1)
        return _grouped((place.keys[:depth], place) for place in self.places for depth in depths)

    @cached_property
    def _by_key(self) -> Mapping[tuple[Keys, str], tuple[Place, ...]]:
        """By the keys of the first module calls and any one of the keys below."""
        return _grouped(
            ((place.keys[:depth], key), place)
            for place in self.places
            for depth in range(len(self.path) + 1)
            for key in dict.fromkeys(filter(None, place.keys[depth:]))
        )

    @cached_property
    def _by_depth(self) -> Mapping[tuple[int, str], tuple[Place, ...]]:
        return _grouped((each, place) for place in self.places for each in enumerate(place.keys))


def keys_of(module_address: str, index: str) -> Keys:
    """The keys of a resource in a module (`module.a["x"].module.b`), whose own is `index`."""
    return (*_module_keys(module_address), index)


@lru_cache(maxsize=4096)
def _module_keys(module_address: str) -> Keys:
    return tuple(match[1] or "" for match in _CALL.finditer(module_address))


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many module calls two paths begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((depth for depth, (left, right) in pairs if left != right), min(len(one), len(other)))


def _grouped(pairs: Iterable[tuple[_Key, Place]]) -> dict[_Key, tuple[Place, ...]]:
    found: dict[_Key, list[Place]] = {}
    for key, place in pairs:
        found.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in found.items()}
