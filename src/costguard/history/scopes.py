"""Tells where the absence of a fault proves that it is gone: only where its scope was read, all of it, again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from costguard.model.inventory import ALL_REGIONS, ReadStatus, ScopeRead

_Account = tuple[str, str, str]


class RegionRead(msgspec.Struct, frozen=True):
    """Whether all of a region (or `*`) of an account was read by a source."""

    cloud: str
    account: str
    source: str
    region: str
    complete: bool


class AccountReread(msgspec.Struct, frozen=True):
    """An account of which a source has read again, completely, every region that it had read in an earlier `run`."""

    run: int
    cloud: str
    account: str
    source: str


def regions_read(coverage: Iterable[ScopeRead]) -> tuple[RegionRead, ...]:
    """One entry a region: complete where every entry of it is."""
    found: dict[tuple[str, str, str, str], bool] = {}
    for scope in coverage:
        key = (*_account(scope), scope.region)
        found[key] = found.get(key, True) and scope.status is ReadStatus.COMPLETE
    return tuple(RegionRead(*key, complete) for key, complete in found.items())


def accounts_reread(
    coverage: Iterable[ScopeRead], earlier: Mapping[int, Iterable[ScopeRead]]
) -> tuple[AccountReread, ...]:
    """For faults of resources without a region: they may have been read in any of the account's regions.

    `earlier` are the runs that such faults were last found in, each with its coverage.
    """
    now = _regions_by_account(regions_read(coverage))
    complete = {account: set(regions) for account, regions in now.items() if all(regions.values())}
    return tuple(
        AccountReread(run, *account)
        for run, scopes in earlier.items()
        for account, before in _with_all(complete, _regions_by_account(regions_read(scopes))).items()
        if ALL_REGIONS in complete.get(account, ()) or (before and before <= complete.get(account, set()))
    )


def _with_all(
    now: Mapping[_Account, set[str]], then: Mapping[_Account, Mapping[str, bool]]
) -> dict[_Account, set[str]]:
    """The regions of every account that was read now or then, as they were then."""
    return {account: set(then.get(account, ())) for account in {*now, *then}}


def _regions_by_account(regions: Iterable[RegionRead]) -> dict[_Account, dict[str, bool]]:
    found: defaultdict[_Account, dict[str, bool]] = defaultdict(dict)
    for read in regions:
        found[read.cloud, read.account, read.source][read.region] = read.complete
    return found


def _account(scope: ScopeRead) -> _Account:
    return (str(scope.cloud), scope.account, scope.source)
