"""An organisation's tree of folders and projects: what lies in what, and what it is called on the way."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.inventory import Container, ContainerKind, ReadStatus

PROJECTS: Final = "projects"
"""What `Unlisted` calls them."""


class Node(msgspec.Struct, frozen=True):
    """A project, a folder or an organisation. `name` is Google's (`projects/123`, `folders/456`), `parent` too.

    `id` is a project's own id, of the others their name. `labels` is {} of what cannot carry any.
    """

    kind: ContainerKind
    name: str
    id: str
    title: str = ""
    parent: str = ""
    labels: Mapping[str, str] | None = msgspec.field(default_factory=dict)
    is_active: bool = True


class Unlisted(msgspec.Struct, frozen=True):
    """Why not all projects, folders or organisations (`what`) could be listed."""

    what: str
    status: ReadStatus
    reason: str


class Hierarchy(msgspec.Struct, frozen=True):
    """All that could be seen, by name; and what of it could not be listed to the end."""

    nodes: Mapping[str, Node] = msgspec.field(default_factory=dict)
    unlisted: tuple[Unlisted, ...] = ()

    @property
    def projects(self) -> tuple[Node, ...]:
        """The projects, also those that are being deleted, by id."""
        found = (node for node in self.nodes.values() if node.kind is ContainerKind.ACCOUNT)
        return tuple(sorted(found, key=lambda node: node.id))

    @property
    def project_ids(self) -> dict[str, str]:
        """Project ids by number."""
        return {node.name.partition("/")[2]: node.id for node in self.projects}

    def project(self, id_or_number: str) -> Node | None:
        """A project by either; None where it cannot be seen."""
        by_number = self.nodes.get(f"projects/{id_or_number}")
        return by_number or next((node for node in self.projects if node.id == id_or_number), None)


def lies_in(hierarchy: Hierarchy, node: Node, scope: str) -> bool | None:
    """Whether an organisation or folder holds a node, however deep; None where a folder in between cannot be seen."""
    above = list(_names_above(hierarchy, node))
    if scope in (node.name, *above):
        return True
    top = above[-1] if above else ""
    return False if not top or top.startswith("organizations/") else None


def containers_of(hierarchy: Hierarchy, projects: tuple[Node, ...], scope: str | None = None) -> tuple[Container, ...]:
    """These projects, all that holds them, and the folders that lie in `scope`; the widest first."""
    names = {name for node in projects for name in _names_above(hierarchy, node)}
    if scope is not None:
        names |= {node.name for node in hierarchy.nodes.values() if _is_folder_in(hierarchy, node, scope)}
        names |= {scope, *(_names_above(hierarchy, hierarchy.nodes[scope]) if scope in hierarchy.nodes else ())}
    held = [*(hierarchy.nodes.get(name) or _unseen(name) for name in names), *projects]
    rank = list(ContainerKind)
    found = {node.name: _container(hierarchy, node) for node in held}
    return tuple(sorted(found.values(), key=lambda container: (-rank.index(container.kind), container.id)))


def _container(hierarchy: Hierarchy, node: Node) -> Container:
    above = (hierarchy.nodes.get(name) or _unseen(name) for name in reversed(list(_names_above(hierarchy, node))))
    return Container(
        cloud=Cloud.GCP,
        kind=node.kind,
        id=node.id,
        name=node.title,
        parent=node.parent,
        path="/".join(each.title or each.id.rpartition("/")[2] for each in (*above, node)),
        tags=node.labels,
    )


def _unseen(name: str) -> Node:
    """What holds something that can be seen, but cannot be seen itself: only its name is known."""
    kind = ContainerKind.ORGANIZATION if name.startswith("organizations/") else ContainerKind.FOLDER
    return Node(kind, name, name, labels=None)


def _is_folder_in(hierarchy: Hierarchy, node: Node, scope: str) -> bool:
    return node.kind is ContainerKind.FOLDER and lies_in(hierarchy, node, scope) is True


def _names_above(hierarchy: Hierarchy, node: Node) -> Iterator[str]:
    """What holds a node, the nearest first; it ends at the first that cannot be seen."""
    seen = {node.name}
    parent = node.parent
    while parent and parent not in seen:
        yield parent
        seen.add(parent)
        above = hierarchy.nodes.get(parent)
        parent = above.parent if above else ""
