"""Collects Azure through the subscriptions' resource lists: names, places and tags, where the graph is denied."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeAlias

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.sources.azure.accounting import EVERYTHING, folded, unread, unseen
from costguard.sources.azure.clients import Session
from costguard.sources.azure.estate import estate_of, inactive_note
from costguard.sources.azure.failures import NO_ACCESS
from costguard.sources.azure.gather import gather
from costguard.sources.azure.lists import PER_S, READS, group_rows, resource_rows, subscription_rows
from costguard.sources.azure.options import AzureOptions
from costguard.sources.azure.pace import Pace
from costguard.sources.azure.records import item_of
from costguard.sources.collecting.limits import RateLimit
from costguard.sources.collecting.reading import Collection, Page, Read, ReadProblem, Scope

LISTS: Final = "resources"

_Rows: TypeAlias = tuple[Mapping[str, Any], ...]

_NO_PROPERTIES: Final = (
    "read from Azure's resource lists, which tell no properties: rules on most attributes stay undecided, types that"
    " only properties tell apart go by the most usual one, and management groups are not told"
)


def collect_by_lists(session: Session, options: AzureOptions, pace: Pace) -> Collection:
    """What is to be read: one scope a subscription. Raises ReadProblem or OSError where subscriptions are not told."""
    if options.management_group:
        raise BadUsage("Azure's resource lists know no management groups; name subscriptions, or read Resource Graph")
    limit = pace.limit(READS, PER_S)
    asked_for = folded(options.subscriptions)
    rows = gather(lambda token: subscription_rows(session, limit, token), pace).rows
    seen = estate_of(rows, asked_for).subscriptions
    with ThreadPoolExecutor(options.workers) as threads:
        groups = tuple(threads.map(lambda each: _groups(session, each, limit, pace), seen))
    estate = estate_of((*rows, *(row for told in groups for row in told or ())), asked_for)
    return Collection(
        cloud=Cloud.AZURE,
        scopes=tuple(Scope(Cloud.AZURE, subscription, source=LISTS) for subscription in seen),
        read=_reader(session, limit),
        containers=estate.containers,
        unread=_unread(seen, asked_for),
        notes=(_NO_PROPERTIES, *inactive_note(estate), *_untold_note(groups)),
        workers=options.workers,
    )


def _reader(session: Session, limit: RateLimit) -> Read:
    def read(scope: Scope, token: str) -> Iterator[Page]:
        for answer in resource_rows(session, scope.account, limit, token):
            items = tuple(item_of(row, LISTS, has_properties=False) for row in answer.rows)
            yield Page(items, answer.token)

    return read


def _groups(session: Session, subscription: str, limit: RateLimit, pace: Pace) -> _Rows | None:
    """A subscription's resource groups; None where they cannot be read, which keeps nobody from its resources."""
    try:
        return gather(lambda token: group_rows(session, subscription, limit, token), pace).rows
    except (ReadProblem, OSError):
        return None


def _untold_note(groups: Sequence[_Rows | None]) -> tuple[str, ...]:
    untold = sum(told is None for told in groups)
    return (f"the resource groups of {untold} subscriptions could not be read, nor their tags",) if untold else ()


def _unread(seen: Sequence[str], asked_for: Sequence[str]) -> tuple[ScopeRead, ...]:
    if seen or asked_for:
        return unseen(asked_for, seen, LISTS)
    return (unread(EVERYTHING, LISTS, ReadStatus.DENIED, f"no subscription is seen at all: {NO_ACCESS}"),)
