"""Resource Explorer: an organisation's resources and tags from one view, and what that view cannot tell."""

from typing import Any

import pytest
from aws_stand_ins import CALLER, Aws, Organisation

from costguard.model.errors import BadUsage
from costguard.model.inventory import ALL_REGIONS, Item, ReadStatus, ScopeRead
from costguard.sources.aws.collector import AwsOptions, collect_aws
from costguard.sources.aws.items import GLOBAL_REGION
from costguard.sources.collecting.reading import Collection, Page, ReadProblem, ReadResult, Scope

pytestmark = pytest.mark.usefixtures("aws", "organisation", "no_waiting")

VIEW = f"arn:aws:resource-explorer-2:us-east-1:{CALLER}:view/all/1"
ORGANIZATION = f"arn:aws:organizations::{CALLER}:organization/o-exampleorg"


@pytest.fixture
def account(organisation: Organisation) -> str:
    return organisation.accounts["account-00"]


def show(
    aws: Aws,
    *accounts: str,
    tags: bool = True,
    scope: str = ORGANIZATION,
    only: str = "",
    indexes: dict[str, str] | None = None,
    arn: str = VIEW,
) -> None:
    """Have a view, and an index of each account in each of two regions."""
    aws.explorer.views[arn] = {
        "ViewArn": arn,
        "Scope": scope,
        "IncludedProperties": [{"Name": "tags"}] if tags else [],
        "Filters": {"FilterString": only},
    }
    aws.explorer.default_view = aws.explorer.default_view or arn
    types = indexes if indexes is not None else {"us-east-1": "AGGREGATOR", "eu-west-1": "LOCAL"}
    aws.explorer.indexes += [
        {
            "AccountId": each,
            "Region": region,
            "Type": kind,
            "Arn": f"arn:aws:resource-explorer-2:{region}:{each}:index/1",
        }
        for each in accounts
        for region, kind in types.items()
    ]


def add(
    aws: Aws, account: str, resource: str, kind: str, tags: dict[str, str] | None = None, region: str = "us-east-1"
) -> str:
    """Have a resource; one whose tags are None has no property for them, as the service leaves it out."""
    service = kind.partition(":")[0]
    arn = f"arn:aws:{service}:{'' if region == 'global' else region}:{account}:{resource}"
    told = [{"Key": key, "Value": value} for key, value in (tags or {}).items()]
    aws.explorer.resources.append({
        "Arn": arn,
        "OwningAccountId": account,
        "Region": region,
        "ResourceType": kind,
        "Service": service,
        "LastReportedAt": "2026-11-22T00:00:00Z",
        "Properties": [{"Name": "tags", "LastReportedAt": "2026-11-22T00:00:00Z", "Data": told}] if told else [],
    })  # fmt: skip
    return arn


def explore(*accounts: str, **options: Any) -> Collection:
    return collect_aws(AwsOptions(source="explorer", accounts=accounts, **options))


def pages_of(collection: Collection, account: str, token: str = "") -> list[Page]:
    scope = next(scope for scope in collection.scopes if scope.account == account)
    return list(collection.read(scope, token))


def items_of(collection: Collection, account: str) -> list[Item]:
    return [item for page in pages_of(collection, account) for item in page.items]


def accounted(collection: Collection, account: str, result: ReadResult) -> dict[str, ScopeRead]:
    scope = next(scope for scope in collection.scopes if scope.account == account)
    return {read.region: read for read in collection.account(scope, result)}


def test_a_resource_comes_with_its_tags_and_terraforms_type(aws: Aws, account: str):
    show(aws, account)
    arn = add(aws, account, "volume/vol-1", "ec2:volume", {"owner": "checkout", "aws:createdBy": "x"})
    (item,) = items_of(explore(account), account)
    assert (item.id, item.type, item.native_type) == (arn, "aws_ebs_volume", "ec2:volume")
    assert (item.account, item.region, item.source) == (account, "us-east-1", "resource-explorer")
    assert item.tags == {"owner": "checkout", "aws:createdBy": "x"}
    assert (item.tags_incomplete, item.attributes) == ("", {})


