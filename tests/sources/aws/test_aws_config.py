"""AWS Config: full records of what it is set to record, and how fresh its copies are."""

from typing import Any

import pytest
from aws_stand_ins import Aws, Organisation

from costguard.model.errors import BadUsage
from costguard.model.inventory import ALL_REGIONS, Item, ReadStatus, ScopeRead
from costguard.sources.aws.collector import AwsOptions, collect_aws
from costguard.sources.aws.items import GLOBAL_REGION
from costguard.sources.collecting.reading import Collection, ReadProblem, ReadResult

pytestmark = pytest.mark.usefixtures("aws", "organisation", "no_waiting")


@pytest.fixture
def account(organisation: Organisation) -> str:
    return organisation.accounts["account-00"]


def aggregate(aws: Aws, account: str, region: str = "eu-west-1", status: str = "SUCCEEDED", **more: Any) -> None:
    """Have an aggregator that collects an account's region."""
    aws.config.names = aws.config.names or ["org"]
    source = {"SourceId": account, "SourceType": "ACCOUNT", "AwsRegion": region, "LastUpdateStatus": status}
    aws.config.sources.append({**source, **more})


def add_volume(aws: Aws, account: str, number: int, **more: Any) -> str:
    """Have a recorded volume, in the shape of SelectAggregateResourceConfig."""
    arn = f"arn:aws:ec2:eu-west-1:{account}:volume/vol-{number}"
    aws.config.rows.append({
        "resourceId": f"vol-{number}",
        "resourceType": "AWS::EC2::Volume",
        "arn": arn,
        "accountId": account,
        "awsRegion": "eu-west-1",
        "tags": [{"key": "owner", "value": "checkout", "tag": "owner=checkout"}],
        "configuration": {"size": 100, "volumeType": "gp3", "encrypted": True},
        **more,
    })  # fmt: skip
    return arn


def configure(*accounts: str, **options: Any) -> Collection:
    return collect_aws(AwsOptions(source="config", accounts=accounts, **options))


def items_of(collection: Collection, account: str, token: str = "") -> list[Item]:
    scope = next(scope for scope in collection.scopes if scope.account == account)
    return [item for page in collection.read(scope, token) for item in page.items]


def accounted(collection: Collection, account: str, result: ReadResult) -> dict[str, ScopeRead]:
    scope = next(scope for scope in collection.scopes if scope.account == account)
    return {read.region: read for read in collection.account(scope, result)}


def test_a_record_brings_tags_and_attributes(aws: Aws, account: str):
    aggregate(aws, account)
    arn = add_volume(aws, account, 1)
    (item,) = items_of(configure(account), account)
    assert (item.id, item.type, item.native_type) == (arn, "aws_ebs_volume", "AWS::EC2::Volume")
    assert (item.account, item.region, item.source) == (account, "eu-west-1", "config")
    assert item.tags == {"owner": "checkout"}
    assert (item.attributes["size_gb"], item.attributes["volume_type"]) == (("100",), ("gp3",))


def test_a_record_without_tags_is_untagged(aws: Aws, account: str):
    aggregate(aws, account)
    add_volume(aws, account, 1, tags=[])
    (item,) = items_of(configure(account), account)
    assert (item.tags, item.tags_incomplete) == ({}, "")


def test_the_engine_tells_databases_apart(aws: Aws, account: str):
    aggregate(aws, account)
    arn = f"arn:aws:rds:eu-west-1:{account}:db:docs"
    add_volume(aws, account, 1, resourceType="AWS::RDS::DBInstance", arn=arn, configuration={"engine": "docdb"})
    (item,) = items_of(configure(account), account)
    assert item.type == "aws_docdb_cluster_instance"


def test_tags_that_stand_in_the_body_alone_are_found(aws: Aws, account: str):
    aggregate(aws, account)
    add_volume(aws, account, 1, tags=[], configuration={"Tags": [{"Key": "owner", "Value": "data"}]})
    (item,) = items_of(configure(account), account)
    assert item.tags == {"owner": "data"}


def test_a_body_that_is_text_within_the_text_is_read(aws: Aws, account: str):
    aggregate(aws, account)
    add_volume(aws, account, 1, configuration='{"size": 8}')
    (item,) = items_of(configure(account), account)
    assert item.attributes["size_gb"] == ("8",)


def test_records_without_an_arn_stay_apart(aws: Aws, account: str):
    aggregate(aws, account)
    add_volume(aws, account, 1, arn=None)
    add_volume(aws, account, 2, arn=None)
    assert len({item.id for item in items_of(configure(account), account)}) == 2


