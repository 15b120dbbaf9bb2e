"""The sweep: every account's regions as its audit role, describe calls united with the Tagging API."""

import pytest
from aws_stand_ins import CALLER, Aws, Organisation

from costguard.catalog.live.aws_describe import describes
from costguard.model.inventory import ALL_REGIONS, Item, ReadStatus, ScopeRead
from costguard.sources.aws.collector import AwsOptions, collect_aws
from costguard.sources.aws.items import GLOBAL_REGION
from costguard.sources.collecting.reading import Collection, Page, ReadProblem, Scope

pytestmark = pytest.mark.usefixtures("aws", "few_kinds", "no_waiting")

REGIONS = ("us-east-1", "eu-west-1")


def sweep(*accounts: str, regions: tuple[str, ...] = REGIONS, external_id: str | None = None) -> Collection:
    return collect_aws(AwsOptions(source="sweep", accounts=accounts, regions=regions, external_id=external_id))


def scope_of(collection: Collection, account: str, region: str) -> Scope:
    return next(scope for scope in collection.scopes if (scope.account, scope.region) == (account, region))


def read(collection: Collection, account: str, region: str, token: str = "") -> dict[str, Item]:
    pages = collection.read(scope_of(collection, account, region), token)
    return {item.id: item for page in pages for item in page.items}


def read_until_problem(
    collection: Collection, account: str, region: str, token: str = ""
) -> tuple[list[Page], Exception]:
    pages: list[Page] = []
    with pytest.raises((ReadProblem, OSError)) as raised:
        pages.extend(_kept(pages, collection.read(scope_of(collection, account, region), token)))
    return pages, raised.value


def _kept(pages, given):
    for page in given:
        pages.append(page)
    return ()


@pytest.fixture
def account(organisation: Organisation) -> str:
    return organisation.accounts["account-00"]


def volume(account: str, region: str, organisation: Organisation, name: str) -> str:
    return f"arn:aws:ec2:{region}:{account}:volume/{organisation.ids[f'{region} {name}']}"


@pytest.mark.parametrize("region", REGIONS)
def test_volumes_are_told_whether_they_have_never_had_or_once_had_tags(
    organisation: Organisation, account: str, region: str
):
    found = read(sweep(account), account, region)
    tags = {
        name: found[volume(account, region, organisation, name)].tags for name in ("tagged", "untagged", "once tagged")
    }
    assert tags == {"tagged": {"owner": "checkout"}, "untagged": {}, "once tagged": {}}


def test_a_described_resource_brings_attributes_and_terraforms_type(account: str):
    found = read(sweep(account), account, "eu-west-1")
    database = found[f"arn:aws:rds:eu-west-1:{account}:db:orders"]
    assert (database.type, database.native_type, database.region) == ("aws_db_instance", "rds:db", "eu-west-1")
    assert database.tags == {"owner": "orders"}
    assert database.attributes["instance_type"] == ("db.t3.micro",)
    assert database.source == "tagging+describe"


def test_buckets_are_told_where_they_are_with_tags_or_none(account: str):
    collection = sweep(account)
    here, there = read(collection, account, "us-east-1"), read(collection, account, "eu-west-1")
    buckets = {arn: item.tags for arn, item in here.items() if item.type == "aws_s3_bucket"}
    assert buckets == {"arn:aws:s3:::tagged-bucket": {"owner": "data"}, "arn:aws:s3:::untagged-bucket": {}}
    assert there["arn:aws:s3:::european-bucket"].region == "eu-west-1"
    assert "arn:aws:s3:::tagged-bucket" not in there


def test_global_services_are_told_once_and_without_a_region(account: str):
    collection = sweep(account)
    zones = [
        (region, item.region)
        for region in (*REGIONS, GLOBAL_REGION)
        for item in read(collection, account, region).values()
        if item.type == "aws_route53_zone"
    ]
    assert zones == [(GLOBAL_REGION, None)]


