"""The fields of Azure Policy: which path in the resource a field's name, or an alias, stands for."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.prove.azure.policy_paths import Path, read_path
from costguard.prove.azure.policy_values import MISSING, Json, Value, fold_key, property_of

_TAG: Final = re.compile(
    r"tags(?:\.(?P<dotted>.+)|\['(?P<quoted>.+)'\]|\[(?P<bare>[^*].*|\*.+)\])", re.IGNORECASE | re.DOTALL
)
_PROVIDERS: Final = "/PROVIDERS/"


class AliasTable(msgspec.Struct, frozen=True):
    """Which path each alias stands for, by the alias in upper case. Of several API versions it holds the default."""

    paths: Mapping[str, str] = msgspec.field(default_factory=dict)

    def path_of(self, alias: str) -> str:
        """The path of an alias, in any case. Raises BadInput where the table lacks it."""
        path = self.paths.get(fold_key(alias))
        if path is None:
            raise BadInput(f"`{alias}` is no alias that the table of aliases holds; check its spelling, or add it")
        return path


def alias_table(pairs: Iterable[tuple[str, str]]) -> AliasTable:
    """A table from pairs of an alias and its path."""
    return AliasTable({fold_key(alias): path for alias, path in pairs})


def path_of(field: str, resource: Mapping[str, Json], aliases: AliasTable) -> Path | None:
    """The path that a field stands for on this resource; None for an alias of another resource type.

    Besides Azure's fields and aliases, a path such as `properties.size` is taken as it stands. Raises BadInput for an
    alias that is not in the table.
    """
    tag = _TAG.fullmatch(field)
    if tag is not None:
        return ("tags", _tag_name(tag))
    if "/" not in field:
        return read_path(field)
    path = read_path(aliases.path_of(field))
    return path if _speaks_of(field, resource) else None


def full_name(resource: Mapping[str, Json]) -> Value:
    """The name with its parents', `server/database`: as the resource gives it, else from its id, else its name."""
    given = property_of(resource, "fullName")
    identifier = property_of(resource, "id")
    if given is not MISSING or not isinstance(identifier, str):
        return property_of(resource, "name") if given is MISSING else given
    provider = identifier.upper().rfind(_PROVIDERS)
    if provider < 0:
        return property_of(resource, "name")
    # After the provider's namespace, types and names take turns.
    return "/".join(identifier[provider + len(_PROVIDERS) :].split("/")[2::2])


def normalised_location(value: Json) -> Json:
    """A location as the field sees it: `East US 2` is `eastus2`, and what is no text stays as it is."""
    match value:
        case str():
            return value.replace(" ", "")
        case list():
            return [normalised_location(item) for item in value]
        case _:
            return value


def _tag_name(tag: re.Match[str]) -> str:
    """The name between the brackets; in quotes, two apostrophes stand for one."""
    if tag["quoted"] is not None:
        return tag["quoted"].replace("''", "'")
    return tag["dotted"] if tag["dotted"] is not None else tag["bare"].strip()


def _speaks_of(alias: str, resource: Mapping[str, Json]) -> bool:
    """Whether the alias is one of the resource's type; `Microsoft.Compute/imageSku`, of two parts, is one of many."""
    kind = property_of(resource, "type")
    if not isinstance(kind, str) or alias.count("/") < 2:
        return True
    return fold_key(alias).startswith(f"{fold_key(kind)}/")
