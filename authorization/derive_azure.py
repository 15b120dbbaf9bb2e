"""Turns Microsoft's lists of tag support and policy aliases into the table that `catalog/azure_policy.py` reads.

    python authorization/derive_azure.py TAG_SUPPORT_CSV POLICY_ALIASES_CSV_GZ [--check]

TAG_SUPPORT_CSV has the columns providerName, resourceType and supportsTags; POLICY_ALIASES_CSV_GZ has an alias and its
path a line, without a header. Kept are the types that an Azure entry of the catalog names. With --check nothing is
written; the exit code says whether the table is what the lists give. `_SOURCES` says where the lists are from: date it
anew with newer lists.
"""

import csv
import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from costguard.catalog.entry import Entry, RegionSource
from costguard.catalog.lookup import entries
from costguard.model.cloud import Cloud

OUT: Final = Path(__file__).parents[1] / "src/costguard/catalog/data/authorization/azure.json"

_SOURCES: Final = {
    "tag_support": {
        "title": "Azure Resource Manager, Tag support for Azure resources",
        "url": "https://github.com/tfitzmac/resource-capabilities/blob/master/tag-support.csv",
        "date": "2025-03-04",
    },
    "policy_aliases": {
        "title": "Azure Policy aliases and their default paths (Get-AzPolicyAlias -ListAvailable)",
        "url": "https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-alias",
        "date": "2024-05",
    },
}

# The list calls a group's type by its short name; policies and the resource's own `type` have the long one.
_LISTED_AS: Final = {"microsoft.resources/subscriptions/resourcegroups": "microsoft.resources/resourcegroups"}

# `mode: Indexed` leaves both out although they take tags (Azure Policy definition structure, "Resource Manager modes").
_NEVER_INDEXED: Final = frozenset(
    {"microsoft.resources/subscriptions/resourcegroups", "microsoft.resources/subscriptions"}
)

_WRAPPER: Final = "properties"


class Alias(NamedTuple):
    """An alias as the list has it: `prefix/name`, and where in the resource its value lies."""

    prefix: str
    name: str
    path: str


def main(arguments: list[str]) -> int:
    """Write the table, or with --check say whether it is what the lists give."""
    files = [Path(argument) for argument in arguments if argument != "--check"]
    if len(files) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    text = table(*files)
    if "--check" not in arguments:
        OUT.write_text(text, encoding="utf-8")
        return 0
    if OUT.is_file() and OUT.read_text(encoding="utf-8") == text:
        return 0
    print(
        "azure.json is not what these lists give; run `python authorization/derive_azure.py` on them", file=sys.stderr
    )
    return 1


def table(tag_support: Path, policy_aliases: Path) -> str:
    """The table as JSON, sorted by type, an alias tree's top a line, so that a difference can be read."""
    listed = _tag_support(tag_support)
    aliases = _aliases(policy_aliases)
    records = {
        record["name"]: record
        for named in _named_types().values()
        for record in [_record(named, listed, aliases.get(named[0].api_name.lower(), []))]
    }
    sources = {
        "tag_support": _SOURCES["tag_support"] | {"sha256": _digest(tag_support)},
        "policy_aliases": _SOURCES["policy_aliases"] | {"sha256": _digest(policy_aliases)},
    }
    types = ",\n".join(_type_text(records[name]) for name in sorted(records, key=str.lower))
    return f'{{\n"sources":{json.dumps(sources, indent=1)},\n"types":[\n{types}\n]\n}}\n'


def _named_types() -> dict[str, list[Entry]]:
    """The catalog's entries by the type that they are in Resource Manager, in lower case."""
    found: dict[str, list[Entry]] = {}
    for entry in entries():
        if entry.cloud is Cloud.AZURE and entry.api_name:
            found.setdefault(entry.api_name.lower(), []).append(entry)
    return found