def test_a_resource_without_the_tags_property_has_no_tags(aws: Aws, account: str):
    show(aws, account)
    add(aws, account, "volume/vol-1", "ec2:volume")
    (item,) = items_of(explore(account), account)
    assert (item.tags, item.tags_incomplete) == ({}, "")


def test_of_a_view_without_tags_no_resource_counts_as_untagged(aws: Aws, account: str):
    show(aws, account, tags=False)
    add(aws, account, "volume/vol-1", "ec2:volume")
    (item,) = items_of(explore(account), account)
    assert item.tags_incomplete == "the Resource Explorer view does not include tags"


def test_iam_tags_are_not_told(aws: Aws, account: str):
    show(aws, account)
    add(aws, account, "role/builder", "iam:role", region="global")
    (item,) = items_of(explore(account), account)
    assert (item.type, item.region) == ("aws_iam_role", None)
    assert item.tags_incomplete == "Resource Explorer does not tell IAM tags"


def test_a_type_that_the_catalog_does_not_hold_gets_a_name_and_the_tags_it_has(aws: Aws, account: str):
    show(aws, account)
    add(aws, account, "thing/1", "newservice:thing", {"owner": "a"})
    add(aws, account, "thing/2", "newservice:thing")
    tagged, untagged = items_of(explore(account), account)
    assert (tagged.type, tagged.tags) == ("aws_newservice_thing", {"owner": "a"})
    assert untagged.tags is None


def test_pages_follow_each_other_by_token_and_can_be_read_on(aws: Aws, account: str):
    show(aws, account)
    aws.explorer.page_rows = 2
    arns = [add(aws, account, f"volume/vol-{number}", "ec2:volume") for number in range(5)]
    collection = explore(account)
    pages = pages_of(collection, account)
    assert [len(page.items) for page in pages] == [2, 2, 1]
    assert [bool(page.token) for page in pages] == [True, True, False]
    rest = pages_of(collection, account, pages[0].token)
    assert [item.id for page in rest for item in page.items] == arns[2:]


def test_each_account_is_asked_for_its_own_resources(aws: Aws, organisation: Organisation, account: str):
    other = organisation.accounts["account-01"]
    show(aws, account, other)
    add(aws, account, "volume/vol-1", "ec2:volume")
    theirs = add(aws, other, "volume/vol-2", "ec2:volume")
    collection = explore(account, other)
    assert [scope.account for scope in collection.scopes] == [account, other]
    assert [item.id for item in items_of(collection, other)] == [theirs]


def test_a_page_that_is_throttled_twice_is_read(aws: Aws, account: str):
    show(aws, account)
    add(aws, account, "volume/vol-1", "ec2:volume")
    collection = explore(account)
    aws.fail("resource-explorer-2:ListResources", "ThrottlingException", status=429, times=2)
    assert len(items_of(collection, account)) == 1


def test_a_throttling_storm_ends_the_reading_as_throttled(aws: Aws, account: str):
    show(aws, account)
    collection = explore(account)
    aws.fail("resource-explorer-2:ListResources", "ThrottlingException", status=429)
    with pytest.raises(ReadProblem) as raised:
        pages_of(collection, account)
    assert raised.value.status is ReadStatus.THROTTLED
    assert raised.value.reason == "resource-explorer-2:ListResources was throttled (ThrottlingException)"


def test_a_denied_view_ends_the_reading_as_denied(aws: Aws, account: str):
    show(aws, account)
    collection = explore(account)
    aws.fail("resource-explorer-2:ListResources", "UnauthorizedException", status=401)
    with pytest.raises(ReadProblem) as raised:
        pages_of(collection, account)
    assert raised.value.status is ReadStatus.DENIED


def test_a_service_that_breaks_down_is_worth_another_try(aws: Aws, account: str):
    show(aws, account)
    collection = explore(account)
    aws.fail("resource-explorer-2:ListResources", "InternalServerException", status=500)
    with pytest.raises(ConnectionError, match="resource-explorer-2:ListResources did not answer"):
        pages_of(collection, account)


