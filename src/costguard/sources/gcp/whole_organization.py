"""Reads an organisation or a folder as one: hundreds of resources a call, however many projects share them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from costguard.model.cloud import Cloud
from costguard.model.inventory import ALL_REGIONS, Item, ReadStatus, ScopeRead
from costguard.sources.collecting.reading import Account, Collection, Page, ReadResult, Scope
from costguard.sources.gcp.asset_pages import AssetPage, Pages
from costguard.sources.gcp.asset_record import SOURCE, item_of
from costguard.sources.gcp.hierarchy import Hierarchy, containers_of, lies_in
from costguard.sources.gcp.hierarchy_notes import leaving_notes, some_of, unlisted_notes
from costguard.sources.gcp.project_order import ProjectOrder

_EVERY_ACCOUNT = "*"


def whole_organization(name: str, hierarchy: Hierarchy, pages: Pages, *, is_ordered: bool) -> Collection:
    """One scope for all of `name` (`organizations/123`, `folders/456`), which goes on from any of its pages.

    Every project that lies in it is accounted for, also one that holds nothing; `is_ordered` pages come project by
    project, so that after a failure those already behind are complete.
    """
    inside = {node.id: lies_in(hierarchy, node, name) for node in hierarchy.projects}
    nodes = tuple(node for node in hierarchy.projects if node.is_active and inside[node.id] is not False)
    leaving = tuple(node.id for node in hierarchy.projects if not node.is_active and inside[node.id])
    certain = frozenset(node.id for node in nodes if inside[node.id])
    uncertain = tuple(node.id for node in nodes if node.id not in certain)
    order = ProjectOrder(certain)
    project_ids = hierarchy.project_ids

    def read(_scope: Scope, token: str) -> Iterator[Page]:
        if not token:
            order.begin()
        for page in pages(name, token):
            items = tuple(item for item in _items(page, project_ids) if item.account not in leaving)
            if is_ordered:
                order.saw(items)
            yield Page(items, page.token)

    return Collection(
        cloud=Cloud.GCP,
        scopes=(Scope(Cloud.GCP, _EVERY_ACCOUNT, source=SOURCE),),
        read=read,
        account=_by_project(name, certain, order),
        containers=containers_of(hierarchy, nodes, name),
        notes=(*unlisted_notes(hierarchy), *leaving_notes(leaving), *_uncertain_notes(name, uncertain)),
        workers=1,
    )


def _items(page: AssetPage, project_ids: Mapping[str, str]) -> Iterator[Item]:
    for record in page.records:
        item = item_of(record, project_ids)
        if item is not None:
            yield item


def _by_project(name: str, projects: frozenset[str], order: ProjectOrder) -> Account:
    """One entry a project, and one for each folder that holds resources itself; for `name` where no other is known."""

    def account(scope: Scope, result: ReadResult) -> Iterable[ScopeRead]:
        counts = Counter[str]()
        for (holder, _region), resources in result.counts.items():
            counts[holder] += resources
        for holder in sorted({*projects, *counts}) or [name]:
            is_whole = result.status is ReadStatus.COMPLETE or order.is_behind(holder)
            status, reason = (ReadStatus.COMPLETE, "") if is_whole else (result.status, result.reason)
            yield ScopeRead(Cloud.GCP, holder, ALL_REGIONS, scope.source, status, counts[holder], reason)

    return account


def _uncertain_notes(name: str, projects: tuple[str, ...]) -> tuple[str, ...]:
    if not projects:
        return ()
    unsure = f"whether {some_of(projects)} of Google Cloud belong to {name} is not known: a folder above cannot be seen"
    return (f"{unsure}; they are accounted for only where they hold resources",)
