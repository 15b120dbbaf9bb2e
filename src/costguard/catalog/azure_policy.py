"""What Azure Policy can say of a type: whether it is evaluated, and by which alias it reads a catalog attribute.

A definition that names an alias Azure does not have is refused when it is deployed, and one in `mode: Indexed` never
sees a type without tags and location. So a type, a mode and an alias are looked up here before they are written.

The types and aliases are Microsoft's lists as `data/authorization/azure.json` holds them, made by
`authorization/derive_azure.py`; `azure_fields.csv` beside it is curated. Names of types and aliases ignore case, as
Azure's own do; what is returned has the spelling of the lists.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec

from costguard.catalog.entry import RegionSource
from costguard.catalog.lookup import entries, entry
from costguard.model.cloud import Cloud

_DATA: Final = Path(__file__).parent / "data" / "authorization"


class ArmType(msgspec.Struct, frozen=True):
    """A type of Resource Manager.

    `taggable` is None where Microsoft's list lacks the type: ask the catalog's entry. `indexed` tells whether
    `mode: Indexed` evaluates it (it has tags and a location); only `mode: All` sees the others, groups among them.
    """

    name: str
    taggable: bool | None
    indexed: bool
    aliases: frozenset[str]


class Field(msgspec.Struct, frozen=True):
    """How a policy reads a catalog attribute: by `alias`, or by a field of every resource (`kind`, `location`).

    `values` is empty where Terraform and Resource Manager spell a value alike, or else holds every value of
    Terraform's, as JSON writes it, with Resource Manager's. Where `alias` is "" it cannot be read, and `note` says why.
    An alias with `[*]` has every value of an attribute that Terraform repeats.
    """

    alias: str
    values: Mapping[str, str]
    note: str


class _Source(msgspec.Struct, frozen=True):
    title: str
    url: str
    date: str


class _TypeRecord(msgspec.Struct, frozen=True):
    name: str
    taggable: bool | None
    indexed: bool
    aliases: msgspec.Raw


class _File(msgspec.Struct, frozen=True):
    sources: dict[str, _Source]
    types: list[_TypeRecord]


class _Spelling(msgspec.Struct, frozen=True):
    """The aliases that spell their type alike; see `_tree` of `authorization/derive_azure.py` for the two halves."""

    nested: dict[str, Any]
    apart: dict[str, str]


@cache
def arm_type(terraform_type: str) -> ArmType | None:
    """What Resource Manager calls a Terraform type, and what a policy may say of it; None where it has no such type."""
    known = entry(terraform_type)
    record = _records().get(known.api_name.lower()) if known is not None and known.cloud is Cloud.AZURE else None
    if record is None:
        return None
    return ArmType(record.name, record.taggable, record.indexed, frozenset(_paths(record.name.lower())))


def terraform_types_of(arm_name: str) -> tuple[str, ...]:
    """The Terraform types that make resources of this type, sorted; none where the catalog knows none."""
    return tuple(
        known.type
        for known in entries()
        if known.cloud is Cloud.AZURE and known.api_name and known.api_name.lower() == arm_name.lower()
    )


def field(terraform_type: str, attribute: str) -> Field | None:
    """How a policy reads this attribute of this type: None where nothing is known, alias "" where it is known not to.

    `region` is the field `location`, which Azure reads in any spelling (West Europe, westeurope); the location of a
    type without a region is `global`.
    """
    found = _fields().get((terraform_type, attribute))
    if found is None and attribute == "region":
        return _location(terraform_type)
    return found


def is_alias(name: str) -> bool:
    """Whether Azure Policy has this alias, for a type that the catalog names."""
    return alias_path(name) is not None


def alias_path(name: str) -> str | None:
    """Where in a resource's JSON an alias's value lies (`properties.diskSizeGB`); None where there is no such alias."""
    return _paths_ignoring_case(name.lower().rpartition("/")[0]).get(name.lower())


def dated() -> str:
    """The dates of the two lists, newest information first: "tag support 2025-03-04, policy aliases 2024-05"."""
    return ", ".join(f"{name.replace('_', ' ')} {source.date}" for name, source in _file().sources.items())


def _location(terraform_type: str) -> Field | None:
    known, in_azure = entry(terraform_type), arm_type(terraform_type)
    if known is None or in_azure is None:
        return None
    match known.region:
        case RegionSource.GLOBAL:
            return Field("location", MappingProxyType({}), "its location is always `global`")
        case RegionSource.PARENT if not in_azure.indexed:
            return Field("", MappingProxyType({}), "it has no location of its own in Resource Manager")
        case _:
            return Field("location", MappingProxyType({}), "")


@cache
def _file() -> _File:
    return msgspec.json.decode((_DATA / "azure.json").read_bytes(), type=_File)


@cache
def _records() -> Mapping[str, _TypeRecord]:
    return MappingProxyType({record.name.lower(): record for record in _file().types})


@cache
def _paths(arm_name: str) -> Mapping[str, str]:
    """Every alias of a type, given in lower case, with its path."""
    record = _records().get(arm_name)
    if record is None:
        return MappingProxyType({})
    found: dict[str, str] = {}
    for prefix, spelling in msgspec.json.decode(record.aliases, type=dict[str, _Spelling]).items():
        found |= {f"{prefix}/{name}": path for name, path in spelling.apart.items()}
        found |= {f"{prefix}/{name}": path for name, path in _walk(spelling.nested)}
    return MappingProxyType(found)


@cache
def _paths_ignoring_case(arm_name: str) -> Mapping[str, str]:
    return MappingProxyType({name.lower(): path for name, path in _paths(arm_name).items()})


def _walk(tree: Mapping[str, Any], name: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """Name and path of every alias in a tree: a step's name is what follows its last `properties.`."""
    for step, below in tree.items():
        if not step:
            continue
        step_name, step_path = f"{name}{step.rpartition('.')[2]}", f"{path}{step}"
        if "" not in below:
            yield step_name, step_path
        yield from _walk(below, f"{step_name}.", f"{step_path}.")


@cache
def _fields() -> Mapping[tuple[str, str], Field]:
    import csv

    with (_DATA / "azure_fields.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType(
            {
                (row["terraform_type"], row["attribute"]): Field(row["alias"], _values(row["values"]), row["note"])
                for row in csv.DictReader(file)
            }
        )


def _values(text: str) -> Mapping[str, str]:
    """`LRS=Local;ZRS=Zone` as a mapping."""
    return MappingProxyType(dict(pair.split("=", 1) for pair in text.split(";") if pair))
