"""Reads subscriptions through Resource Manager's own lists, for those to whom Resource Graph is denied."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from costguard.model.inventory import ReadStatus
from costguard.sources.azure.clients import Session, resource_client
from costguard.sources.azure.failures import azure_errors
from costguard.sources.azure.graph import Answer
from costguard.sources.collecting.limits import RateLimit
from costguard.sources.collecting.reading import ReadProblem

if TYPE_CHECKING:
    from azure.core.paging import ItemPaged

READS: Final = 25
PER_S: Final = 1.0
"""So many reads of a subscription are refilled each second, of at most 250 at once (Resource Manager, "Understand how
requests are throttled", 2025)."""

_SUBSCRIPTIONS_PATH: Final = "/subscriptions?api-version=2022-12-01"


def subscription_rows(session: Session, limit: RateLimit, token: str = "") -> Iterator[Answer]:
    """The subscriptions that the identity sees, in rows like those of Resource Graph's table ResourceContainers."""
    from azure.core.rest import HttpRequest

    url = token or _SUBSCRIPTIONS_PATH
    with resource_client(session, "") as client:
        while url:
            limit.acquire()
            with azure_errors(limit.pause):
                response = client.send_request(HttpRequest("GET", url))
                response.raise_for_status()
            told, url = _list_in(response.json())
            yield Answer(tuple(_subscription_row(each) for each in told), url)


def group_rows(session: Session, subscription: str, limit: RateLimit, token: str = "") -> Iterator[Answer]:
    """A subscription's resource groups, in rows like those of Resource Graph's table ResourceContainers."""
    with resource_client(session, subscription) as client:
        for answer in _pages(client.resource_groups.list(), limit, token):
            yield Answer(tuple(_group_row(told, subscription) for told in answer.rows), answer.token)


def resource_rows(session: Session, subscription: str, limit: RateLimit, token: str = "") -> Iterator[Answer]:
    """A subscription's resources without their properties, from a token on ("" is the beginning)."""
    with resource_client(session, subscription) as client:
        yield from _pages(client.resources.list(), limit, token)


def _pages(listing: "ItemPaged[Any]", limit: RateLimit, token: str) -> Iterator[Answer]:
    pages: Any = listing.by_page(continuation_token=token or None)
    while True:
        limit.acquire()
        with azure_errors(limit.pause):
            rows = tuple(told.as_dict() for told in next(pages))
        yield Answer(rows, pages.continuation_token or "")
        if not pages.continuation_token:
            return


def _list_in(body: object) -> tuple[list[Mapping[str, Any]], str]:
    """The entries of a list answer, and where it goes on."""
    told = body.get("value") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(told, list):
        raise ReadProblem(ReadStatus.FAILED, "Azure's list of subscriptions is none")
    return told, str(body.get("nextLink") or "")


def _subscription_row(told: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "type": "microsoft.resources/subscriptions",
        "subscriptionId": told.get("subscriptionId"),
        "name": told.get("displayName"),
        "tags": told.get("tags"),
        "properties": {"state": told.get("state")},
    }


def _group_row(told: Mapping[str, Any], subscription: str) -> Mapping[str, Any]:
    return {
        "type": "microsoft.resources/subscriptions/resourcegroups",
        "subscriptionId": subscription,
        "name": told.get("name"),
        "tags": told.get("tags"),
    }
