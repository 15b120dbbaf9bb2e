"""Chooses how an AWS organisation is read, by what the credentials may use, and says why nothing else would do."""

from typing import assert_never

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.inventory import ALL_REGIONS, ReadStatus, ScopeRead
from costguard.sources.aws.config import config_collection, find_aggregators, only_aggregator
from costguard.sources.aws.explorer import explorer_collection
from costguard.sources.aws.explorer_view import View, find_view
from costguard.sources.aws.failures import code_of, sdk_errors
from costguard.sources.aws.options import AwsOptions
from costguard.sources.aws.organization import Organization, read_organization
from costguard.sources.aws.sessions import Sessions
from costguard.sources.aws.sweep import can_be_assumed, sweep_collection
from costguard.sources.collecting.reading import Collection

__all__ = ["AwsOptions", "collect_aws"]

_ACCOUNTS_TRIED = 3


def collect_aws(options: AwsOptions) -> Collection:
    """What is to be read of an AWS organisation, with the tree of its accounts and their tags.

    `auto` takes Resource Explorer where a view tells the whole organisation with tags, else the sweep where the audit
    role can be assumed, else the only AWS Config aggregator. Raises BadUsage where nothing can be read as asked, and
    BadInput where AWS does not answer.
    """
    sessions = Sessions(options)
    organization = read_organization(sessions, options.accounts)
    collection = _collection(sessions, options, organization)
    return msgspec.structs.replace(collection, unread=(*_inactive(organization, options), *collection.unread))


def _collection(sessions: Sessions, options: AwsOptions, organization: Organization) -> Collection:
    match options.source:
        case "explorer":
            return explorer_collection(sessions, options, organization, _asked_view(sessions, options))
        case "sweep":
            return sweep_collection(sessions, options, organization)
        case "config":
            return config_collection(sessions, options, organization, _asked_aggregator(sessions, options))
        case "auto":
            return _best_collection(sessions, options, organization)
        case _:
            assert_never(options.source)


def _best_collection(sessions: Sessions, options: AwsOptions, organization: Organization) -> Collection:
    view, why_no_view = _usable_view(sessions, options)
    if view is not None:
        return explorer_collection(sessions, options, organization, view)
    tried = [account for account in organization.accounts if account != sessions.caller.account][:_ACCOUNTS_TRIED]
    if not tried or any(can_be_assumed(sessions, account) for account in tried):
        return sweep_collection(sessions, options, organization)
    aggregator, why_no_aggregator = _usable_aggregator(sessions, options)
    if aggregator:
        return config_collection(sessions, options, organization, aggregator)
    raise BadUsage(
        f"nothing can be read: {why_no_view}, the role {options.role_name} cannot be assumed in {', '.join(tried)}, "
        f"and {why_no_aggregator}; create the role in every account, or a Resource Explorer view of the organisation "
        "that includes tags"
    )


def _asked_view(sessions: Sessions, options: AwsOptions) -> View:
    try:
        view = find_view(sessions, options)
    except sdk_errors() as error:
        raise BadUsage(
            f"Resource Explorer's views could not be listed ({code_of(error)}); allow resource-explorer-2:ListViews "
            "and resource-explorer-2:GetView, or choose another --source"
        ) from None
    if view is None:
        raise BadUsage(
            "Resource Explorer has no view in the home region; name one with --view, its region with --home-region, "
            "or choose another --source"
        )
    return view


def _usable_view(sessions: Sessions, options: AwsOptions) -> tuple[View | None, str]:
    """A view that an audit can stand on, or why there is none. One that was named is used as it is."""
    try:
        view = find_view(sessions, options)
    except sdk_errors() as error:
        return None, f"Resource Explorer's views could not be listed ({code_of(error)})"
    if view is None:
        return None, "Resource Explorer has no view in the home region"
    if options.view_arn is None and not view.tells_all:
        return None, "Resource Explorer has no view of the whole organisation that includes tags and filters nothing"
    return view, ""


def _asked_aggregator(sessions: Sessions, options: AwsOptions) -> str:
    if options.aggregator is not None:
        return options.aggregator
    try:
        names = find_aggregators(sessions)
    except sdk_errors() as error:
        raise BadUsage(
            f"AWS Config's aggregators could not be listed ({code_of(error)}); allow "
            "config:DescribeConfigurationAggregators, or name one with --aggregator"
        ) from None
    return only_aggregator(names, sessions.home_region)


def _usable_aggregator(sessions: Sessions, options: AwsOptions) -> tuple[str, str]:
    try:
        return _asked_aggregator(sessions, options), ""
    except BadUsage as error:
        return "", str(error).partition(";")[0]


def _inactive(organization: Organization, options: AwsOptions) -> tuple[ScopeRead, ...]:
    """Accounts that were asked for by name, but are suspended or closed."""
    return tuple(
        ScopeRead(Cloud.AWS, account, ALL_REGIONS, "", ReadStatus.FAILED, reason=f"the account is {_words(state)}")
        for account, state in organization.inactive.items()
        if account in options.accounts
    )


def _words(state: str) -> str:
    return state.lower().replace("_", " ")