def test_an_account_without_an_index_is_unread_and_not_empty(aws: Aws, organisation: Organisation, account: str):
    show(aws, account)
    other = organisation.accounts["account-01"]
    collection = explore(account, other)
    assert [scope.account for scope in collection.scopes] == [account]
    assert [(read.account, read.region, read.status, read.reason) for read in collection.unread] == [
        (other, ALL_REGIONS, ReadStatus.FAILED, "no Resource Explorer index in us-east-1, where the view is")
    ]


def test_a_region_without_an_index_is_accounted_for_as_failed(aws: Aws, account: str):
    show(aws, account)
    collection = explore(account)
    reads = accounted(collection, account, ReadResult(ReadStatus.COMPLETE, counts={(account, "eu-west-1"): 3}))
    assert (reads["us-east-1"].status, reads["us-east-1"].resources) == (ReadStatus.COMPLETE, 0)
    assert (reads["eu-west-1"].status, reads["eu-west-1"].resources) == (ReadStatus.COMPLETE, 3)
    assert reads["us-west-2"].status is ReadStatus.FAILED
    assert reads["us-west-2"].reason == "no Resource Explorer index in this region"


def test_global_services_are_accounted_for_by_themselves(aws: Aws, account: str):
    show(aws, account)
    reads = accounted(explore(account), account, ReadResult(ReadStatus.COMPLETE, counts={(account, ""): 7}))
    assert (reads[GLOBAL_REGION].status, reads[GLOBAL_REGION].resources) == (ReadStatus.COMPLETE, 7)


def test_a_local_index_where_the_view_is_tells_of_no_other_region(aws: Aws, account: str):
    show(aws, account, indexes={"us-east-1": "LOCAL", "eu-west-1": "LOCAL"})
    reads = accounted(explore(account), account, ReadResult(ReadStatus.COMPLETE))
    assert reads["us-east-1"].status is ReadStatus.COMPLETE
    assert reads["eu-west-1"].status is ReadStatus.FAILED
    assert reads["eu-west-1"].reason == "the account's index where the view is does not aggregate this region"


def test_every_resource_that_was_read_is_accounted_for(aws: Aws, account: str):
    show(aws, account)
    counts = {(account, "us-east-1"): 1, (account, "ap-south-1"): 2, (account, ""): 4}
    reads = accounted(explore(account), account, ReadResult(ReadStatus.COMPLETE, counts=counts))
    assert sum(read.resources for read in reads.values()) == 7


def test_a_reading_that_was_cut_leaves_no_region_complete(aws: Aws, account: str):
    show(aws, account)
    result = ReadResult(ReadStatus.PARTIAL, "cut off", {(account, "us-east-1"): 1})
    reads = accounted(explore(account), account, result)
    assert (reads["us-east-1"].status, reads["us-east-1"].reason) == (ReadStatus.PARTIAL, "cut off")
    assert ReadStatus.COMPLETE not in {read.status for read in reads.values()}


def test_without_the_list_of_indexes_nothing_is_proved_beyond_what_was_told(aws: Aws, account: str):
    show(aws, account)
    aws.fail("resource-explorer-2:ListIndexesForMembers", "AccessDeniedException", status=403)
    reads = accounted(explore(account), account, ReadResult(ReadStatus.COMPLETE, counts={(account, "eu-west-1"): 1}))
    assert reads["eu-west-1"].status is ReadStatus.COMPLETE
    assert reads[ALL_REGIONS].status is ReadStatus.PARTIAL
    assert "resource-explorer-2:ListIndexesForMembers" in reads[ALL_REGIONS].reason


def test_a_filtered_view_is_never_complete(aws: Aws, account: str):
    show(aws, account, only="service:ec2")
    collection = explore(account)
    reads = accounted(collection, account, ReadResult(ReadStatus.COMPLETE, counts={(account, "us-east-1"): 1}))
    assert reads["us-east-1"].status is ReadStatus.PARTIAL
    assert "the view's filter `service:ec2` leaves resources out" in collection.notes


