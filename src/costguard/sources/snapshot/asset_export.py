"""Reads exports of Google's Cloud Asset Inventory: an asset a line (`gcloud asset export`), or one JSON array."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import msgspec
import pyarrow as pa

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Container, ContainerKind
from costguard.sources.gcp.asset_record import SOURCE, item_of
from costguard.sources.snapshot.contents import Contents
from costguard.sources.snapshot.given import Given
from costguard.sources.snapshot.json_records import answer_in, decoded, json_records
from costguard.sources.snapshot.tally import Tally
from costguard.tables.inventory import batches_of

_KINDS: Final = {
    "cloudresourcemanager.googleapis.com/Project": ContainerKind.ACCOUNT,
    "cloudresourcemanager.googleapis.com/Folder": ContainerKind.FOLDER,
    "cloudresourcemanager.googleapis.com/Organization": ContainerKind.ORGANIZATION,
}
_ASSET_TYPE: Final = ("asset_type", "assetType")
_DELETED: Final = "DELETE_REQUESTED"
_SERVICE: Final = "//cloudresourcemanager.googleapis.com/"


class _Node(msgspec.Struct, frozen=True):
    """A project, folder or organisation as its record tells it. `holder` is what holds it: `folders/456`."""

    name: str
    kind: ContainerKind
    id: str
    title: str
    holder: str
    labels: Mapping[str, str] | None


def read_asset_export(files: tuple[Given, ...]) -> Contents:
    """The resources of asset exports, with the projects, folders and organisations that stand among them.

    Read twice: assets name their project by number, and only its own record tells its id. Raises BadInput at once,
    naming the line, for a record that is no asset.
    """
    nodes = {node.name: node for node in _nodes(files)}
    project_ids = {
        name.removeprefix("projects/"): node.id for name, node in nodes.items() if node.kind is ContainerKind.ACCOUNT
    }
    batches = tuple(partial(_batches, file, project_ids) for file in files)
    return Contents(SOURCE, batches, containers=tuple(_container(node, nodes) for node in nodes.values()))


def _batches(file: Given, project_ids: Mapping[str, str], tally: Tally) -> Iterator[pa.RecordBatch]:
    answer = answer_in(file)
    items = (item_of(fields, project_ids) for fields in _records((file,)) if not _is_going(fields))
    for batch in batches_of(item for item in items if item is not None):
        yield tally.add(batch, incomplete=answer.incomplete if answer is not None else "")


def _records(files: tuple[Given, ...]) -> Iterator[dict[str, Any]]:
    for file in files:
        for record in json_records(file):
            fields = decoded(record)
            if not (_field(fields, "name") and _field(fields, *_ASSET_TYPE)):
                raise BadInput(
                    f"{record.where} has no name and asset type, as every asset has; give what "
                    "`gcloud asset export --content-type=resource` writes"
                )
            yield fields


def _is_going(fields: Mapping[str, Any]) -> bool:
    """Whether it is a project or folder that somebody has deleted, and that waits for its end."""
    resource = fields.get("resource")
    data = resource.get("data") if isinstance(resource, Mapping) else None
    is_node = _field(fields, *_ASSET_TYPE) in _KINDS
    return is_node and isinstance(data, Mapping) and _DELETED in (data.get("lifecycleState"), data.get("state"))


def _nodes(files: tuple[Given, ...]) -> Iterator[_Node]:
    for fields in _records(files):
        kind = _KINDS.get(_field(fields, *_ASSET_TYPE))
        resource = fields.get("resource")
        data = resource.get("data") if isinstance(resource, Mapping) else None
        if kind is not None and isinstance(data, Mapping) and not _is_going(fields):
            yield _node(fields, kind, data, resource if isinstance(resource, Mapping) else {})


def _node(
    fields: Mapping[str, Any], kind: ContainerKind, data: Mapping[str, Any], resource: Mapping[str, Any]
) -> _Node:
    """Version 1 of the API writes `projectNumber` and a `parent` of two fields, version 3 names such as `folders/1`."""
    is_project = kind is ContainerKind.ACCOUNT
    name = _field(fields, "name").removeprefix(_SERVICE)
    number = str(data.get("projectNumber") or "")
    own = f"projects/{number}" if is_project and number else name
    labels = data.get("labels")
    return _Node(
        name=own,
        kind=kind,
        id=_field(data, "projectId") or own.removeprefix("projects/") if is_project else own,
        title=_field(data, "displayName", "name"),
        holder=_holder(fields, data, resource),
        labels={str(key): str(value) for key, value in (labels or {}).items()} if is_project else {},
    )


def _holder(fields: Mapping[str, Any], data: Mapping[str, Any], resource: Mapping[str, Any]) -> str:
    parent = data.get("parent")
    if isinstance(parent, Mapping) and parent.get("id"):
        return f"{parent.get('type')}s/{parent.get('id')}"
    if isinstance(parent, str) and parent:
        return parent
    if told := _field(resource, "parent"):
        return told.removeprefix(_SERVICE)
    ancestors = fields.get("ancestors")
    return str(ancestors[1]) if isinstance(ancestors, list) and len(ancestors) > 1 else ""


def _container(node: _Node, nodes: Mapping[str, _Node]) -> Container:
    return Container(
        cloud=Cloud.GCP,
        kind=node.kind,
        id=node.id,
        name=node.title or node.id,
        parent=node.holder,
        path="/".join(reversed(_titles(node, nodes))),
        tags=node.labels,
    )


def _titles(node: _Node, nodes: Mapping[str, _Node]) -> list[str]:
    """From the container up to the root; what has no record of its own goes by its id."""
    titles, seen = [node.title or node.id], {node.name}
    while node.holder and node.holder not in seen:
        seen.add(node.holder)
        held_by = nodes.get(node.holder)
        if held_by is None:
            titles.append(node.holder)
            break
        titles.append(held_by.title or held_by.id)
        node = held_by
    return titles


def _field(fields: Mapping[str, Any], *names: str) -> str:
    return next((told for name in names if isinstance(told := fields.get(name), str) and told), "")
