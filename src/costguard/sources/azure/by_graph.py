"""Collects Azure through Resource Graph: a few subscriptions a scope, with properties and what holds the resources."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from costguard.model.cloud import Cloud
from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.sources.azure.accounting import EVERYTHING, account_for, folded, unread, unseen
from costguard.sources.azure.clients import Session, graph_client
from costguard.sources.azure.cutting import cut
from costguard.sources.azure.estate import CONTAINERS_QUERY, Estate, estate_of, inactive_note
from costguard.sources.azure.failures import NO_ACCESS, NoneSeen
from costguard.sources.azure.gather import gather
from costguard.sources.azure.graph import MOST_SUBSCRIPTIONS, QUERIES, WINDOW_S, Answer, Within, answers
from costguard.sources.azure.options import AzureOptions
from costguard.sources.azure.pace import Pace
from costguard.sources.azure.records import item_of
from costguard.sources.collecting.limits import RateLimit
from costguard.sources.collecting.reading import Collection, Page, Read, ReadProblem, Scope

GRAPH: Final = "resource-graph"

RESOURCES_QUERY: Final = (
    "Resources"
    " | project id, name, type, kind, location, subscriptionId, resourceGroup, sku, tags,"
    " properties, zones, managedBy"
    " | order by id asc"
)

# Azure Resource Graph, "Table and resource type reference", 2025: the table Resources holds tracked resources and
# few of their parts.
_NOT_LISTED: Final = (
    "Azure Resource Graph lists what the identity may read, and not the parts of resources that are told with them or"
    " not at all (node pools, Cosmos DB databases and containers, Event Hubs, blob containers, file shares, Batch"
    " pools, DNS records), nor reservations and savings plans"
)
_TOO_MANY: Final = (
    "more subscriptions than Azure Resource Graph tells of at once (10,000); read management groups one by one"
)


def collect_by_graph(session: Session, options: AzureOptions, pace: Pace) -> Collection:
    """What is to be read, from one look at the containers. Raises ReadProblem or OSError where that fails."""
    limit = pace.limit(QUERIES, WINDOW_S)
    asked_for = folded(options.subscriptions)
    estate, is_cut = _estate(session, options.management_group, asked_for, limit, pace)
    subscriptions_of = cut(estate.subscriptions)
    return Collection(
        cloud=Cloud.AZURE,
        scopes=tuple(Scope(Cloud.AZURE, name, source=GRAPH) for name in subscriptions_of),
        read=_reader(session, limit, subscriptions_of),
        account=account_for(subscriptions_of),
        containers=estate.containers,
        unread=_unread(estate, options.management_group, asked_for, is_cut=is_cut),
        notes=(_NOT_LISTED, *inactive_note(estate)),
        workers=options.workers,
    )


def _reader(session: Session, limit: RateLimit, subscriptions_of: Mapping[str, tuple[str, ...]]) -> Read:
    def read(scope: Scope, token: str) -> Iterator[Page]:
        within = Within(subscriptions=subscriptions_of[scope.account])
        is_cut = False
        with graph_client(session) as client:
            for answer in answers(client, RESOURCES_QUERY, within, limit, token):
                is_cut = is_cut or answer.is_cut
                yield Page(tuple(item_of(row, GRAPH) for row in answer.rows), answer.token)
        if is_cut:
            raise ReadProblem(ReadStatus.PARTIAL, _TOO_MANY)

    return read


def _estate(
    session: Session, management_group: str | None, asked_for: Sequence[str], limit: RateLimit, pace: Pace
) -> tuple[Estate, bool]:
    """The containers, and whether there are subscriptions that Azure did not tell of."""
    found = [_containers(session, within, limit, pace) for within in _places(management_group, asked_for)]
    rows = [row for answer in found for row in answer.rows]
    return estate_of(rows, asked_for), any(answer.is_cut for answer in found)


def _places(management_group: str | None, asked_for: Sequence[str]) -> list[Within]:
    if management_group or not asked_for:
        return [Within(management_group)]
    return [
        Within(subscriptions=tuple(asked_for[start : start + MOST_SUBSCRIPTIONS]))
        for start in range(0, len(asked_for), MOST_SUBSCRIPTIONS)
    ]


def _containers(session: Session, within: Within, limit: RateLimit, pace: Pace) -> Answer:
    with graph_client(session) as client:
        try:
            return gather(lambda token: answers(client, CONTAINERS_QUERY, within, limit, token), pace)
        except NoneSeen:
            return Answer(())


def _unread(
    estate: Estate, management_group: str | None, asked_for: Sequence[str], *, is_cut: bool
) -> tuple[ScopeRead, ...]:
    missing = unseen(asked_for, estate.subscriptions, GRAPH)
    if is_cut:
        return (*missing, unread(EVERYTHING, GRAPH, ReadStatus.PARTIAL, _TOO_MANY))
    if estate.subscriptions or asked_for:
        return missing
    place = f"in the management group {management_group}" if management_group else "at all"
    return (unread(EVERYTHING, GRAPH, ReadStatus.DENIED, f"no subscription is seen {place}: {NO_ACCESS}"),)