def test_named_regions_narrow_what_is_read_but_global_services_stay(aws: Aws, account: str):
    show(aws, account)
    add(aws, account, "volume/vol-1", "ec2:volume", region="us-east-1")
    europe = add(aws, account, "volume/vol-2", "ec2:volume", region="eu-west-1")
    role = add(aws, account, "role/builder", "iam:role", region="global")
    collection = explore(account, regions=("eu-west-1",))
    assert [item.id for item in items_of(collection, account)] == [europe, role]
    assert set(accounted(collection, account, ReadResult(ReadStatus.COMPLETE))) == {"eu-west-1", GLOBAL_REGION}


def test_a_view_of_one_unit_tells_of_no_account_outside_it(aws: Aws, organisation: Organisation, account: str):
    unit = organisation.units["Root/Prod"]
    outside = organisation.accounts["account-05"]
    show(aws, account, outside, scope=f"arn:aws:organizations::{CALLER}:ou/o-exampleorg/{unit}")
    collection = explore(account, outside)
    assert [scope.account for scope in collection.scopes] == [account]
    assert [(read.account, read.status, read.reason) for read in collection.unread] == [
        (outside, ReadStatus.FAILED, f"the Resource Explorer view spans only {unit}")
    ]


def test_the_callers_own_view_tells_of_the_caller_alone(aws: Aws):
    show(aws, CALLER, scope=f"arn:aws:iam::{CALLER}:root")
    collection = explore(CALLER)
    assert collection.scopes == (Scope("aws", CALLER, ALL_REGIONS, "resource-explorer"),)
    assert aws.calls_of("resource-explorer-2:ListIndexesForMembers") == []


def test_the_view_that_tells_most_is_preferred_to_the_default(aws: Aws, account: str):
    poor = f"arn:aws:resource-explorer-2:us-east-1:{CALLER}:view/poor/2"
    show(aws, scope=f"arn:aws:iam::{CALLER}:root", arn=poor)
    show(aws, account)
    assert aws.explorer.default_view == poor
    pages_of(explore(account), account)
    assert VIEW in aws.calls_of("resource-explorer-2:ListResources")[0].body


def test_the_view_is_looked_for_where_the_aggregator_is(aws: Aws, account: str):
    europe = f"arn:aws:resource-explorer-2:eu-west-1:{CALLER}:view/all/1"
    show(aws, account, arn=europe, indexes={"eu-west-1": "AGGREGATOR", "us-east-1": "LOCAL"})
    aws.explorer.indexes.append({"AccountId": CALLER, "Region": "eu-west-1", "Type": "AGGREGATOR", "Arn": "arn"})
    pages_of(explore(account), account)
    assert {call.region for call in aws.calls_of("resource-explorer-2:ListViews")} == {"eu-west-1"}
    assert {call.region for call in aws.calls_of("resource-explorer-2:ListResources")} == {"eu-west-1"}


def test_more_than_ten_accounts_are_asked_for_their_indexes_ten_at_a_time(aws: Aws, organisation: Organisation):
    accounts = tuple(organisation.accounts[f"account-{number:02}"] for number in range(12))
    show(aws, *accounts)
    assert len(explore(*accounts).scopes) == 12


def test_attributes_and_delay_are_noted(aws: Aws, account: str):
    show(aws, account)
    notes = explore(account).notes
    assert any("`--source config` or `--source sweep`" in note for note in notes)
    assert any("36 hours" in note for note in notes)


def test_no_view_is_said_in_one_sentence(account: str):
    with pytest.raises(BadUsage, match=r"^Resource Explorer has no view in the home region; name one with"):
        explore(account)


def test_a_named_view_that_does_not_exist_is_said_in_one_sentence(account: str):
    with pytest.raises(BadUsage, match=r"could not be read \(ResourceNotFoundException\); check its name"):
        explore(account, view_arn=VIEW)


def test_what_is_no_view_is_refused_before_it_is_asked_for(account: str):
    with pytest.raises(BadUsage, match=r"is not the ARN of a Resource Explorer view"):
        explore(account, view_arn="all-resources")
