"""Reads projects one by one: those that were named, or every one that may be seen."""

from collections.abc import Iterator

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.inventory import ALL_REGIONS, Container, ContainerKind, Item, ReadStatus, ScopeRead
from costguard.sources.collecting.reading import Collection, Page, Scope
from costguard.sources.gcp.asset_pages import AssetPage, Pages
from costguard.sources.gcp.asset_record import SOURCE, item_of
from costguard.sources.gcp.hierarchy import PROJECTS, Hierarchy, Node, containers_of, lies_in
from costguard.sources.gcp.hierarchy_notes import leaving_notes, unlisted_notes
from costguard.sources.gcp.options import GcpOptions

_EVERY_ACCOUNT = "*"


def project_by_project(options: GcpOptions, hierarchy: Hierarchy, pages: Pages) -> Collection:
    """One scope a project. A project that was named is tried even if it cannot be seen; BadUsage if it lies elsewhere.

    Where none was named and not all could be listed, what is missing is told as unread.
    """
    named = tuple({node.id: node for node in _named(options, hierarchy)}.values())
    seen = named or hierarchy.projects
    read_ones = tuple(node for node in seen if node.is_active)

    def read(scope: Scope, token: str) -> Iterator[Page]:
        for page in pages(f"projects/{scope.account}", token):
            yield Page(tuple(_items(page, scope.account)), page.token)

    visible = tuple(node for node in read_ones if node.name in hierarchy.nodes)
    hidden = tuple(node for node in read_ones if node.name not in hierarchy.nodes)
    return Collection(
        cloud=Cloud.GCP,
        scopes=tuple(Scope(Cloud.GCP, node.id, source=SOURCE) for node in read_ones),
        read=read,
        containers=(*containers_of(hierarchy, visible), *map(_hidden_container, hidden)),
        unread=() if named else _unread(hierarchy),
        notes=(*unlisted_notes(hierarchy), *leaving_notes(tuple(node.id for node in seen if not node.is_active))),
        workers=max(1, options.workers),
    )


def _named(options: GcpOptions, hierarchy: Hierarchy) -> Iterator[Node]:
    for name in options.named_projects:
        node = hierarchy.project(name)
        if node is None:
            yield Node(ContainerKind.ACCOUNT, f"projects/{name}", name, labels=None)
            continue
        # A project that is the scope was named by it, and has nothing to lie in.
        if options.projects and options.scope is not None and lies_in(hierarchy, node, options.scope) is False:
            raise BadUsage(
                f"project `{name}` does not lie in {options.scope}; leave it out, or name the scope that holds it"
            )
        yield node


def _items(page: AssetPage, project: str) -> Iterator[Item]:
    """All that is read of a project lies in it, whatever its records call it."""
    for record in page.records:
        item = item_of(record, {})
        if item is not None:
            yield item if item.account == project else msgspec.structs.replace(item, account=project)


def _hidden_container(node: Node) -> Container:
    return Container(Cloud.GCP, ContainerKind.ACCOUNT, node.id, tags=None)


def _unread(hierarchy: Hierarchy) -> tuple[ScopeRead, ...]:
    """That there are, or may be, projects beside those that were listed."""
    missing = next((each for each in hierarchy.unlisted if each.what == PROJECTS), None)
    if missing is not None:
        return (_unread_scope(missing.status, f"not all projects could be listed: {missing.reason}"),)
    if not hierarchy.projects:
        return (_unread_scope(ReadStatus.DENIED, "these credentials see no project; name a scope or projects"),)
    return ()


def _unread_scope(status: ReadStatus, reason: str) -> ScopeRead:
    return ScopeRead(Cloud.GCP, _EVERY_ACCOUNT, ALL_REGIONS, SOURCE, status, reason=reason)
