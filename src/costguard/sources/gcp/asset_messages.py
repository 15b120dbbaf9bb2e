"""Messages of the SDK as records in the REST API's shape, so that one reader serves calls and exports."""

from collections.abc import Mapping
from typing import Any, Protocol

from costguard.catalog.live.names import is_known_type, terraform_type
from costguard.model.cloud import Cloud

Record = Mapping[str, Any]


class Struct(Protocol):
    """`google.protobuf.Struct`: JSON's object as a message. The SDK ships no types for it."""

    fields: Mapping[str, "Value"]


class Value(Protocol):
    """`google.protobuf.Value`: JSON's value as a message, of which one field is set."""

    string_value: str
    number_value: float
    bool_value: bool
    struct_value: Struct
    list_value: Any

    def WhichOneof(self, group: str) -> str | None:  # noqa: N802  (protobuf's name for it)
        """The field of the group that is set."""


def search_record(result: Any) -> Record:  # noqa: ANN401  (a generated message; its fields are named below)
    """A `ResourceSearchResult` message. The body is left out of a type that the catalog does not hold.

    For of such a type nothing but labels is asked, which stand beside it; and an organisation has many of them.
    """
    is_known = is_known_type(terraform_type(Cloud.GCP, result.asset_type))
    return {
        "name": result.name,
        "assetType": result.asset_type,
        "project": result.project,
        "folders": list(result.folders),
        "organization": result.organization,
        "location": result.location,
        "labels": dict(result.labels),
        "versionedResources": [
            {"version": each.version, "resource": body_of(each.resource)} for each in result.versioned_resources
        ]
        if is_known
        else [],
    }


def asset_record(asset: Any) -> Record:  # noqa: ANN401  (a generated message; its fields are named below)
    """An `Asset` message of content type RESOURCE."""
    return {
        "name": asset.name,
        "assetType": asset.asset_type,
        "ancestors": list(asset.ancestors),
        "resource": {
            "parent": asset.resource.parent,
            "location": asset.resource.location,
            "data": body_of(asset.resource.data),
        },
    }


def body_of(struct: Struct) -> dict[str, Any]:
    """A `Struct` as JSON would write it. Its numbers are all floating; a whole one is an integer again."""
    return {key: _value(value) for key, value in struct.fields.items()}


def _value(value: Value) -> Any:  # noqa: ANN401  (JSON)
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "struct_value":
            return body_of(value.struct_value)
        case "list_value":
            return [_value(each) for each in value.list_value.values]
        case _:
            return None
