"""One resource as a line of a file tells it: names, tags and attributes, read the same from JSON and from CSV."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item, Values
from costguard.sources.snapshot.attribute_values import attribute_text, attribute_values
from costguard.sources.snapshot.columns import Columns
from costguard.sources.snapshot.identity import (
    account_named,
    account_of_id,
    cloud_of_id,
    group_named,
    group_of_id,
    region_named,
    region_of_id,
)
from costguard.sources.snapshot.tag_values import NoTagsError, TagValues, tag_values, tags_of_text
from costguard.sources.snapshot.type_names import (
    TypeName,
    carries_tags,
    cloud_named,
    cloud_told_by,
    disagreement,
    type_named,
)

TAGS_NOT_TOLD: Final = "the inventory tells no tags for it"


def item_of_record(record: Mapping[str, Any], columns: Columns, where: str, cloud: Cloud | None, source: str) -> Item:
    """The resource of a record whose fields are `columns`. Raises BadInput, naming `where`, for what cannot be read.

    `cloud` is that of a resource whose type, cloud and id do not tell.
    """
    resource_id, type_name = _required(record, columns, "id", where), _required(record, columns, "type", where)
    named = _type(type_name, resource_id, record, columns, where, cloud)
    tags = _tags(record, columns, where)
    is_judged = tags or carries_tags(named.type) is not False
    told = tags if is_judged else None
    is_not_told = tags is None and carries_tags(named.type) is True
    return Item(
        id=resource_id,
        cloud=named.cloud,
        type=named.type,
        native_type=_text(record, columns, "native_type") or named.native_type,
        account=_account(record, columns, resource_id, named.cloud),
        region=_region(record, columns, resource_id, named),
        group=_group(record, columns, resource_id, named.cloud),
        tags={} if is_not_told else told,
        tags_incomplete=_text(record, columns, "tags_incomplete") or (TAGS_NOT_TOLD if is_not_told else ""),
        attributes=_attributes(record, columns, where),
        source=_text(record, columns, "source") or source,
        sensitive=_sensitive(record, columns, where),
    )


def _type(
    name: str, resource_id: str, record: Mapping[str, Any], columns: Columns, where: str, cloud: Cloud | None
) -> TypeName:
    said = cloud_named(_text(record, columns, "cloud"), where)
    told = cloud_told_by(name)
    if said is not None and told is not None and said is not told:
        raise disagreement(name, said, told, where)
    return type_named(name, said or told or cloud_of_id(resource_id) or cloud)


def _account(record: Mapping[str, Any], columns: Columns, resource_id: str, cloud: Cloud) -> str:
    return account_named(_text(record, columns, "account"), cloud) or account_of_id(resource_id, cloud)


def _group(record: Mapping[str, Any], columns: Columns, resource_id: str, cloud: Cloud) -> str:
    return group_named(_text(record, columns, "group"), cloud) or group_of_id(resource_id, cloud)


def _region(record: Mapping[str, Any], columns: Columns, resource_id: str, named: TypeName) -> str | None:
    if told := _text(record, columns, "region"):
        return region_named(told, named.cloud, named.type)
    return region_of_id(resource_id, named.cloud, named.type)


def _tags(record: Mapping[str, Any], columns: Columns, where: str) -> TagValues | None:
    """The tags; None where the record says nothing of them."""
    told = record.get(columns.known.get("tags", ""))
    found: TagValues | None = None
    if told is not None:
        try:
            found = tags_of_text(told) if isinstance(told, str) else tag_values(told)
        except NoTagsError as error:
            raise BadInput(f"{where} {error}") from error
    if not columns.tags:
        return found
    singly = {key: str(record[name]) for key, name in columns.tags.items() if record.get(name) not in (None, "")}
    return {**(found or {}), **singly}


def _attributes(record: Mapping[str, Any], columns: Columns, where: str) -> dict[str, Values]:
    """Of a name that is told in several places a field of its own counts first, `attributes` next."""
    found: dict[str, Values] = {}
    for field in ("attrs", "attributes"):
        found.update(attribute_values(_object(record, columns, field, where)))
    for name, column in columns.attributes.items():
        value = record.get(column)
        if isinstance(value, list | tuple):
            found.update(attribute_values({name: value}))
        elif value is not None and (text := attribute_text(name, value)):
            found[name] = (text,)
    return found


def _object(record: Mapping[str, Any], columns: Columns, field: str, where: str) -> Mapping[str, Any]:
    told = record.get(columns.known.get(field, ""))
    if isinstance(told, str) and told.strip():
        try:
            told = msgspec.json.decode(told)
        except (msgspec.DecodeError, RecursionError) as error:
            raise BadInput(
                f"{where} holds `{field}` that are no JSON ({error}); write them as a JSON object"
            ) from error
    if told is None or told == "":
        return {}
    if not isinstance(told, Mapping):
        raise BadInput(f'{where} holds `{field}` that are no object; write names and values: {{"size_gb": 100}}')
    return told


def _sensitive(record: Mapping[str, Any], columns: Columns, where: str) -> tuple[str, ...]:
    told = record.get(columns.known.get("sensitive", ""))
    if isinstance(told, str):
        told = [part.strip() for part in told.split(";") if part.strip()]
    if told is not None and not (isinstance(told, list) and all(isinstance(name, str) for name in told)):
        raise BadInput(f'{where} holds `sensitive` that is no list of names; write ["tag:Owner"]')
    return tuple(told or ())


def _required(record: Mapping[str, Any], columns: Columns, field: str, where: str) -> str:
    text = _text(record, columns, field)
    if not text:
        raise BadInput(f"{where} has no {field}; every resource of an inventory needs one")
    return text


def _text(record: Mapping[str, Any], columns: Columns, field: str) -> str:
    """A field's text without surrounding spaces; a number's digits; "" where it is not there."""
    told = record.get(columns.known.get(field, ""))
    if told is None:
        return ""
    return told.strip() if isinstance(told, str) else str(attribute_text("", told) or "")
