"""The describe calls are data; walking them needs no knowledge of a service."""

import pytest

from costguard.catalog.live.aws_arns import canonical_arn, of_arn
from costguard.catalog.live.aws_calls import Call, answers, filled, read_calls, request
from costguard.catalog.live.aws_describe import Place, arn_of, describes, records, tags_at, tags_request
from costguard.catalog.live.names import is_known_type
from costguard.catalog.live.tables import read_rows
from costguard.catalog.lookup import is_global

HERE = Place("aws", "123456789012", "eu-west-1")


def describe(native_type):
    return next(each for each in describes() if each.native_type == native_type)


class Answers:
    """Stands for a client: answers by operation, and remembers what was asked."""

    def __init__(self, **pages):
        self.pages = pages
        self.asked = []

    def __call__(self, operation, parameters):
        self.asked.append((operation, parameters))
        return self.pages[operation](parameters) if callable(self.pages[operation]) else self.pages[operation]


def test_records_lie_in_lists_of_lists():
    pages = [
        {"Reservations": [{"Instances": [{"InstanceId": "i-1"}, {"InstanceId": "i-2"}]}]},
        {"Reservations": []},
        {"Reservations": [{"Instances": [{"InstanceId": "i-3"}]}]},
    ]
    found = records(describe("ec2:instance"), HERE, Answers(describe_instances=pages))
    assert [each["InstanceId"] for each in found] == ["i-1", "i-2", "i-3"]


def test_what_is_terminated_is_no_resource():
    states = [{"InstanceId": state, "State": {"Name": state}} for state in ("running", "stopped", "terminated")]
    ask = Answers(describe_instances=[{"Reservations": [{"Instances": states}]}])
    assert [each["InstanceId"] for each in records(describe("ec2:instance"), HERE, ask)] == ["running", "stopped"]


def test_what_another_account_shares_is_not_ours():
    gateways = [{"TransitGatewayArn": owner, "OwnerId": owner} for owner in ("123456789012", "999999999999")]
    ask = Answers(describe_transit_gateways=[{"TransitGateways": gateways}])
    assert [each["OwnerId"] for each in records(describe("ec2:transit-gateway"), HERE, ask)] == ["123456789012"]


def test_a_record_that_does_not_say_stays():
    ask = Answers(describe_transit_gateways=[{"TransitGateways": [{"TransitGatewayArn": "a"}]}])
    assert list(records(describe("ec2:transit-gateway"), HERE, ask)) == [{"TransitGatewayArn": "a"}]


def test_aws_own_keys_are_left_out():
    managers = {"k-1": "AWS", "k-2": "CUSTOMER"}
    ask = Answers(
        list_keys=[{"Keys": [{"KeyId": key} for key in managers]}],
        describe_key=lambda asked: [{"KeyMetadata": {"Arn": asked["KeyId"], "KeyManager": managers[asked["KeyId"]]}}],
    )
    assert [each["Arn"] for each in records(describe("kms:key"), HERE, ask)] == ["k-2"]


def test_services_are_described_ten_at_once_cluster_by_cluster():
    ask = Answers(
        list_clusters=[{"clusterArns": ["c1", "c2"]}],
        list_services=lambda asked: [
            {
                "serviceArns": [
                    f"{asked['cluster']}/s{number}" for number in range(12 if asked["cluster"] == "c1" else 0)
                ]
            }
        ],
        describe_services=lambda asked: [{"services": [{"serviceArn": arn} for arn in asked["services"]]}],
    )
    found = [each["serviceArn"] for each in records(describe("ecs:service"), HERE, ask)]
    assert found == [f"c1/s{number}" for number in range(12)]
    batches = [asked for operation, asked in ask.asked if operation == "describe_services"]
    assert [len(asked["services"]) for asked in batches] == [10, 2]
    assert all(asked["cluster"] == "c1" and asked["include"] == ["TAGS"] for asked in batches)


def test_names_that_are_fields_of_records_go_in_batches_too():
    ask = Answers(
        list_domain_names=[{"DomainNames": [{"DomainName": f"d{number}"} for number in range(6)]}],
        describe_domains=lambda asked: [{"DomainStatusList": [{"ARN": name} for name in asked["DomainNames"]]}],
    )
    assert [each["ARN"] for each in records(describe("es:domain"), HERE, ask)] == [f"d{number}" for number in range(6)]
    assert len(ask.asked) == 3


def test_a_record_knows_what_the_calls_before_it_gave():
    ask = Answers(
        list_queues=[{"QueueUrls": ["https://q"]}, {}],
        get_queue_attributes=[{"Attributes": {"QueueArn": "arn:aws:sqs:eu-west-1:1:q"}}],
    )
    queue = describe("sqs:queue")
    (record,) = records(queue, HERE, ask)
    assert tags_request(queue, record, HERE) == {"QueueUrl": "https://q"}
    assert ask.asked[0] == ("list_queues", {"MaxResults": 1000})


@pytest.mark.parametrize(
    ("native_type", "record", "expected"),
    [
        ("ec2:volume", {"VolumeId": "vol-1"}, "arn:aws:ec2:eu-west-1:123456789012:volume/vol-1"),
        ("ec2:snapshot", {"SnapshotId": "snap-1"}, "arn:aws:ec2:eu-west-1::snapshot/snap-1"),
        ("s3:bucket", {"Name": "logs"}, "arn:aws:s3:::logs"),
        ("route53:hostedzone", {"Id": "/hostedzone/Z1"}, "arn:aws:route53:::hostedzone/Z1"),
        (
            "apigateway:restapis/stages",
            {"items": {"id": "a"}, "stageName": "p"},
            "arn:aws:apigateway:eu-west-1::/restapis/a/stages/p",
        ),
        ("rds:db", {"DBInstanceArn": "arn:x"}, "arn:x"),
        ("ec2:elastic-ip", {"PublicIp": "192.0.2.1"}, ""),
        ("rds:db", {}, ""),
    ],
)
def test_a_record_has_an_arn_or_what_makes_one(native_type, record, expected):
    assert arn_of(describe(native_type), record, HERE) == expected


