"""Finds the Resource Explorer view that tells most of an organisation, and says what it leaves out."""

from collections.abc import Iterator
from typing import Any

import msgspec

from costguard.model.errors import BadUsage
from costguard.sources.aws.failures import code_of, sdk_errors
from costguard.sources.aws.options import AwsOptions
from costguard.sources.aws.sessions import Client, Sessions

_TAGS_PROPERTY = "tags"


class View(msgspec.Struct, frozen=True):
    """A view. `scope` is the id of what it spans: an organisation, a unit, or an account.

    `filter` is what its resources are narrowed by, "" where by nothing.
    """

    arn: str
    scope: str
    includes_tags: bool
    filter: str = ""

    @property
    def region(self) -> str:
        """Where it lives, and where it is asked."""
        return self.arn.split(":")[3]

    @property
    def spans_organization(self) -> bool:
        """Whether it tells every account of an organisation that has an index."""
        return self.scope.startswith(("o-", "r-"))

    @property
    def tells_all(self) -> bool:
        """Whether an audit can stand on it: the whole organisation, with tags, unfiltered."""
        return self.spans_organization and self.includes_tags and not self.filter


def find_view(sessions: Sessions, options: AwsOptions) -> View | None:
    """The view that was asked for, else the best of the home region; None where there is none.

    A default view is preferred to one that tells as much. Raises BadUsage where a view that was named cannot be used,
    and the SDK's error where views may not be listed.
    """
    if options.view_arn is not None:
        return _named_view(sessions, options.view_arn)
    client = sessions.client("resource-explorer-2", options.home_region or _aggregator_region(sessions))
    views = [_view(client, arn) for arn in dict.fromkeys(_view_arns(client))]
    return max(views, key=lambda view: (view.spans_organization, view.includes_tags, not view.filter), default=None)


def _named_view(sessions: Sessions, arn: str) -> View:
    parts = arn.split(":")
    if len(parts) != 6 or parts[2] != "resource-explorer-2":
        raise BadUsage(
            f"`{arn}` is not the ARN of a Resource Explorer view; `aws resource-explorer-2 list-views` tells them"
        )
    try:
        return _view(sessions.client("resource-explorer-2", parts[3]), arn)
    except sdk_errors() as error:
        raise BadUsage(
            f"the Resource Explorer view `{arn}` could not be read ({code_of(error)}); "
            "check its name and allow resource-explorer-2:GetView"
        ) from None


def _aggregator_region(sessions: Sessions) -> str:
    """Where the caller's aggregator index is, which alone tells of other regions; "" where it has none."""
    client = sessions.client("resource-explorer-2")
    try:
        indexes = client.list_indexes(Type="AGGREGATOR").get("Indexes", ())
    except sdk_errors():
        return ""
    return next((str(index["Region"]) for index in indexes), "")


def _view_arns(client: Client) -> Iterator[str]:
    if default := client.get_default_view().get("ViewArn"):
        yield default
    for page in client.get_paginator("list_views").paginate():
        yield from page.get("Views", ())


def _view(client: Client, arn: str) -> View:
    told: dict[str, Any] = client.get_view(ViewArn=arn)["View"]
    return View(
        arn=arn,
        scope=_scope_id(str(told.get("Scope", ""))),
        includes_tags=any(included.get("Name") == _TAGS_PROPERTY for included in told.get("IncludedProperties", ())),
        filter=str(told.get("Filters", {}).get("FilterString", "")),
    )


def _scope_id(arn: str) -> str:
    """`o-…` of an organisation, `ou-…` or `r-…` of a unit or root, else the account's number.

    arn:aws:organizations::MANAGEMENT:organization/o-ID, …:ou/o-ID/ou-ID, and arn:aws:iam::ACCOUNT:root.
    """
    parts = arn.split(":")
    if len(parts) < 6:
        return ""
    return parts[5].rpartition("/")[2] if parts[2] == "organizations" else parts[4]
