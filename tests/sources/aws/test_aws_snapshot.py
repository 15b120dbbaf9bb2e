"""An AWS collection, read by the collecting engine into a snapshot, through faults and a second start."""

from pathlib import Path

import pytest
from aws_stand_ins import Aws, Organisation

from costguard.model.inventory import Item, ReadStatus, ScopeRead
from costguard.sources.aws.collector import AwsOptions, collect_aws
from costguard.sources.aws.items import GLOBAL_REGION
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.patience import Patience
from costguard.sources.snapshot.folder import read_folder
from costguard.tables.inventory import items_of

pytestmark = pytest.mark.usefixtures("aws", "few_kinds", "no_waiting")


def save(folder: Path, *accounts: str) -> tuple[list[Item], dict[tuple[str, str], ScopeRead]]:
    collection = collect_aws(AwsOptions(source="sweep", accounts=accounts, regions=("us-east-1", "eu-west-1")))
    collect((collection,), folder, "request", fresh=True, patience=Patience(sleep=lambda _: None))
    inventory = read_folder(folder)
    items = [item for batch in inventory.batches() for item in items_of(batch)]
    return items, {(read.account, read.region): read for read in inventory.coverage()}


def test_every_resource_is_there_once_and_every_place_accounted_for(organisation: Organisation, tmp_path: Path):
    account = organisation.accounts["account-00"]
    items, coverage = save(tmp_path / "snapshot", account)
    ids = [item.id for item in items]
    assert len(set(ids)) == len(ids) == sum(read.resources for read in coverage.values())
    assert {place: read.status for place, read in coverage.items()} == {
        (account, "us-east-1"): ReadStatus.COMPLETE,
        (account, "eu-west-1"): ReadStatus.COMPLETE,
        (account, GLOBAL_REGION): ReadStatus.COMPLETE,
    }


def test_faults_on_the_way_change_nothing_of_what_is_found(aws: Aws, organisation: Organisation, tmp_path: Path):
    account = organisation.accounts["account-00"]
    calm, _ = save(tmp_path / "calm", account)
    aws.fail("sqs:ListQueues", "ThrottlingException", times=9)
    aws.fail("ec2:DescribeVolumes", "ExpiredToken", times=1)
    aws.fail("tagging:GetResources", "InternalServiceException", status=500, times=2)
    stormy, coverage = save(tmp_path / "stormy", account)
    assert sorted(item.id for item in stormy) == sorted(item.id for item in calm)
    assert {read.status for read in coverage.values()} == {ReadStatus.COMPLETE}


def test_a_denied_account_and_a_denied_call_are_told_apart(aws: Aws, organisation: Organisation, tmp_path: Path):
    account, other = organisation.accounts["account-00"], organisation.accounts["account-01"]
    aws.fail("sts:AssumeRole", "AccessDenied", status=403, containing=other)
    aws.fail("rds:DescribeDBInstances", "AccessDenied", status=403, region="eu-west-1")
    _, coverage = save(tmp_path / "snapshot", account, other)
    assert coverage[(other, "*")].status is ReadStatus.DENIED
    assert coverage[(account, "us-east-1")].status is ReadStatus.COMPLETE
    assert coverage[(account, "eu-west-1")].status is ReadStatus.PARTIAL
    assert coverage[(account, "eu-west-1")].reason == "denied: rds:DescribeDBInstances"
