"""Asks Cloud Asset Inventory page by page, from any page on."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias, assert_never

import msgspec

from costguard.sources.collecting.limits import RateLimit
from costguard.sources.gcp.asset_messages import Record, asset_record, search_record
from costguard.sources.gcp.connection import Connection, opened
from costguard.sources.gcp.options import Api
from costguard.sources.gcp.problems import Asked, problem_of

if TYPE_CHECKING:
    from google.cloud.asset_v1 import AssetServiceClient

_API: Final = "cloudasset.googleapis.com"
_TIMEOUT_S: Final = 60.0

# The most that a page holds (SearchAllResourcesRequest and ListAssetsRequest, cloudasset v1, 2026-11).
_SEARCH_PAGE: Final = 500
_LIST_PAGE: Final = 1000

# What an item is made of. `versioned_resources` brings resources whole, and has to be asked for.
_SEARCH_FIELDS: Final = (
    "name",
    "asset_type",
    "project",
    "folders",
    "organization",
    "location",
    "labels",
    "versioned_resources",
)


class AssetPage(msgspec.Struct, frozen=True):
    """Some records. `token` is what reading goes on from after them, "" after the last."""

    records: tuple[Record, ...]
    token: str


Pages: TypeAlias = Callable[[str, str], Iterator[AssetPage]]
"""Reads an organisation, a folder or a project by its name, from a token on ("" is the beginning)."""


def quota_of(api: Api) -> RateLimit:
    """As many calls a minute as the project that is billed for them may make.

    An organisation's own quota is wider (1,500 searches, 800 lists), but other projects use it too (Cloud Asset
    Inventory, "Quotas and limits", 2026-11).
    """
    match api:
        case "search":
            return RateLimit(400, 60)
        case "assets":
            return RateLimit(100, 60)
        case _:
            assert_never(api)


def read_pages(connection: Connection, api: Api, name: str, token: str, quota: RateLimit) -> Iterator[AssetPage]:
    """The pages of an organisation, a folder or a project by its name, from `token` on.

    Of an organisation or a folder a search gives project after project. Raises ReadProblem, and OSError where
    another try may help: trying again is the caller's, who knows what is still to come.
    """
    from google.cloud.asset_v1 import AssetServiceClient

    with opened(AssetServiceClient, connection) as client:
        while True:
            quota.acquire()
            page = _page(client, api, name, token)
            yield page
            if not page.token:
                return
            token = page.token


def _page(client: "AssetServiceClient", api: Api, name: str, token: str) -> AssetPage:
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

    try:
        return _search(client, name, token) if api == "search" else _list(client, name, token)
    except (GoogleAPIError, GoogleAuthError) as error:
        permission = "cloudasset.assets.searchAllResources" if api == "search" else "cloudasset.assets.listResource"
        problem = problem_of(error, Asked(_API, permission, name, resumed=bool(token)))
    # Raised out here, it does not carry Google's error along, which holds the answer and so its connection open.
    raise problem


def _search(client: "AssetServiceClient", name: str, token: str) -> AssetPage:
    request = {
        "scope": name,
        "page_size": _SEARCH_PAGE,
        "page_token": token,
        "order_by": "project",
        "read_mask": {"paths": list(_SEARCH_FIELDS)},
    }
    answer = _message(client.search_all_resources(request=request, retry=None, timeout=_TIMEOUT_S))
    return AssetPage(tuple(map(search_record, answer.results)), answer.next_page_token)


def _list(client: "AssetServiceClient", name: str, token: str) -> AssetPage:
    request = {"parent": name, "content_type": "RESOURCE", "page_size": _LIST_PAGE, "page_token": token}
    answer = _message(client.list_assets(request=request, retry=None, timeout=_TIMEOUT_S))
    return AssetPage(tuple(map(asset_record, answer.assets)), answer.next_page_token)


def _message(pager: Any) -> Any:  # noqa: ANN401  (a generated message)
    """The first page of an answer as it came, without a wrapper around each of its thousand values."""
    answer = next(iter(pager.pages))
    return type(answer).pb(answer)