def _record(named: list[Entry], listed: Mapping[str, tuple[str, bool]], aliases: list[Alias]) -> dict[str, Any]:
    key = named[0].api_name.lower()
    name, taggable = listed.get(_LISTED_AS.get(key, key), ("", None))
    spellings = Counter(alias.prefix for alias in aliases)
    usual = min(spellings, key=lambda prefix: (-spellings[prefix], prefix), default="")
    record: dict[str, Any] = {"name": _spelling(name, usual, named[0].api_name), "taggable": taggable}
    if taggable is None:
        record["catalog_taggable"] = any(entry.taggable for entry in named)
    record["indexed"] = key not in _NEVER_INDEXED and _is_indexed(taggable, named)
    return record | {
        "aliases": {prefix: _tree(alias for alias in aliases if alias.prefix == prefix) for prefix in sorted(spellings)}
    }


def _spelling(listed: str, usual: str, catalog: str) -> str:
    """Resource Manager's spelling of a type: the list of tag support, then most aliases, then the catalog has it."""
    return next(name for name in (listed, usual, catalog) if name.lower() == catalog.lower())


def _is_indexed(taggable: bool | None, named: Iterable[Entry]) -> bool:
    """Whether the type has both tags and a location.

    What Resource Manager tags it also places (its tracked resources; proxy resources have neither). Of a type that
    the list lacks the catalog tells: Terraform gives it tags and a location of its own.
    """
    if taggable is not None:
        return taggable
    return any(entry.taggable and entry.region is not RegionSource.PARENT for entry in named)


def _tag_support(path: Path) -> dict[str, tuple[str, bool]]:
    """Of each type of the list, in lower case, its spelling and whether it takes tags."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = ((f"{row['providerName']}/{row['resourceType']}", row["supportsTags"]) for row in csv.DictReader(file))
        return {name.lower(): (name, supports == "TRUE") for name, supports in rows}


def _aliases(path: Path) -> dict[str, list[Alias]]:
    """The aliases by type, in lower case. The list has no column for the type, the alias's name begins with it.

    So an alias of a child type that is written with a dot (`registries/agentPools.count`) stands with the parent.
    """
    found: dict[str, list[Alias]] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for name, where in csv.reader(file):
            prefix, _, rest = name.rpartition("/")
            found.setdefault(prefix.lower(), []).append(Alias(prefix, rest, where))
    return found


def _tree(aliases: Iterable[Alias]) -> dict[str, Any]:
    """`nested`, the tree of the aliases' paths, and `apart`, name to path where the one does not follow from the other.

    A key of the tree is one step of the path, with the `properties.` before it; a node is an alias, named by its path
    without `properties`, unless it has the key "".
    """
    own: set[tuple[str, ...]] = set()
    apart: dict[str, str] = {}
    for alias in sorted(aliases):
        steps = tuple(_steps(alias.path))
        if ".".join(step.rpartition(".")[2] for step in steps) == alias.name:
            own.add(steps)
        else:
            apart[alias.name] = alias.path
    nested: dict[str, Any] = {}
    for steps in sorted(own):
        node = nested
        for depth, step in enumerate(steps, 1):
            node = node.setdefault(step, {} if steps[:depth] in own else {"": {}})
    return {"nested": nested, "apart": apart}


def _steps(path: str) -> Iterator[str]:
    """`properties.a.properties.b` in steps: `properties.a`, `properties.b`."""
    wrappers = ""
    for segment in path.split("."):
        if segment == _WRAPPER:
            wrappers += f"{_WRAPPER}."
            continue
        yield wrappers + segment
        wrappers = ""
    if wrappers:
        yield wrappers.removesuffix(".")


def _type_text(record: Mapping[str, Any]) -> str:
    scalars = (f"{_compact(key)}:{_compact(value)}" for key, value in record.items() if key != "aliases")
    spellings = ",\n".join(
        f'{_compact(prefix)}:{{"nested":{_lines(tree["nested"])},"apart":{_lines(tree["apart"])}}}'
        for prefix, tree in record["aliases"].items()
    )
    return f'{{{",".join(scalars)},"aliases":{{{spellings}}}}}'


def _lines(members: Mapping[str, object]) -> str:
    """An object with a member a line."""
    lines = ",\n".join(f"{_compact(key)}:{_compact(value)}" for key, value in members.items())
    return f"{{\n{lines}\n}}" if lines else "{}"


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
