"""What a cloud's collector gives: scopes, and for each a reader of its pages."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.inventory import ALL_REGIONS, Container, Item, ReadStatus, ScopeRead


class Scope(msgspec.Struct, frozen=True):
    """What is read, retried and resumed as one: an account and a region, or a whole organisation (`account` "*").

    `source` names the API (`resource-explorer`, `tagging+describe`, `config`, `resource-graph`, `cloud-asset`).
    """

    cloud: Cloud
    account: str
    region: str = ALL_REGIONS
    source: str = ""

    @property
    def key(self) -> str:
        """Tells it from every other scope of a collection; safe as a file's name."""
        return "_".join(
            part.replace("*", "all").replace("/", "-") for part in (self.cloud, self.source, self.account, self.region)
        )


class Page(msgspec.Struct, frozen=True):
    """Some resources of a scope. `token` is what reading goes on from after them, "" after the last page."""

    items: tuple[Item, ...]
    token: str = ""


class ReadProblem(Exception):
    """A scope, or the rest of it, could not be read. `reason` is a sentence's end in a person's words, no secret."""

    def __init__(self, status: ReadStatus, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(reason)


Read: TypeAlias = Callable[[Scope, str], Iterator[Page]]
"""Reads a scope from a token ("" is the beginning). Raises ReadProblem; what it gave before stays."""

Account: TypeAlias = Callable[[Scope, "ReadResult"], Iterable[ScopeRead]]
"""Accounts for a scope that was read: one entry an account and region, also for those that held nothing."""


class ReadResult(msgspec.Struct, frozen=True):
    """How the reading of a scope ended. `counts` are the resources by (account, region)."""

    status: ReadStatus
    reason: str = ""
    counts: dict[tuple[str, str], int] = msgspec.field(default_factory=dict)

    @property
    def resources(self) -> int:
        """All that was read."""
        return sum(self.counts.values())


def account_by_scope(scope: Scope, result: ReadResult) -> Iterable[ScopeRead]:
    """One entry for a scope that is one account and region."""
    yield ScopeRead(
        scope.cloud, scope.account, scope.region, scope.source, result.status, result.resources, result.reason
    )


class Collection(msgspec.Struct, frozen=True):
    """What is to be collected. `containers` hold resources and are known before; `unread` could not even be begun.

    `workers` threads read scopes side by side; a reader keeps to its API's own limits (`limits.py`).
    """

    cloud: Cloud
    scopes: tuple[Scope, ...]
    read: Read
    account: Account = account_by_scope
    containers: tuple[Container, ...] = ()
    unread: tuple[ScopeRead, ...] = ()
    notes: tuple[str, ...] = ()
    workers: int = 8