def test_what_only_the_tagging_api_knows_is_told_too(account: str, monkeypatch: pytest.MonkeyPatch):
    no_queues = tuple(each for each in describes() if each.native_type == "ec2:volume")
    monkeypatch.setattr("costguard.sources.aws.sweep_reading.describes", lambda: no_queues)
    queue = read(sweep(account), account, "eu-west-1")[f"arn:aws:sqs:eu-west-1:{account}:orders"]
    assert (queue.type, queue.tags, queue.attributes) == ("aws_sqs_queue", {"owner": "orders"}, {})


def test_every_account_has_a_scope_in_each_region_and_one_for_global_services(organisation: Organisation):
    collection = sweep()
    active = {CALLER, *organisation.accounts.values()} - {organisation.accounts["account-20"]}
    assert {(scope.account, scope.region) for scope in collection.scopes} == {
        (account, region) for account in active for region in (*REGIONS, GLOBAL_REGION)
    }
    assert len(collection.scopes) == len(set(collection.scopes))
    assert collection.unread == ()


def test_without_named_regions_all_that_are_enabled_are_read(account: str):
    regions = {scope.region for scope in sweep(account, regions=()).scopes}
    assert {"us-east-1", "eu-west-1", "ap-southeast-2", GLOBAL_REGION} <= regions


def test_a_region_that_is_not_enabled_is_accounted_for(account: str):
    collection = sweep(account, regions=("us-east-1", "mars-north-1"))
    assert collection.unread == (
        ScopeRead(
            "aws",
            account,
            "mars-north-1",
            "tagging+describe",
            ReadStatus.FAILED,
            reason="the region is not enabled in this account",
        ),
    )
    assert {scope.region for scope in collection.scopes} == {"us-east-1", GLOBAL_REGION}


def test_an_account_whose_role_may_not_be_assumed_is_denied_and_the_others_are_read(
    aws: Aws, organisation: Organisation, account: str
):
    other = organisation.accounts["account-01"]
    aws.fail("sts:AssumeRole", "AccessDenied", status=403, containing=other)
    collection = sweep(account, other)
    assert [(read.account, read.region, read.status) for read in collection.unread] == [
        (other, ALL_REGIONS, ReadStatus.DENIED)
    ]
    assert collection.unread[0].reason == (
        "the role CostguardAudit could not be assumed (AccessDenied): it must exist and trust the caller"
    )
    assert {scope.account for scope in collection.scopes} == {account}


def test_the_callers_own_account_is_read_without_the_role(aws: Aws):
    aws.fail("sts:AssumeRole", "AccessDenied", status=403)
    collection = sweep(CALLER)
    assert collection.unread == ()
    assert read(collection, CALLER, "us-east-1") == {}


def test_the_external_id_and_role_name_are_sent(aws: Aws, account: str):
    sweep(account, external_id="cg-1")
    assumed = aws.calls_of("sts:AssumeRole")[0].body
    assert "ExternalId=cg-1" in assumed
    assert f"arn%3Aaws%3Aiam%3A%3A{account}%3Arole%2FCostguardAudit" in assumed


def test_a_denied_call_leaves_a_gap_that_is_named_and_the_rest_is_read(
    aws: Aws, organisation: Organisation, account: str
):
    aws.fail("rds:DescribeDBInstances", "AccessDenied", status=403)
    pages, problem = read_until_problem(sweep(account), account, "eu-west-1")
    assert isinstance(problem, ReadProblem)
    assert (problem.status, problem.reason) == (ReadStatus.PARTIAL, "denied: rds:DescribeDBInstances")
    ids = {item.id for page in pages for item in page.items}
    assert volume(account, "eu-west-1", organisation, "untagged") in ids
    # The Tagging API still knows the database, if not its attributes.
    assert f"arn:aws:rds:eu-west-1:{account}:db:orders" in ids


