"""Carries out a describe call of the catalog in one place, and gives what it lists as items."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from costguard.catalog.live import aws_describe
from costguard.catalog.live.aws_arns import canonical_arn, of_arn
from costguard.catalog.live.aws_describe import Describe
from costguard.catalog.live.names import is_known_type
from costguard.catalog.live.paths import values_at
from costguard.model.inventory import Item
from costguard.sources.aws.failures import code_of, sdk_errors
from costguard.sources.aws.items import Told, item_of
from costguard.sources.aws.place import Place
from costguard.sources.aws.tagging import KnownTags

# What is listed may be gone, or have no tags, when it is asked for: NoSuchTagSet, ClusterNotFoundException, ….
_IS_GONE: Final = re.compile("NotFound|NoSuch|DoesNotExist|NonExistent")

# Where the SDK does not know an operation's pages, its token has one of these names in question and answer.
_PAGE_TOKENS: Final = ("NextToken", "nextToken", "Marker", "NextMarker")


_NOT_TOLD: Final = "no call tells the tags of this type"


class Gap(Exception):
    """A call could not be made, and what it would have listed is missing; `reason` is "" where nothing can be."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def described_items(place: Place, describe: Describe, known: KnownTags) -> Iterator[Item]:
    """The resources that a describe call lists in a place, with attributes and tags. Raises Gap."""
    where = _catalog_place(place)

    def ask(operation: str, parameters: dict[str, Any]) -> Iterable[Mapping[str, Any]]:
        return _pages(place, describe, operation, {**parameters, **_narrowing(place, operation)})

    for record in aws_describe.records(describe, where, ask):
        region = _region(place, describe, record)
        arn = canonical_arn(aws_describe.arn_of(describe, record, where))
        if not arn or region != place.region:
            continue
        tags, gap = _tags(place, describe, record, arn, known)
        yield item_of(place.scope, Told(arn, _native_type(describe, arn), tags, region, record, gap))


def _native_type(describe: Describe, arn: str) -> str:
    """What the ARN says, where it says more: one call lists application, network and gateway load balancers."""
    name = of_arn(arn)
    return name.native_type if is_known_type(name.terraform_type) else describe.native_type


def _region(place: Place, describe: Describe, record: Mapping[str, Any]) -> str:
    if not describe.region:
        return place.region
    return str(next(iter(values_at(record, describe.region)), place.region))


def _narrowing(place: Place, operation: str) -> dict[str, str]:
    """S3 lists buckets of all regions unless asked for one, and only its own region's endpoint may be asked for it."""
    return {"BucketRegion": place.region} if operation == "list_buckets" else {}


def _catalog_place(place: Place) -> aws_describe.Place:
    return aws_describe.Place(place.partition, place.scope.account, place.region)


def _tags(
    place: Place, describe: Describe, record: Mapping[str, Any], arn: str, known: KnownTags
) -> tuple[Mapping[str, str], str]:
    """The tags of a record, from where they cost least; and why there may be more."""
    if describe.tags:
        return aws_describe.tags_at(record, describe.tags), ""
    told = known.of(arn, _native_type(describe, arn))
    if told is not None:
        return told, ""
    if describe.tags_call is None:
        return {}, known.gap or _NOT_TOLD
    request = aws_describe.tags_request(describe, record, _catalog_place(place))
    try:
        pages = list(_pages(place, describe, describe.tags_call.operation, request))
    except Gap as gap:
        return {}, gap.reason
    return {
        key: value for page in pages for key, value in aws_describe.tags_at(page, describe.tags_call.result).items()
    }, ""


def _pages(place: Place, describe: Describe, operation: str, parameters: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
    client = place.client(describe.client, describe.called_in)
    try:
        if client.can_paginate(operation):
            yield from client.get_paginator(operation).paginate(**parameters)
        else:
            yield from _unpaginated(getattr(client, operation), parameters)
    except sdk_errors() as error:
        if not _IS_GONE.search(code_of(error)):
            raise Gap(place.gap_of(error, describe.client, operation)) from error


def _unpaginated(call: Callable[..., Mapping[str, Any]], parameters: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
    answer = call(**parameters)
    yield answer
    while token := next((name for name in _PAGE_TOKENS if answer.get(name)), ""):
        answer = call(**{**parameters, token: answer[token]})
        yield answer
