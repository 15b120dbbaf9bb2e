"""Turns one resource, as Azure tells it, into an item of the inventory."""

import re
from collections.abc import Mapping
from typing import Any, Final

from costguard.catalog.entry import Entry, RegionSource
from costguard.catalog.live.attributes import LivePath, live_attributes, live_paths
from costguard.catalog.live.names import terraform_type
from costguard.catalog.live.paths import Scalar, values_at
from costguard.catalog.live.places import azure_region
from costguard.catalog.lookup import entry
from costguard.model.cloud import Cloud
from costguard.model.inventory import Item, Values

_PLACE: Final = re.compile(r"/subscriptions/([^/]+)(?:/resourceGroups/([^/]+))?", re.IGNORECASE)

_ATTACHED_TO: Final = "attached_to"
_NEVER_LISTED: Final = "properties"
"""A resource list tells id, name, type, location, tags, kind, sku and plan (Resource Manager, "Resources - List",
2025)."""


def item_of(record: Mapping[str, Any], source: str, *, has_properties: bool = True) -> Item:
    """One resource: a row of Resource Graph's table Resources, or of a resource list, which `has_properties` not.

    The group is in lower case, as Azure compares it; the id stays as it is told. An attribute that a list may only
    have left out is not told, whereas one that a full record leaves out is not set.
    """
    native_type = str(record.get("type") or "")
    name = terraform_type(Cloud.AZURE, native_type, record)
    known = entry(name)
    account, group = _place(record)
    return Item(
        id=str(record.get("id") or ""),
        cloud=Cloud.AZURE,
        type=name,
        native_type=_as_written(native_type, known),
        account=account,
        region=_region(record, known),
        group=group,
        tags=_tags(record.get("tags"), known),
        attributes=_attributes(name, record) if has_properties else _listed_attributes(name, record),
        source=source,
    )


def _place(record: Mapping[str, Any]) -> tuple[str, str]:
    """Subscription and resource group; some resources lie in no group, and a list tells both in the id only."""
    match = _PLACE.match(str(record.get("id") or ""))
    in_id = (match[1], match[2] or "") if match else ("", "")
    account = str(record.get("subscriptionId") or in_id[0])
    group = str(record.get("resourceGroup") or in_id[1])
    return account.lower(), group.lower()


def _as_written(native_type: str, known: Entry | None) -> str:
    """The type as Azure's own pages write it; Resource Graph tells it in lower case."""
    is_same = known is not None and known.api_name.lower() == native_type.lower()
    return known.api_name if known is not None and is_same else native_type


def _region(record: Mapping[str, Any], known: Entry | None) -> str | None:
    if known is not None and known.region is RegionSource.GLOBAL:
        return None
    location = record.get("location")
    return azure_region(location) if isinstance(location, str) and location else None


def _tags(told: object, known: Entry | None) -> dict[str, str | None] | None:
    """The tags; {} where a type that can carry some has none, None where it cannot or where nobody knows."""
    if isinstance(told, Mapping) and (told or known is None or known.taggable):
        return {str(key): None if value is None else str(value) for key, value in told.items()}
    return {} if known is not None and known.taggable else None


def _attributes(name: str, record: Mapping[str, Any]) -> dict[str, Values]:
    found = live_attributes(name, record)
    shares = _number(values_at(record, "properties.maxShares"))
    if shares > 1 and found.get(_ATTACHED_TO) == ():
        # The machines of a shared disk stand in `managedByExtended`, a column that Resource Graph does not have
        # (Azure Resource Graph, "Query language", 2025).
        del found[_ATTACHED_TO]
    return found


def _listed_attributes(name: str, record: Mapping[str, Any]) -> dict[str, Values]:
    told = {path.attribute for path in live_paths(name) if _is_told(path, record)}
    return {attribute: values for attribute, values in live_attributes(name, record).items() if attribute in told}


def _number(values: tuple[Scalar, ...]) -> float:
    return values[0] if values and isinstance(values[0], int | float) else 0


def _is_told(path: LivePath, record: Mapping[str, Any]) -> bool:
    """Whether a list tells the value: a path through what it never tells might have come first."""
    for each in path.paths:
        if each.split(".")[0].lower() == _NEVER_LISTED:
            return False
        if values_at(record, each):
            return True
    return False