def test_reading_on_after_a_denial_tries_only_what_was_denied(aws: Aws, account: str):
    aws.fail("sqs:ListQueues", "AccessDeniedException", status=403, times=1)
    collection = sweep(account)
    pages, _ = read_until_problem(collection, account, "eu-west-1")
    aws.calls.clear()
    found = read(collection, account, "eu-west-1", pages[-1].token)
    assert f"arn:aws:sqs:eu-west-1:{account}:orders" in found
    assert aws.calls_of("ec2:DescribeVolumes") == []


def test_reading_on_before_the_tagging_apis_turn_still_tells_what_only_it_knows_of_a_denied_kind(
    aws: Aws, account: str
):
    aws.fail("rds:DescribeDBInstances", "AccessDenied", status=403)
    aws.fail("sqs:ListQueues", "ThrottlingException", times=20)
    collection = sweep(account)
    cut, _ = read_until_problem(collection, account, "eu-west-1")
    assert {"tagged", "rds:db"} <= set(cut[-1].token.split(","))
    aws.faults.clear()
    aws.fail("rds:DescribeDBInstances", "AccessDenied", status=403)
    resumed, problem = read_until_problem(collection, account, "eu-west-1", cut[-1].token)
    assert "rds:DescribeDBInstances" in str(problem)
    assert f"arn:aws:rds:eu-west-1:{account}:db:orders" in {item.id for page in resumed for item in page.items}


def test_a_kind_that_is_denied_no_more_is_described_before_the_tagging_api_tells_of_it(account: str):
    collection = sweep(account)
    (database,) = (item for item in _in_order(collection, account, "tagged,rds:db") if item.type == "aws_db_instance")
    assert database.attributes["instance_type"] == ("db.t3.micro",)


def _in_order(collection: Collection, account: str, token: str) -> list[Item]:
    pages = collection.read(scope_of(collection, account, "eu-west-1"), token)
    return [item for page in pages for item in page.items]


def test_where_everything_is_denied_the_scope_is_denied(aws: Aws, account: str):
    collection = sweep(account)
    for service in ("ec2", "rds", "sqs", "s3", "tagging"):
        aws.fail(f"{service}:*", "AccessDenied", status=403)
    _, problem = read_until_problem(collection, account, "eu-west-1")
    assert isinstance(problem, ReadProblem)
    assert problem.status is ReadStatus.DENIED
    assert "tag:GetResources" in problem.reason


def test_without_the_tagging_api_untagged_means_asked_and_found_untagged(aws: Aws, account: str):
    aws.fail("tagging:GetResources", "AccessDeniedException")
    pages, problem = read_until_problem(sweep(account), account, "us-east-1")
    assert isinstance(problem, ReadProblem)
    assert problem.reason == "denied: tag:GetResources"
    found = {item.id: item for page in pages for item in page.items}
    assert found["arn:aws:s3:::tagged-bucket"].tags == {"owner": "data"}
    assert found["arn:aws:s3:::untagged-bucket"].tags == {}
    assert found["arn:aws:s3:::untagged-bucket"].tags_incomplete == ""


def test_tags_that_may_not_be_asked_for_are_incomplete_and_not_absent(aws: Aws, account: str):
    aws.fail("tagging:GetResources", "AccessDeniedException")
    aws.fail("s3:tagged-bucket", "AccessDenied", status=403)
    pages, _ = read_until_problem(sweep(account), account, "us-east-1")
    bucket = next(item for page in pages for item in page.items if item.id == "arn:aws:s3:::tagged-bucket")
    assert (bucket.tags, bucket.tags_incomplete) == ({}, "denied: s3:GetBucketTagging")


def test_an_expired_token_is_renewed_and_the_same_call_made_again(aws: Aws, organisation: Organisation, account: str):
    collection = sweep(account)
    aws.calls.clear()
    aws.fail("ec2:DescribeVolumes", "ExpiredToken", times=1)
    found = read(collection, account, "eu-west-1")
    first, second = (call.access_key for call in aws.calls_of("ec2:DescribeVolumes"))
    assert first != second
    assert len(aws.calls_of("sts:AssumeRole")) == 1
    assert volume(account, "eu-west-1", organisation, "tagged") in found


