"""Every describe call of the catalog can be made as it stands, and all pages of it are read."""

import pytest
from aws_stand_ins import Organisation, member

from costguard.catalog.live.aws_describe import describes
from costguard.model.inventory import Item
from costguard.sources.aws.collector import AwsOptions, collect_aws
from costguard.sources.aws.describing import _native_type, described_items
from costguard.sources.aws.place import Place
from costguard.sources.aws.sessions import Sessions
from costguard.sources.aws.tagging import KnownTags
from costguard.sources.collecting.reading import ReadProblem, Scope

pytestmark = pytest.mark.usefixtures("aws", "no_waiting")


@pytest.fixture
def account(organisation: Organisation) -> str:
    return organisation.accounts["account-03"]


def place_in(account: str, region: str) -> Place:
    sessions = Sessions(AwsOptions())
    sessions.assume(account)
    return Place(sessions, Scope("aws", account, region, "tagging+describe"))


def described(place: Place, native_type: str, known: KnownTags | None = None) -> list[Item]:
    describe = next(each for each in describes() if each.native_type == native_type)
    return list(described_items(place, describe, known or KnownTags({})))


def test_names_of_steps_tell_them_apart():
    names = [describe.native_type for describe in describes()]
    assert len(set(names)) == len(names)
    assert not any("," in name for name in names)


def test_the_sdk_accepts_every_call(account: str):
    collection = collect_aws(AwsOptions(source="sweep", accounts=(account,), regions=("us-east-1",)))
    reasons = ""
    for scope in collection.scopes:
        try:
            list(collection.read(scope, ""))
        except (ReadProblem, ConnectionError) as problem:
            reasons += str(problem)
    # What moto lacks it fails at; what the SDK itself would refuse is a fault of ours.
    assert "ParamValidation" not in reasons
    assert "ec2:DescribeVolumes" not in reasons


def test_all_pages_are_read(account: str):
    sqs = member(account, "sqs", "us-west-1")
    for number in range(7):
        sqs.create_queue(QueueName=f"queue-{number}")
    assert len(described(place_in(account, "us-west-1"), "sqs:queue")) == 7


def test_calls_below_calls_are_made_for_each(account: str):
    ecs = member(account, "ecs", "us-west-1")
    for cluster in ("one", "two"):
        ecs.create_cluster(clusterName=cluster)
        ecs.register_task_definition(family="web", containerDefinitions=[{"name": "web", "image": "web", "memory": 64}])
        for service in ("web", "api"):
            ecs.create_service(
                cluster=cluster,
                serviceName=service,
                taskDefinition="web",
                tags=[{"key": "owner", "value": cluster}],
            )
    found = described(place_in(account, "us-west-1"), "ecs:service")
    assert sorted(item.tags["owner"] for item in found) == ["one", "one", "two", "two"]


@pytest.mark.parametrize("kind", ["app", "net", "gwy"])
def test_one_call_lists_load_balancers_of_several_kinds(kind: str):
    describe = next(each for each in describes() if each.client == "elbv2")
    arn = f"arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/{kind}/name/1"
    assert _native_type(describe, arn) == f"elasticloadbalancing:loadbalancer/{kind}"


def test_tags_that_the_tagging_api_told_are_not_asked_for_again(aws, account: str):
    sqs = member(account, "sqs", "us-west-2")
    sqs.create_queue(QueueName="known", tags={"owner": "a"})
    arn = f"arn:aws:sqs:us-west-2:{account}:known"
    place = place_in(account, "us-west-2")
    aws.calls.clear()
    (item,) = described(place, "sqs:queue", KnownTags({arn: {"owner": "a"}}, frozenset({"sqs:queue"})))
    assert item.tags == {"owner": "a"}
    assert aws.calls_of("sqs:ListQueueTags") == []
    (asked,) = described(place, "sqs:queue", KnownTags({}))
    assert asked.tags == {"owner": "a"}
    assert len(aws.calls_of("sqs:ListQueueTags")) == 1


def test_what_is_gone_before_its_tags_are_asked_for_is_no_gap(aws, account: str):
    member(account, "sqs", "us-west-2").create_queue(QueueName="fleeting")
    aws.fail("sqs:ListQueueTags", "QueueDoesNotExist")
    found = described(place_in(account, "us-west-2"), "sqs:queue")
    assert {item.tags_incomplete for item in found} == {""}