def test_a_global_record_has_no_region(aws: Aws, account: str):
    aggregate(aws, account)
    arn = f"arn:aws:iam::{account}:role/builder"
    add_volume(aws, account, 1, resourceType="AWS::IAM::Role", arn=arn, awsRegion="global")
    (item,) = items_of(configure(account), account)
    assert (item.type, item.region) == ("aws_iam_role", None)


def test_records_come_a_hundred_a_page(aws: Aws, account: str):
    aggregate(aws, account)
    for number in range(250):
        add_volume(aws, account, number)
    collection = configure(account)
    pages = list(collection.read(collection.scopes[0], ""))
    assert [len(page.items) for page in pages] == [100, 100, 50]
    assert len(items_of(collection, account, pages[1].token)) == 50


def test_an_account_that_is_not_aggregated_is_unread(aws: Aws, organisation: Organisation, account: str):
    aggregate(aws, account)
    other = organisation.accounts["account-01"]
    collection = configure(account, other)
    assert [scope.account for scope in collection.scopes] == [account]
    assert [(read.account, read.status, read.reason) for read in collection.unread] == [
        (other, ReadStatus.FAILED, "the AWS Config aggregator org does not collect this account")
    ]


def test_a_copy_that_failed_or_is_outdated_proves_nothing(aws: Aws, account: str):
    aggregate(aws, account, "eu-west-1", "OUTDATED", LastUpdateTime=1_760_000_000)
    aggregate(aws, account, "us-east-1", "FAILED", LastErrorCode="AccessDenied")
    aggregate(aws, account, "us-west-2")
    reads = accounted(configure(account), account, ReadResult(ReadStatus.COMPLETE, counts={(account, "eu-west-1"): 4}))
    assert {region: (read.status, read.reason) for region, read in reads.items()} == {
        "eu-west-1": (ReadStatus.PARTIAL, "AWS Config's copy is outdated, last updated 2025-10-09 08:53 UTC"),
        "us-east-1": (ReadStatus.FAILED, "AWS Config's copy is failed (AccessDenied)"),
        "us-west-2": (ReadStatus.COMPLETE, ""),
        GLOBAL_REGION: (ReadStatus.COMPLETE, ""),
    }


def test_a_region_that_is_asked_for_but_not_aggregated_is_accounted_for(aws: Aws, account: str):
    aggregate(aws, account)
    collection = configure(account, regions=("eu-west-1", "us-east-1"))
    reads = accounted(collection, account, ReadResult(ReadStatus.COMPLETE))
    assert reads["us-east-1"].reason == "the AWS Config aggregator does not collect this region"
    assert reads["us-east-1"].status is ReadStatus.FAILED


def test_where_freshness_may_not_be_asked_for_it_is_said(aws: Aws, account: str):
    aggregate(aws, account)
    aws.fail("config:DescribeConfigurationAggregatorSourcesStatus", "AccessDeniedException")
    reads = accounted(configure(account), account, ReadResult(ReadStatus.COMPLETE))
    assert reads[ALL_REGIONS].status is ReadStatus.PARTIAL
    assert "config:DescribeConfigurationAggregatorSourcesStatus" in reads[ALL_REGIONS].reason


def test_a_page_that_fails_is_told_by_its_kind(aws: Aws, account: str):
    aggregate(aws, account)
    collection = configure(account)
    aws.fail("config:SelectAggregateResourceConfig", "AccessDeniedException")
    with pytest.raises(ReadProblem) as raised:
        items_of(collection, account)
    assert (raised.value.status, raised.value.reason) == (
        ReadStatus.DENIED,
        "denied: config:SelectAggregateResourceConfig (AccessDeniedException)",
    )


def test_that_only_recorded_types_are_told_is_noted(aws: Aws, account: str):
    aggregate(aws, account)
    assert "AWS Config tells only the resource types that it is set to record" in configure(account).notes


def test_one_of_several_aggregators_has_to_be_chosen(aws: Aws, account: str):
    aws.config.names = ["org", "other"]
    with pytest.raises(BadUsage, match=r"^there are several AWS Config aggregators \(org, other\); choose one"):
        configure(account)
    assert configure(account, aggregator="other").unread[0].reason.startswith("the AWS Config aggregator other")


def test_without_an_aggregator_there_is_nothing_to_read(account: str):
    with pytest.raises(BadUsage, match=r"^there is no AWS Config aggregator in us-east-1; name its region"):
        configure(account)
