"""Reads an organisation from an AWS Config aggregator: full records, attributes and all, of the types it records."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.inventory import ALL_REGIONS, Item
from costguard.sources.aws.config_sources import CONFIG, account_for, not_collected, read_sources
from costguard.sources.aws.failures import problem_of, sdk_errors
from costguard.sources.aws.items import Told, item_of
from costguard.sources.aws.options import AwsOptions
from costguard.sources.aws.organization import Organization
from costguard.sources.aws.sessions import Client, Sessions
from costguard.sources.collecting.reading import Collection, Page, Scope
from costguard.sources.snapshot.aws_config_attributes import config_attributes
from costguard.sources.snapshot.aws_config_tags import config_tags
from costguard.sources.snapshot.tag_values import NoTagsError

PAGE_ROWS: Final = 100
"""Most resources that SelectAggregateResourceConfig tells at once (API reference, 2026-11)."""

_FIELDS: Final = "resourceId, resourceName, resourceType, arn, accountId, awsRegion, tags, configuration"
_GLOBAL: Final = "global"
_RECORDED_ONLY: Final = "AWS Config tells only the resource types that it is set to record"


def find_aggregators(sessions: Sessions) -> tuple[str, ...]:
    """The names of the aggregators in the home region, sorted. Raises the SDK's errors."""
    pages = sessions.client("config").get_paginator("describe_configuration_aggregators").paginate()
    return tuple(
        sorted(
            str(told["ConfigurationAggregatorName"])
            for page in pages
            for told in page.get("ConfigurationAggregators", ())
        )
    )


def only_aggregator(names: tuple[str, ...], home_region: str) -> str:
    """The one there is. Raises BadUsage where there is none, or more than one to choose from."""
    match names:
        case ():
            raise BadUsage(f"there is no AWS Config aggregator in {home_region}; name its region with --home-region")
        case (name,):
            return name
        case _:
            raise BadUsage(
                f"there are several AWS Config aggregators ({', '.join(names)}); choose one with --aggregator"
            )


def config_collection(
    sessions: Sessions, options: AwsOptions, organization: Organization, aggregator: str
) -> Collection:
    """One scope an account that the aggregator collects; the others are unread."""
    client = sessions.client("config")
    sources = read_sources(client, aggregator)
    collected = tuple(account for account in organization.accounts if sources.is_collected(account))
    return Collection(
        cloud=Cloud.AWS,
        scopes=tuple(Scope(Cloud.AWS, account, ALL_REGIONS, CONFIG) for account in collected),
        read=partial(_read, client, aggregator, frozenset(options.regions)),
        account=partial(account_for, sources, options.regions),
        containers=organization.containers,
        unread=tuple(
            not_collected(account, aggregator) for account in organization.accounts if account not in collected
        ),
        notes=(*organization.notes, _RECORDED_ONLY),
        workers=options.workers,
    )


def _read(client: Client, aggregator: str, regions: frozenset[str], scope: Scope, token: str) -> Iterator[Page]:
    request = {
        "ConfigurationAggregatorName": aggregator,
        "Expression": f"SELECT {_FIELDS} WHERE accountId = '{scope.account}'",
        "Limit": PAGE_ROWS,
    }
    is_first = True
    while is_first or token:
        is_first = False
        try:
            answer = client.select_aggregate_resource_config(**request, **({"NextToken": token} if token else {}))
        except sdk_errors() as error:
            raise problem_of(error, "config:SelectAggregateResourceConfig") from error
        token = answer.get("NextToken") or ""
        yield Page(tuple(_items(scope, regions, answer.get("Results", ()))), token)


def _items(scope: Scope, regions: frozenset[str], results: list[str]) -> Iterator[Item]:
    for result in results:
        row: dict[str, Any] = msgspec.json.decode(result)
        region = "" if row.get("awsRegion") == _GLOBAL else str(row.get("awsRegion", ""))
        if regions and region and region not in regions:
            continue
        body = _body(row)
        item = item_of(scope, Told(_arn(scope, row), row["resourceType"], _tags(row, body), region, body))
        # What Config never records of a type is not told, where a describe call would tell that it is not set.
        yield msgspec.structs.replace(item, attributes=config_attributes(item.type, body))


def _body(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The resource's configuration; some types have it as text within the text."""
    told = row.get("configuration")
    if isinstance(told, str):
        try:
            told = msgspec.json.decode(told)
        except msgspec.DecodeError:
            return {}
    return told if isinstance(told, Mapping) else {}


def _tags(row: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, str]:
    """The tags; of some types they lie in the body alone."""
    try:
        told = config_tags(row, body)
    except NoTagsError:
        told = None
    return {key: "" if value is None else value for key, value in (told or {}).items()}


def _arn(scope: Scope, row: Mapping[str, Any]) -> str:
    """Its ARN; of the few types without one, a name that is unique all the same."""
    if arn := row.get("arn"):
        return str(arn)
    region = row.get("awsRegion", "")
    return f"{row['resourceType']}/{scope.account}/{region}/{row.get('resourceId') or row.get('resourceName')}"
