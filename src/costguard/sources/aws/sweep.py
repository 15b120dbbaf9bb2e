"""Sweeps an organisation account by account and region by region, as its audit role: every tag, and attributes too."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.inventory import ALL_REGIONS, ReadStatus, ScopeRead
from costguard.sources.aws.failures import Failure, code_of, failure_of, problem_of, sdk_errors
from costguard.sources.aws.items import GLOBAL_REGION
from costguard.sources.aws.options import AwsOptions
from costguard.sources.aws.organization import Organization
from costguard.sources.aws.regions import enabled_regions, regions_of_every_account
from costguard.sources.aws.sessions import Sessions
from costguard.sources.aws.sweep_reading import SWEEP, read_place
from costguard.sources.collecting.reading import Collection, ReadProblem, Scope

_NOT_ENABLED: Final = "the region is not enabled in this account"


class _Survey(msgspec.Struct, frozen=True):
    """What of one account can be read."""

    scopes: tuple[Scope, ...] = ()
    unread: tuple[ScopeRead, ...] = ()


def sweep_collection(sessions: Sessions, options: AwsOptions, organization: Organization) -> Collection:
    """One scope an enabled region of each account, and one, `aws-global`, for its services without a region.

    Accounts whose role cannot be assumed, and regions that are asked for but not enabled, are unread.
    """
    with ThreadPoolExecutor(options.workers) as pool:
        surveys = tuple(pool.map(partial(_survey, sessions, options), organization.accounts))
    return Collection(
        cloud=Cloud.AWS,
        scopes=tuple(scope for survey in surveys for scope in survey.scopes),
        read=partial(read_place, sessions),
        containers=organization.containers,
        unread=tuple(read for survey in surveys for read in survey.unread),
        notes=organization.notes,
        workers=options.workers,
    )


def can_be_assumed(sessions: Sessions, account: str) -> bool:
    """Whether the audit role of an account can be assumed."""
    try:
        sessions.assume(account)
    except sdk_errors():
        return False
    return True


def _survey(sessions: Sessions, options: AwsOptions, account: str) -> _Survey:
    try:
        sessions.assume(account)
    except sdk_errors() as error:
        return _Survey(unread=(_not_assumed(account, options.role_name, error),))
    try:
        enabled = _enabled_regions(sessions, account)
    except sdk_errors() as error:
        asked = options.regions or regions_of_every_account(sessions)
        return _Survey(_scopes(account, asked), (_regions_unknown(account, error),))
    asked = options.regions or enabled
    return _Survey(
        _scopes(account, tuple(region for region in asked if region in enabled)),
        tuple(_unread(account, region, _NOT_ENABLED) for region in asked if region not in enabled),
    )


def _enabled_regions(sessions: Sessions, account: str) -> tuple[str, ...]:
    """The account's regions, asked in the home region, and where that is not enabled in the partition's main one."""
    try:
        return enabled_regions(sessions.member_client(account, "ec2", sessions.home_region))
    except sdk_errors() as error:
        if failure_of(error) not in (Failure.NOT_ENABLED, Failure.DENIED):
            raise
        return enabled_regions(sessions.member_client(account, "ec2", sessions.global_home))


def _scopes(account: str, regions: tuple[str, ...]) -> tuple[Scope, ...]:
    return tuple(Scope(Cloud.AWS, account, region, SWEEP) for region in (*regions, GLOBAL_REGION))


def _not_assumed(account: str, role_name: str, error: Exception) -> ScopeRead:
    match problem_of(error, "sts:AssumeRole"):
        case ReadProblem(status=ReadStatus.DENIED):
            reason = f"the role {role_name} could not be assumed ({code_of(error)}): it must exist and trust the caller"
            return _unread(account, ALL_REGIONS, reason, ReadStatus.DENIED)
        case ReadProblem(status=status, reason=reason):
            return _unread(account, ALL_REGIONS, reason, status)
        case problem:
            return _unread(account, ALL_REGIONS, str(problem))


def _regions_unknown(account: str, error: Exception) -> ScopeRead:
    reason = f"ec2:DescribeRegions did not tell which regions are enabled ({code_of(error)})"
    return _unread(account, ALL_REGIONS, reason, ReadStatus.PARTIAL)


def _unread(account: str, region: str, reason: str, status: ReadStatus = ReadStatus.FAILED) -> ScopeRead:
    return ScopeRead(Cloud.AWS, account, region, SWEEP, status, reason=reason)
