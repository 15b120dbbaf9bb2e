"""Asks Azure Resource Graph page by page, within the quota that it gives an identity."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from costguard.model.inventory import ReadStatus
from costguard.sources.azure.failures import PageTooLarge, azure_errors, seconds_of
from costguard.sources.collecting.limits import RateLimit
from costguard.sources.collecting.reading import ReadProblem

if TYPE_CHECKING:
    from azure.mgmt.resourcegraph import ResourceGraphClient
    from azure.mgmt.resourcegraph.models import QueryRequest

QUERIES: Final = 15
WINDOW_S: Final = 5.0
"""So many queries in so many seconds for each identity (Azure Resource Graph, "Throttled requests", 2025)."""

MOST_ROWS: Final = 1000
"""Rows that one answer may hold (Azure Resource Graph, "Work with large data sets", 2025)."""

MOST_SUBSCRIPTIONS: Final = 1000
"""Subscriptions that one query names here: so many Azure's own tools send (Azure Resource Graph,
"Troubleshoot", 2025)."""


class Within(msgspec.Struct, frozen=True):
    """Where a query looks: in a management group and all below it, in subscriptions, or wherever the identity may."""

    management_group: str | None = None
    subscriptions: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """One page. `token` asks for the next one, "" after the last.

    `is_cut`: there are more subscriptions than Azure searched.
    """

    rows: tuple[Mapping[str, Any], ...]
    token: str = ""
    is_cut: bool = False


def answers(
    client: "ResourceGraphClient", query: str, within: Within, limit: RateLimit, token: str = ""
) -> Iterator[Answer]:
    """The pages of a query from a token on ("" is the beginning). The query must project `id` and order by it.

    A page that is too large is asked for again in smaller ones. Raises ReadProblem, and OSError where trying again
    may help.
    """
    rows = MOST_ROWS
    while True:
        try:
            answer = _ask(client, _request(query, within, token, rows), limit)
        except PageTooLarge:
            if rows == 1:
                raise
            rows //= 2
            continue
        if answer.token and answer.token == token:
            raise ReadProblem(ReadStatus.FAILED, "Azure Resource Graph does not go on: it repeats one page")
        yield answer
        if not answer.token:
            return
        token = answer.token


def _ask(client: "ResourceGraphClient", request: "QueryRequest", limit: RateLimit) -> Answer:
    headers: dict[str, str] = {}

    def keep_headers(response: Any) -> None:  # noqa: ANN401  (the SDK's pipeline response, generic over transports)
        headers.update({name.lower(): value for name, value in response.http_response.headers.items()})

    limit.acquire()
    try:
        with azure_errors(limit.pause):
            response: Any = client.resources(request, raw_response_hook=keep_headers)
    finally:
        _heed_quota(limit, headers)
    rows = getattr(response, "data", None)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ReadProblem(ReadStatus.FAILED, "Azure Resource Graph answered without rows")
    # `resultTruncated` is "false" on ordinary pages of several, so that only the token tells whether there are more.
    return Answer(
        rows=tuple(rows),
        token=response.skip_token or "",
        is_cut=headers.get("x-ms-tenant-subscription-limit-hit", "").lower() == "true",
    )


def _heed_quota(limit: RateLimit, headers: Mapping[str, str]) -> None:
    """Hold everybody back where the quota that an answer tells is used up."""
    if headers.get("x-ms-user-quota-remaining", "").strip() == "0":
        limit.pause(seconds_of(headers.get("x-ms-user-quota-resets-after")) or WINDOW_S)


def _request(query: str, within: Within, token: str, rows: int) -> "QueryRequest":
    """`authorizationScopeFilter` is left to its default, AtScopeAndBelow; it bears on role assignments only."""
    from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

    return QueryRequest(
        query=query,
        management_groups=[within.management_group] if within.management_group else None,
        subscriptions=list(within.subscriptions) or None,
        options=QueryRequestOptions(
            top=rows,
            skip_token=token or None,
            result_format="objectArray",
            # More than 10,000 subscriptions: those that are told are read, and the rest is reported as not read.
            allow_partial_scopes=not within.subscriptions,
        ),
    )
