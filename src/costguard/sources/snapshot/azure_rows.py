"""Azure's own records in files: rows of Resource Graph and of resource lists, as JSON or as the portal's CSV.

In them `tags: null` says that a resource has none, which in other files says that nobody told them.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from costguard.model.errors import BadInput
from costguard.model.inventory import Item
from costguard.sources.azure.records import item_of
from costguard.sources.snapshot.answers import Form
from costguard.sources.snapshot.identity import cloud_of_id

# What Azure tells beside id, name, type, location and tags, and no other inventory does (the columns of Resource
# Graph's table Resources, and the fields of a GenericResource of Resource Manager, 2026-11).
_OF_AZURE: Final = frozenset({"properties", "managedBy", "identity", "plan", "extendedLocation", "tenantId", "zones"})
_NESTED: Final = ("tags", "properties", "sku", "plan", "identity", "zones", "extendedLocation", "managedByExtended")
_ALWAYS: Final = frozenset({"id", "type", "tags"})


def is_azure_row(record: Mapping[str, Any], form: Form = Form.PLAIN) -> bool:
    """Whether a record is one that Azure wrote: it came so, or has columns that only Azure's have."""
    if not record.keys() >= _ALWAYS or cloud_of_id(str(record["id"])) is None:
        return False
    is_in_subscription = str(record["id"]).lower().startswith("/subscriptions/")
    return is_in_subscription and (form is Form.AZURE or not _OF_AZURE.isdisjoint(record))


def azure_item(record: Mapping[str, Any], where: str, source: str) -> Item:
    """The resource of such a record. Raises BadInput, naming `where`, where its tags are no object.

    Without `properties` only the attributes are told that lie outside of them.
    """
    row = {**record, **{name: _parsed(record[name]) for name in _NESTED if name in record}}
    if not row["type"]:
        raise BadInput(f"{where} has no type; every resource of an inventory needs one")
    if row["tags"] is not None and not isinstance(row["tags"], Mapping):
        raise BadInput(f"{where} holds tags that are no JSON object, as Azure writes them; export the rows again")
    return item_of(row, source, has_properties=isinstance(row.get("properties"), Mapping))


def _parsed(told: object) -> object:
    """A cell of CSV holds JSON text; an empty one, or the text `null`, holds nothing."""
    if not isinstance(told, str):
        return told
    try:
        return msgspec.json.decode(told) if told.strip() else None
    except (msgspec.DecodeError, RecursionError):
        return told