def test_credentials_that_stay_expired_end_the_scope_in_words(aws: Aws, account: str):
    aws.fail("ec2:DescribeVolumes", "RequestExpired")
    _, problem = read_until_problem(sweep(account), account, "eu-west-1")
    assert isinstance(problem, ReadProblem)
    assert problem.status is ReadStatus.FAILED
    assert problem.reason == "the credentials expired at ec2:DescribeVolumes; log in again and resume"


def test_a_page_that_fails_twice_is_read(aws: Aws, organisation: Organisation, account: str):
    aws.fail("ec2:DescribeVolumes", "InternalError", status=500, times=2)
    assert volume(account, "eu-west-1", organisation, "tagged") in read(sweep(account), account, "eu-west-1")


def test_a_throttling_storm_keeps_what_was_read_and_tells_where_to_go_on(aws: Aws, account: str):
    collection = sweep(account)
    aws.fail("sqs:ListQueues", "ThrottlingException")
    pages, problem = read_until_problem(collection, account, "eu-west-1")
    assert isinstance(problem, ReadProblem)
    assert problem.status is ReadStatus.THROTTLED
    before = {item.id for page in pages for item in page.items}
    aws.faults.clear()
    after = read(collection, account, "eu-west-1", pages[-1].token)
    assert before | set(after) == set(read(collection, account, "eu-west-1"))
    assert f"arn:aws:sqs:eu-west-1:{account}:orders" in after


def test_a_region_that_is_disabled_meanwhile_fails(aws: Aws, account: str):
    collection = sweep(account)
    aws.fail("tagging:GetResources", "UnrecognizedClientException", region="eu-west-1")
    _, problem = read_until_problem(collection, account, "eu-west-1")
    assert isinstance(problem, ReadProblem)
    assert problem.status is ReadStatus.FAILED
    assert "tag:GetResources is not enabled in this account and region" in problem.reason


def test_a_service_that_the_account_never_subscribed_to_is_no_gap(aws: Aws, account: str):
    aws.fail("sqs:ListQueues", "OptInRequired", status=403)
    assert len(read(sweep(account), account, "eu-west-1")) > 0


def test_a_service_that_only_fails_is_a_gap_and_keeps_nobody_from_the_rest(aws: Aws, account: str):
    aws.fail("rds:DescribeDBInstances", "InternalFailure", status=500)
    pages, problem = read_until_problem(sweep(account), account, "eu-west-1")
    assert isinstance(problem, ReadProblem)
    assert (problem.status, problem.reason) == (
        ReadStatus.PARTIAL,
        "failed: rds:DescribeDBInstances (InternalFailure)",
    )
    assert [page.token for page in pages] == ["rds:db"]


def test_a_service_that_does_not_answer_is_tried_once_more_after_the_others(
    account: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1")
    collection = sweep(account)
    pages, problem = read_until_problem(collection, account, "eu-west-1")
    assert isinstance(problem, ConnectionError)
    assert [page.token for page in pages] == ["sqs:queue"]
    _, again = read_until_problem(collection, account, "eu-west-1", pages[-1].token)
    assert isinstance(again, ReadProblem)
    assert (again.status, again.reason) == (ReadStatus.PARTIAL, "no answer: sqs:ListQueues")


def test_a_closed_account_that_is_asked_for_is_accounted_for(organisation: Organisation):
    closed = organisation.accounts["account-20"]
    collection = sweep(closed)
    assert [(read.account, read.status, read.reason) for read in collection.unread] == [
        (closed, ReadStatus.FAILED, "the account is suspended")
    ]
    assert collection.scopes == ()


def test_regions_that_may_not_be_listed_are_read_as_known_and_said_to_be_incomplete(aws: Aws, account: str):
    collection = sweep(account)
    own = collection.scopes
    aws.fail("ec2:DescribeRegions", "UnauthorizedOperation", status=403)
    again = sweep(account)
    assert again.scopes == own
    assert [(read.region, read.status) for read in again.unread] == [(ALL_REGIONS, ReadStatus.PARTIAL)]
