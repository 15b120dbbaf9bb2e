"""The fields of Google Cloud's resources that rules speak of, and the values that each of them can have."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

import msgspec

from costguard.catalog.gcp_org_policy import gcp_field, terraform_types_of
from costguard.catalog.lookup import attribute_names, entry
from costguard.languages.language import Language, exactly, pattern

LOCATION: Final = "location"
"""The variable of the place of a resource, which the constraint `gcp.resourceLocations` looks at."""

PLACES: Final[tuple[Language, ...]] = (
    pattern("[a-z]+-[a-z]+[0-9]+"),
    # multi-regions and dual-regions (Cloud Storage, "Bucket locations", 2025-10)
    pattern("us|eu|asia|global|(?:nam|eur|asia)[0-9]+"),
)
"""What can stand for a place on Google Cloud at all: no AWS or Azure region is ever sent to it."""

_COLLECTIONS: Final[Mapping[str, str]] = {
    "machineType": "machineTypes",
    "type": "diskTypes",
    "diskType": "diskTypes",
    "acceleratorType": "acceleratorTypes",
    "nodeType": "nodeTypes",
}
"""The collection that a URL field's value lies in (Compute Engine API reference, 2025-10), by the field's last name."""

_URL: Final = (
    r"(?:https://(?:www|compute)\.googleapis\.com/compute/[a-z0-9]+/)?(?:projects/[a-z0-9.:-]+/)?"
    r"(?:zones|regions)/[a-z0-9-]+/{collection}/[a-z0-9-]+"
)


class Field(msgspec.Struct, frozen=True):
    """One field of a resource: its CEL path, and how its values compare. `collection` is that of a URL."""

    path: str
    form: Literal["text", "url", "number", "flag"]
    collection: str = ""


def field(terraform_type: str, attribute: str) -> Field | None:
    """The field of an attribute, as custom constraints see it; None where they see none that can be compared."""
    found = gcp_field(terraform_type, attribute)
    if found is None or not found.path:
        return None
    if found.form == "number":
        return Field(found.path, "number")
    if found.form == "url":
        collection = _COLLECTIONS.get(found.path.rpartition(".")[2])
        return None if collection is None else Field(found.path, "url", collection)
    name = attribute_names().get(attribute)
    return Field(found.path, "flag" if name is not None and name.kind == "boolean" else "text")


@cache
def fields_of(cai_type: str) -> Mapping[str, Field]:
    """The fields that rules can speak of on a Cloud Asset Inventory type, by path."""
    found: dict[str, Field] = {}
    for terraform_type in terraform_types_of(cai_type):
        known = entry(terraform_type)
        for attribute in ("region", *(known.attributes if known is not None else ())):
            own = field(terraform_type, attribute)
            if own is not None:
                found.setdefault(own.path, own)
    return found


def domain_of(own: Field) -> tuple[Language, ...] | None:
    """The values that a field can have; None where every text will do, and for numbers.

    The value of a URL field is a full or partial URL of a zone's or region's resource, whose name has no `/`.
    """
    if own.form == "url":
        return (pattern(_URL.replace("{collection}", own.collection)),)
    return (exactly("true"), exactly("false")) if own.form == "flag" else None
