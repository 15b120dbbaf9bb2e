"""Reads an organisation from Resource Explorer: a thousand resources a page, no role in any account needed."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from costguard.model.cloud import Cloud
from costguard.model.inventory import ALL_REGIONS, Item, ReadStatus, ScopeRead
from costguard.sources.aws.explorer_coverage import EXPLORER, Indexes, account_for, read_indexes, without_index
from costguard.sources.aws.explorer_view import View
from costguard.sources.aws.failures import problem_of, sdk_errors
from costguard.sources.aws.items import Told, item_of, tags_of
from costguard.sources.aws.options import AwsOptions
from costguard.sources.aws.organization import Organization
from costguard.sources.aws.regions import regions_of_every_account
from costguard.sources.aws.sessions import Client, Sessions
from costguard.sources.collecting.limits import RateLimit
from costguard.sources.collecting.reading import Collection, Page, Scope

PAGE_ROWS: Final = 1000
"""Most resources that ListResources tells at once (API reference, 2026-11)."""

QUERIES_A_SECOND: Final = 5.0
"""What Resource Explorer grants an account and region ("Quotas for Resource Explorer", 2026-11)."""

_TAGS: Final = "tags"
_GLOBAL: Final = "global"
_NO_IAM_TAGS: Final = "Resource Explorer does not tell IAM tags"
_NO_TAGS: Final = "the Resource Explorer view does not include tags"
_NO_ATTRIBUTES: Final = (
    "Resource Explorer tells tags but no attributes: rules on attributes need `--source config` or `--source sweep`"
)
_LAG: Final = "Resource Explorer may tell changes up to 36 hours late"


def explorer_collection(sessions: Sessions, options: AwsOptions, organization: Organization, view: View) -> Collection:
    """One scope an account that the view spans; accounts that it cannot tell of are unread."""
    spanned = tuple(account for account in organization.accounts if _spans(view, account, organization))
    expected = options.regions or regions_of_every_account(sessions)
    indexes = read_indexes(sessions, spanned, view.region, expected)
    client = sessions.client("resource-explorer-2", view.region)
    limit = RateLimit(QUERIES_A_SECOND)
    return Collection(
        cloud=Cloud.AWS,
        scopes=tuple(
            Scope(Cloud.AWS, account, ALL_REGIONS, EXPLORER) for account in spanned if indexes.is_asked(account)
        ),
        read=partial(_read, client, limit, view, frozenset(options.regions)),
        account=partial(account_for, indexes, view.filter),
        containers=organization.containers,
        unread=_unread(organization, spanned, indexes, view),
        notes=(*organization.notes, *_notes(view)),
        workers=options.workers,
    )


def _read(
    client: Client, limit: RateLimit, view: View, regions: frozenset[str], scope: Scope, token: str
) -> Iterator[Page]:
    request = {
        "ViewArn": view.arn,
        "Filters": {"FilterString": f"accountid:{scope.account}"},
        "MaxResults": PAGE_ROWS,
    }
    is_first = True
    while is_first or token:
        is_first = False
        limit.acquire()
        try:
            answer = client.list_resources(**request, **({"NextToken": token} if token else {}))
        except sdk_errors() as error:
            raise problem_of(error, "resource-explorer-2:ListResources") from error
        token = answer.get("NextToken") or ""
        yield Page(tuple(_items(scope, view, regions, answer.get("Resources", ()))), token)


def _items(scope: Scope, view: View, regions: frozenset[str], resources: list[Mapping[str, Any]]) -> Iterator[Item]:
    for resource in resources:
        region = "" if resource["Region"] == _GLOBAL else str(resource["Region"])
        if regions and region and region not in regions:
            continue
        told = Told(
            arn=resource["Arn"],
            native_type=resource["ResourceType"],
            tags=_tags(resource),
            region=region,
            tags_incomplete=_tag_gap(view, str(resource.get("Service", ""))),
        )
        yield item_of(scope, told)


def _tags(resource: Mapping[str, Any]) -> dict[str, str]:
    """The tags: the property is left out of a resource that has none."""
    told = (each.get("Data") for each in resource.get("Properties", ()) if each.get("Name") == _TAGS)
    return tags_of(next(told, None))


def _tag_gap(view: View, service: str) -> str:
    if not view.includes_tags:
        return _NO_TAGS
    return _NO_IAM_TAGS if service == "iam" else ""


def _spans(view: View, account: str, organization: Organization) -> bool:
    """Whether the view's scope holds the account: it is the account, or one of its units, or the organisation."""
    if view.spans_organization or not view.scope:
        return True
    holders = {container.id: container.parent for container in organization.containers}
    each = account
    while each and each != view.scope:
        each = holders.get(each, "")
    return bool(each)


def _unread(
    organization: Organization, spanned: tuple[str, ...], indexes: Indexes, view: View
) -> tuple[ScopeRead, ...]:
    beyond = tuple(
        ScopeRead(Cloud.AWS, account, ALL_REGIONS, EXPLORER, ReadStatus.FAILED, reason=_beyond(view))
        for account in organization.accounts
        if account not in spanned
    )
    unindexed = tuple(without_index(account, view.region) for account in spanned if not indexes.is_asked(account))
    return beyond + unindexed


def _beyond(view: View) -> str:
    return f"the Resource Explorer view spans only {view.scope}"


def _notes(view: View) -> tuple[str, ...]:
    filtered = (f"the view's filter `{view.filter}` leaves resources out",) if view.filter else ()
    return (_NO_ATTRIBUTES, _LAG, *filtered)
