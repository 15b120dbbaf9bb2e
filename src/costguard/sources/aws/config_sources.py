"""Says how fresh an AWS Config aggregator's copy of each account and region is: an old copy proves nothing of today."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.inventory import ALL_REGIONS, ReadStatus, ScopeRead
from costguard.sources.aws.failures import code_of, sdk_errors
from costguard.sources.aws.items import GLOBAL_REGION
from costguard.sources.aws.sessions import Client
from costguard.sources.collecting.reading import ReadResult, Scope

CONFIG: Final = "config"

_SUCCEEDED: Final = "SUCCEEDED"
_GLOBAL: Final = "global"


class AggregatedSource(msgspec.Struct, frozen=True):
    """How the aggregator's last update of one account and region went: SUCCEEDED, FAILED or OUTDATED."""

    status: str
    reason: str = ""


class AggregatedSources(msgspec.Struct, frozen=True):
    """What an aggregator collects. `by_account` maps account to region to its source; None where it was not told."""

    by_account: Mapping[str, Mapping[str, AggregatedSource]] | None
    why_unknown: str = ""

    def is_collected(self, account: str) -> bool:
        """Whether the aggregator collects anything of the account; True where that is not known."""
        return self.by_account is None or account in self.by_account


def read_sources(client: Client, aggregator: str) -> AggregatedSources:
    """The sources of an aggregator, one for each account and region that it collects."""
    found: dict[str, dict[str, AggregatedSource]] = {}
    try:
        for told in _statuses(client, aggregator):
            if told.get("SourceType") == "ACCOUNT":
                region = str(told.get("AwsRegion", ALL_REGIONS))
                found.setdefault(str(told["SourceId"]), {})[region] = _source(told)
    except sdk_errors() as error:
        why = f"config:DescribeConfigurationAggregatorSourcesStatus did not tell what is aggregated ({code_of(error)})"
        return AggregatedSources(None, why)
    return AggregatedSources(found)


def account_for(
    sources: AggregatedSources, regions: tuple[str, ...], scope: Scope, result: ReadResult
) -> Iterator[ScopeRead]:
    """One entry a region that the aggregator collects, or was asked for, and one for global services."""
    counts = {region: number for (_, region), number in result.counts.items() if region}
    told = (sources.by_account or {}).get(scope.account, {})
    for region in sorted({*(regions or told), *counts} - {_GLOBAL, ALL_REGIONS}):
        yield _read(scope, region, result, told.get(region), counts.get(region, 0), sources)
    yield _entry(scope, GLOBAL_REGION, result.status, result.counts.get((scope.account, ""), 0), result.reason)
    if sources.by_account is None:
        yield _entry(scope, ALL_REGIONS, ReadStatus.PARTIAL, 0, sources.why_unknown)


def not_collected(account: str, aggregator: str) -> ScopeRead:
    """An account that the aggregator does not collect."""
    reason = f"the AWS Config aggregator {aggregator} does not collect this account"
    return ScopeRead(Cloud.AWS, account, ALL_REGIONS, CONFIG, ReadStatus.FAILED, reason=reason)


def _read(
    scope: Scope,
    region: str,
    result: ReadResult,
    source: AggregatedSource | None,
    resources: int,
    sources: AggregatedSources,
) -> ScopeRead:
    if source is None and sources.by_account is not None:
        reason = "the AWS Config aggregator does not collect this region"
        return _entry(scope, region, _broken(resources), resources, reason)
    if source is not None and source.status != _SUCCEEDED:
        return _entry(scope, region, _broken(resources), resources, source.reason)
    return _entry(scope, region, result.status, resources, result.reason)


def _broken(resources: int) -> ReadStatus:
    """An old copy is part of the truth, and no copy is none."""
    return ReadStatus.PARTIAL if resources else ReadStatus.FAILED


def _entry(scope: Scope, region: str, status: ReadStatus, resources: int, reason: str) -> ScopeRead:
    return ScopeRead(Cloud.AWS, scope.account, region, CONFIG, status, resources, reason)


def _source(told: Mapping[str, Any]) -> AggregatedSource:
    status = str(told.get("LastUpdateStatus", ""))
    if status == _SUCCEEDED:
        return AggregatedSource(status)
    when = told.get("LastUpdateTime")
    since = f", last updated {when:%Y-%m-%d %H:%M} UTC" if when is not None else ""
    code = told.get("LastErrorCode")
    return AggregatedSource(status, f"AWS Config's copy is {status.lower()}{since}{f' ({code})' if code else ''}")


def _statuses(client: Client, aggregator: str) -> Iterator[Mapping[str, Any]]:
    pages = client.get_paginator("describe_configuration_aggregator_sources_status")
    for page in pages.paginate(ConfigurationAggregatorName=aggregator):
        yield from page.get("AggregatedSourceStatusList", ())
