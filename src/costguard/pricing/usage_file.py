"""Reads usage files, `infracost-usage.yml` as people have it: amounts by resource, by wildcard and by resource type.

Format 0.1: `resource_type_default_usage` maps types, `resource_usage` maps addresses; `[*]` stands for every index of
a resource or of a module.
"""

import hashlib
import math
import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from itertools import chain, product
from typing import Any, Final

import msgspec

from costguard.model.billable import Billable
from costguard.model.errors import BadInput
from costguard.pricing.usage_values import UsageValues
from costguard.pricing.yaml_file import read_yaml

_SECTIONS: Final = ("resource_type_default_usage", "resource_usage")
_OTHER_SECTIONS: Final = ("version", "usage_file_version")
_WILDCARD: Final = "[*]"
_INDEX: Final = re.compile(r'(\[(?:[^"\]]*|"(?:[^"\\]|\\.)*")\])')
_MOST_INDICES: Final = 4  # that a wildcard may stand for in one address; outer ones have to be written out
_MOST_COMPARED: Final = 2_000  # names that a misspelled one is compared with: a help, and not worth minutes
_Given = Mapping[str, Any]


class UsageFile(msgspec.Struct, frozen=True):
    """Usage by resource. It remembers what estimates asked of it, to tell which of its keys nothing reads."""

    path: str = ""
    by_type: Mapping[str, _Given] = {}
    by_address: Mapping[str, _Given] = {}
    digest: str = ""
    twice: tuple[str, ...] = ()
    _asked: dict[str, UsageValues] = msgspec.field(default_factory=dict)
    _types: dict[str, str] = msgspec.field(default_factory=dict)

    def usage_of(self, resource: Billable) -> UsageValues:
        """What the file says of a resource: its type's defaults, then what wildcards say, then its own entry."""
        if resource.address not in self._asked:
            given = dict(self.by_type.get(resource.type, {}))
            for name in _names_of(resource.address) if self.by_address else ():
                given = _merged(given, self.by_address.get(name, {}))
            self._asked[resource.address] = UsageValues(given)
            self._types[resource.address] = resource.type
        return self._asked[resource.address]

    def asked(self) -> Mapping[str, UsageValues]:
        """The usage of each resource that was priced, by address, with the keys that its prices asked for."""
        return self._asked

    def warnings(self) -> Iterator[str]:
        """What the file says that nothing of the plan reads: call it after the estimate."""
        yield from (f"{self.path}: {each}; the last one counts" for each in self.twice)
        asked: dict[str, dict[str, str]] = {}
        for address, usage in self._asked.items() if self.by_address else ():
            for name in _names_of(address):
                asked.setdefault(name, {}).update(usage.asked)
        for name, given in self.by_address.items():
            if name not in asked:
                yield f"{self.path} speaks of `{name}`, which is not in the plan{_meant(name, self._asked)}"
            else:
                yield from self._unread(name, given, asked[name])
        yield from self._unread_defaults()

    def _unread_defaults(self) -> Iterator[str]:
        """Of the defaults by type only those of types in the plan are told: one file serves many plans."""
        asked: dict[str, dict[str, str]] = {}
        for address, usage in self._asked.items() if self.by_type else ():
            asked.setdefault(self._types[address], {}).update(usage.asked)
        for name, given in self.by_type.items():
            if name in asked:
                yield from self._unread(name, given, asked[name])

    def _unread(self, name: str, given: _Given, asked: Mapping[str, str]) -> Iterator[str]:
        for key in _leaves(given):
            if key not in asked:
                yield f"{self.path}: nothing reads `{key}` of `{name}`{_meant(key, asked)}"


def read_usage(path: str) -> UsageFile:
    """Read a usage file. Raises BadInput where it is not one, with the line where YAML tells it."""
    twice: list[str] = []
    content, document = read_yaml(path, "--usage", twice)
    unknown = [name for name in document if name not in (*_SECTIONS, *_OTHER_SECTIONS)]
    if unknown:
        raise BadInput(f"{path} has the section `{unknown[0]}`; a usage file has {' and '.join(_SECTIONS)}")
    by_type, by_address = (_section(document, name, path) for name in _SECTIONS)
    return UsageFile(path, by_type, by_address, "sha256:" + hashlib.sha256(content).hexdigest(), tuple(twice))


def _section(document: Mapping[str, Any], name: str, path: str) -> Mapping[str, _Given]:
    section = document.get(name) or {}
    if not isinstance(section, dict):
        raise BadInput(f"{path}: `{name}` holds no mapping of names to usage")
    for key, given in section.items():
        if given is not None and not isinstance(given, dict):
            raise BadInput(f"{path}: the usage of `{key}` is no mapping of keys to amounts")
        _check_amounts(given or {}, str(key), path)
    return {str(key): given or {} for key, given in section.items()}


def _check_amounts(given: _Given, name: str, path: str) -> None:
    for key, value in given.items():
        if isinstance(value, dict):
            _check_amounts(value, name, path)
        elif isinstance(value, int | float) and not (math.isfinite(value) and value >= 0):
            raise BadInput(f"{path}: `{key}` of `{name}` is {value}; usage is a number that is not negative")


def _merged(base: _Given, over: _Given) -> dict[str, Any]:
    """The two mappings as one; where both hold a mapping, that is merged too."""
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        merged[key] = _merged(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return merged


def _names_of(address: str) -> list[str]:
    """The names by which a file may speak of a resource: with `[*]` for all of its indices, for some, for none."""
    pieces = _INDEX.split(address)
    indices = pieces[1::2]
    if not indices:
        return [address]
    choices = [(index,) if place < len(indices) - _MOST_INDICES else (_WILDCARD, index)
               for place, index in enumerate(indices)]  # fmt: skip
    picked = sorted(product(*choices), key=lambda each: -each.count(_WILDCARD))
    return ["".join(chain.from_iterable(zip(pieces[::2], (*each, ""), strict=True))) for each in picked]


def _leaves(given: _Given, path: str = "") -> Iterator[str]:
    for key, value in given.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping):
            yield from _leaves(value, name)
        else:
            yield name


def _meant(name: str, names: Collection[str]) -> str:
    close = get_close_matches(name, names, n=1, cutoff=0.8) if len(names) <= _MOST_COMPARED else ()
    return f"; did you mean `{close[0]}`?" if close else ""
