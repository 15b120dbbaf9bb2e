"""Says which accounts were read whole, and why the others were not: an account is read when all its scopes are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.inventory import ALL_REGIONS, ReadStatus, ScopeRead

EVERY_ACCOUNT: Final = "*"
"""Stands for an organisation whose accounts could not be listed, so that nobody knows how many there are."""

_READ_IN_PART: Final = (ReadStatus.COMPLETE, ReadStatus.PARTIAL)


class AccountsRead(msgspec.Struct, frozen=True):
    """How many accounts were read. `is_all` is False where there are more, nobody knows how many.

    `unread` has a number for each way in which accounts were not read whole.
    """

    read: int
    accounts: int
    is_all: bool
    unread: dict[ReadStatus, int]


class Unread(msgspec.Struct, frozen=True):
    """Scopes of a cloud that were not read whole for the same reason."""

    cloud: Cloud
    status: ReadStatus
    reason: str
    scopes: tuple[ScopeRead, ...]


def accounts_read(coverage: Iterable[ScopeRead]) -> AccountsRead:
    """Count the accounts."""
    statuses: defaultdict[tuple[Cloud, str], set[ReadStatus]] = defaultdict(set)
    for scope in coverage:
        statuses[scope.cloud, scope.account].add(scope.status)
    unknown = [key for key, found in statuses.items() if key[1] == EVERY_ACCOUNT and found != {ReadStatus.COMPLETE}]
    named = [_together(found) for (_, account), found in statuses.items() if account != EVERY_ACCOUNT]
    unread = {status: number for status in list(ReadStatus)[1:] if (number := named.count(status))}
    return AccountsRead(named.count(ReadStatus.COMPLETE), len(named), not unknown, unread)


def unread(coverage: Iterable[ScopeRead]) -> Sequence[Unread]:
    """What was not read whole, by cloud and reason; what most scopes share comes first."""
    groups: defaultdict[tuple[Cloud, ReadStatus, str], list[ScopeRead]] = defaultdict(list)
    for scope in coverage:
        if scope.status is not ReadStatus.COMPLETE:
            groups[scope.cloud, scope.status, scope.reason].append(scope)
    found = (Unread(*key, tuple(scopes)) for key, scopes in groups.items())
    return sorted(found, key=lambda each: (-len(each.scopes), each.status, each.cloud, each.reason))


def places(group: Unread) -> Iterator[str]:
    """The accounts of a group, raw, each with its regions where it was not all of them."""
    regions: defaultdict[str, list[str]] = defaultdict(list)
    for scope in group.scopes:
        regions[scope.account].append(scope.region)
    for account, found in regions.items():
        where = sorted({region for region in found if region and region != ALL_REGIONS})
        name = {EVERY_ACCOUNT: "every account", "": "accounts that are not told"}.get(account, account)
        yield f"{name} ({', '.join(where)})" if where else name


def _together(statuses: set[ReadStatus]) -> ReadStatus:
    """One word for an account of several scopes: `partial` where something of it was read."""
    if len(statuses) == 1:
        return next(iter(statuses))
    if statuses.intersection(_READ_IN_PART):
        return ReadStatus.PARTIAL
    return min(statuses, key=list(ReadStatus).index)
