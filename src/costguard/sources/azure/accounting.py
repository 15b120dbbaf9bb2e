"""Accounts for subscriptions one by one, whichever were read together and whichever could not be read at all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from costguard.model.cloud import Cloud
from costguard.model.inventory import ALL_REGIONS, ReadStatus, ScopeRead
from costguard.sources.azure.failures import NO_ACCESS
from costguard.sources.collecting.reading import Account, ReadResult, Scope

EVERYTHING: Final = "*"
"""Stands for every subscription that is not told by its id."""


def account_for(subscriptions_of: Mapping[str, tuple[str, ...]]) -> Account:
    """Accounts for a scope: one entry a subscription in it, also for those that hold nothing."""

    def account(scope: Scope, result: ReadResult) -> Iterable[ScopeRead]:
        subscriptions = subscriptions_of[scope.account]
        return [_entry(scope, result, subscription, len(subscriptions)) for subscription in subscriptions]

    return account


def unseen(asked_for: Iterable[str], seen: Iterable[str], source: str) -> tuple[ScopeRead, ...]:
    """Subscriptions that were asked for, but that the identity does not see."""
    known = frozenset(seen)
    return tuple(unread(each, source, ReadStatus.DENIED, NO_ACCESS) for each in asked_for if each not in known)


def unread(account: str, source: str, status: ReadStatus, reason: str) -> ScopeRead:
    """A subscription, or all of them, whose reading could not even be begun."""
    return ScopeRead(Cloud.AZURE, account, ALL_REGIONS, source, status, reason=reason)


def folded(subscriptions: Sequence[str]) -> tuple[str, ...]:
    """Subscription ids as Azure compares them, each once; a whole ARM id `/subscriptions/ID` does as well."""
    ids = (subscription.strip().rstrip("/").rpartition("/")[2].lower() for subscription in subscriptions)
    return tuple(dict.fromkeys(each for each in ids if each))


def _entry(scope: Scope, result: ReadResult, subscription: str, together: int) -> ScopeRead:
    resources = sum(count for (account, _), count in result.counts.items() if account == subscription)
    return ScopeRead(
        scope.cloud,
        subscription,
        scope.region,
        scope.source,
        _status(result.status, resources) if together > 1 else result.status,
        resources,
        result.reason,
    )


def _status(of_scope: ReadStatus, resources: int) -> ReadStatus:
    """Nobody knows whether a subscription was read to its end where its scope was not: what is there is a part."""
    if of_scope is ReadStatus.COMPLETE:
        return of_scope
    if resources:
        return ReadStatus.PARTIAL
    return ReadStatus.FAILED if of_scope is ReadStatus.PARTIAL else of_scope
