"""Says of which accounts and regions Resource Explorer can tell at all: its silence of the others proves nothing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.inventory import ALL_REGIONS, ReadStatus, ScopeRead
from costguard.sources.aws.failures import code_of, sdk_errors
from costguard.sources.aws.items import GLOBAL_REGION
from costguard.sources.aws.sessions import Client, Sessions
from costguard.sources.collecting.reading import ReadResult, Scope

EXPLORER: Final = "resource-explorer"

_AGGREGATOR: Final = "AGGREGATOR"
# ListIndexesForMembers takes ten accounts a call (API reference, 2026-11).
_ACCOUNTS_A_CALL: Final = 10


class Indexes(msgspec.Struct, frozen=True):
    """Where accounts have an index. `types` maps account to region to `LOCAL` or `AGGREGATOR`.

    `types` is None where it could not be asked, and `why_unknown` says so. `view_region` is where the view lives.
    `expected` are the regions that every account is asked about, () where that is not known.
    """

    view_region: str
    expected: tuple[str, ...]
    types: Mapping[str, Mapping[str, str]] | None
    why_unknown: str = ""

    def is_asked(self, account: str) -> bool:
        """Whether the view can tell anything of the account; True where that is not known."""
        return self.types is None or self.view_region in self.types.get(account, {})

    def tells(self, account: str, region: str) -> bool:
        """Whether the view tells of the account's region.

        A view answers from the account's index in its own region, and only an aggregator holds other regions
        (Resource Explorer user guide, "Managing views" and "Enabling cross-Region search", 2026-11).
        """
        types = (self.types or {}).get(account, {})
        return region in types and (region == self.view_region or types.get(self.view_region) == _AGGREGATOR)


def read_indexes(sessions: Sessions, accounts: tuple[str, ...], view_region: str, expected: tuple[str, ...]) -> Indexes:
    """The indexes of the accounts; ListIndexesForMembers answers only the management account or its delegate."""
    client = sessions.client("resource-explorer-2", view_region)
    try:
        if accounts == (sessions.caller.account,):
            told = [(accounts[0], index) for index in _pages(client, "list_indexes")]
        else:
            told = [(index["AccountId"], index) for index in _indexes_of_members(client, accounts)]
    except sdk_errors() as error:
        why = f"resource-explorer-2:ListIndexesForMembers did not tell which regions have an index ({code_of(error)})"
        return Indexes(view_region, expected, None, why)
    types: dict[str, dict[str, str]] = {}
    for account, index in told:
        types.setdefault(account, {})[index["Region"]] = index["Type"]
    return Indexes(view_region, expected, types)


def account_for(indexes: Indexes, view_filter: str, scope: Scope, result: ReadResult) -> Iterator[ScopeRead]:
    """One entry a region of the account, those that the view cannot tell of as FAILED, and one for global services."""
    counts = {region: number for (_, region), number in result.counts.items() if region}
    result = _narrowed(result, view_filter)
    types = (indexes.types or {}).get(scope.account, {})
    for region in sorted({*indexes.expected, *(types if not indexes.expected else ()), *counts}):
        told = indexes.types is None or region in counts or indexes.tells(scope.account, region)
        if indexes.types is None and region not in counts:
            continue
        yield _read(scope, region, result, counts.get(region, 0)) if told else _untold(scope, region, region in types)
    yield _read(scope, GLOBAL_REGION, result, result.counts.get((scope.account, ""), 0))
    if indexes.types is None:
        yield ScopeRead(Cloud.AWS, scope.account, ALL_REGIONS, EXPLORER, ReadStatus.PARTIAL, reason=indexes.why_unknown)


def without_index(account: str, view_region: str) -> ScopeRead:
    """An account of which the view tells nothing."""
    reason = f"no Resource Explorer index in {view_region}, where the view is"
    return ScopeRead(Cloud.AWS, account, ALL_REGIONS, EXPLORER, ReadStatus.FAILED, reason=reason)


def _read(scope: Scope, region: str, result: ReadResult, resources: int) -> ScopeRead:
    return ScopeRead(Cloud.AWS, scope.account, region, EXPLORER, result.status, resources, result.reason)


def _untold(scope: Scope, region: str, has_index: bool) -> ScopeRead:
    reason = (
        "the account's index where the view is does not aggregate this region"
        if has_index
        else "no Resource Explorer index in this region"
    )
    return ScopeRead(Cloud.AWS, scope.account, region, EXPLORER, ReadStatus.FAILED, reason=reason)


def _narrowed(result: ReadResult, view_filter: str) -> ReadResult:
    if not view_filter or result.status is not ReadStatus.COMPLETE:
        return result
    reason = f"the view's filter `{view_filter}` leaves resources out"
    return msgspec.structs.replace(result, status=ReadStatus.PARTIAL, reason=reason)


def _indexes_of_members(client: Client, accounts: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    for first in range(0, len(accounts), _ACCOUNTS_A_CALL):
        few = list(accounts[first : first + _ACCOUNTS_A_CALL])
        yield from _pages(client, "list_indexes_for_members", AccountIdList=few)


def _pages(client: Client, operation: str, **request: object) -> Iterable[Mapping[str, str]]:
    for page in client.get_paginator(operation).paginate(**request):
        yield from page.get("Indexes", ())
