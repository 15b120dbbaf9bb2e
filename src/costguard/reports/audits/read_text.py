"""Says how much was read: of clouds which accounts, and of files only what they hold, as they prove nothing beyond."""

from collections.abc import Iterable, Sequence
from typing import Final

from costguard.model.cloud import Cloud
from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.reports.audits.accounts_read import EVERY_ACCOUNT, AccountsRead
from costguard.reports.wording import count

_FILES: Final = frozenset({"snapshot", "aws-config", "terraform-state"})
"""Sources that are files only."""

_ASSET_EXPORT: Final = "cloud-asset"
"""The kind of an input that is an export of Google's Cloud Asset Inventory; a live one is of the kind `gcp`."""

_GIVEN_UP: Final = frozenset({ReadStatus.DENIED, ReadStatus.THROTTLED, ReadStatus.FAILED})

_ACCOUNTS: Final = {Cloud.AWS: "account", Cloud.AZURE: "subscription", Cloud.GCP: "project", Cloud.OTHER: "account"}


def read_text(read: AccountsRead, scopes: Sequence[ScopeRead], resources: int, kind: str) -> str:
    """`309 of 312 accounts (3 denied), 12 resources`, or of files `8 accounts, 12 resources: what the files hold`.

    `kind` is that of the input.
    """
    number = count(resources, "resource")
    if not _is_of_files(scopes, kind):
        return f"{_accounts(read, scopes)}, {number}"
    named = {(scope.cloud, scope.account) for scope in scopes if scope.account not in ("", EVERY_ACCOUNT)}
    accounts = f"{count(len(named), _noun(scopes))}, " if named else ""
    return f"{accounts}{number}: what the files hold"


def is_nothing_read(scopes: Sequence[ScopeRead]) -> bool:
    """Whether all that was to be read was denied, throttled or failed."""
    return bool(scopes) and all(scope.status in _GIVEN_UP for scope in scopes)


def _is_of_files(scopes: Iterable[ScopeRead], kind: str) -> bool:
    """A snapshot's folder is of the kind `snapshot` as well, but its sources are the clouds' own."""
    return kind == _ASSET_EXPORT or any(scope.source in _FILES for scope in scopes)


def _accounts(read: AccountsRead, scopes: Iterable[ScopeRead]) -> str:
    noun = _noun(scopes)
    ways = ", ".join(f"{number:,} {status}" for status, number in read.unread.items())
    if not read.accounts:
        return f"no {noun}"
    of = f"{read.read:,} of {'' if read.is_all else 'at least '}{count(read.accounts, noun)}"
    return f"{of} ({ways})" if ways else of


def _noun(scopes: Iterable[ScopeRead]) -> str:
    clouds = {scope.cloud for scope in scopes}
    return _ACCOUNTS[clouds.pop()] if len(clouds) == 1 else "account"