def test_the_partition_is_part_of_the_arn():
    china = Place("aws-cn", "1", "cn-north-1")
    assert arn_of(describe("ec2:volume"), {"VolumeId": "v"}, china) == "arn:aws-cn:ec2:cn-north-1:1:volume/v"


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        ({"Tags": [{"Key": "team", "Value": "a"}, {"Key": "env", "Value": ""}]}, "Tags"),
        ({"tags": [{"key": "team", "value": "a"}, {"key": "env"}]}, "tags"),
        ({"Tags": [{"TagKey": "team", "TagValue": "a"}, {"TagKey": "env", "TagValue": ""}]}, "Tags"),
        ({"tags": {"team": "a", "env": ""}}, "tags"),
        ({"Tags": {"Items": [{"Key": "team", "Value": "a"}, {"Key": "env", "Value": None}]}}, "Tags.Items"),
        (
            {"TagDescriptions": [{"ResourceArn": "x", "Tags": [{"Key": "team", "Value": "a"}, {"Key": "env"}]}]},
            "TagDescriptions.Tags",
        ),
        (
            {"Tags": [{"Key": "team", "Value": "a", "ResourceId": "g", "PropagateAtLaunch": True}, {"Key": "env"}]},
            "Tags",
        ),
    ],
)
def test_tags_are_read_in_every_shape(answer, path):
    assert tags_at(answer, path) == {"team": "a", "env": ""}


def test_no_tags_are_no_tags():
    assert tags_at({"Tags": []}, "Tags") == tags_at({}, "Tags") == tags_at({"Tags": None}, "Tags") == {}


def test_tags_are_asked_for_by_arn_or_by_field():
    assert tags_request(describe("lambda:function"), {"FunctionArn": "arn:f"}, HERE) == {"Resource": "arn:f"}
    assert tags_request(describe("elasticloadbalancing:loadbalancer/app"), {"LoadBalancerArn": "a"}, HERE) == {
        "ResourceArns": ["a"]
    }
    assert tags_request(describe("ec2:volume"), {"VolumeId": "v"}, HERE) == {}


def test_calls_are_read_as_they_are_written():
    assert read_calls("list_a As max=5 x=true > get_b B.Cs a={As.Id} all=[{As.Name}:7] include=[X,Y]") == (
        Call("list_a", "As", {"max": 5, "x": True}),
        Call("get_b", "B.Cs", {"a": "{As.Id}", "all": ("{As.Name}",), "include": ("X", "Y")}, "As.Name", 7),
    )
    assert read_calls("") == ()


def test_a_template_with_a_gap_is_empty():
    assert filled("a/{B}/{c.d}", {"B": 1, "C": {"D": "x/y"}}) == "a/1/x/y"
    assert filled("a/{c.d:last}", {"C": {"D": "x/y"}}) == "a/y"
    assert filled("a/{B}/{c}", {"B": 1}) == ""


def test_a_request_without_places_is_as_written():
    assert request(Call("f", "r", {"OwnerIds": ("self",), "Limit": 5}), {}) == {"OwnerIds": ["self"], "Limit": 5}


def test_what_gives_no_records_gives_nothing():
    assert list(answers(read_calls("a As > b B x={As}"), Answers(a=[{"As": []}, {}]))) == []


@pytest.mark.parametrize("each", describes(), ids=lambda each: each.native_type)
def test_every_describe_names_what_its_arns_name(each):
    rows = {row["native_type"]: row for row in read_rows("aws_arns")}
    assert each.native_type in rows
    assert each.operations
    assert all("[" not in call.operation and "{" not in call.result for call in each.calls)
    if "{" in each.arn:
        arn = canonical_arn(filled(each.arn, _any_fields(each.arn)))
        assert of_arn(arn).native_type == each.native_type


@pytest.mark.parametrize("each", describes(), ids=lambda each: each.native_type)
def test_a_batch_is_of_the_call_before(each):
    for before, call in zip(each.calls, each.calls[1:], strict=False):
        assert not call.batch_of or call.batch_of.split(".")[0] == before.name
        assert call.parameters, "a call that takes nothing from the one before would be made in vain"


def test_only_global_services_are_asked_once():
    for each in describes():
        if each.is_global:
            assert is_global(each.terraform_type) or each.region, each.native_type
        else:
            assert not is_global(each.terraform_type), each.native_type


def test_nothing_is_listed_twice_and_nearly_all_is_in_the_catalog():
    native_types = [each.native_type for each in describes()]
    assert len(native_types) == len(set(native_types))
    assert {each.terraform_type for each in describes() if not is_known_type(each.terraform_type)} == {
        "aws_db_cluster_snapshot"
    }


def _any_fields(template):
    """A record in which every field of a template is set."""
    record: dict[str, object] = {}
    for field in {part.split("}")[0].split(":")[0] for part in template.split("{")[1:]}:
        name, _, rest = field.partition(".")
        record[name] = {rest: "x1"} if rest else "x1"
    return record
