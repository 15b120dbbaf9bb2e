"""What service control policies would have done to recorded calls."""

import pytest
from replay_samples import CEILING, DEPLOYER, GOOD, KEYS, MADE, TAGS, VALUES, call, deny, scp

from costguard.model.errors import BadInput
from costguard.prove.replay.aws import AwsJudge
from costguard.prove.replay.aws_authorisations import authorisations
from costguard.prove.replay.judgement import Allowed, Denied, Judgement, NotBound, Undecided
from costguard.prove.replay.statement_rules import rules_of_statement

NO_TAGS = "the record does not hold the tags that were sent"


def judged(request, *documents) -> Judgement:
    return AwsJudge(documents or (TAGS,))(request)


def denied(*statements: str, rules: tuple[str, ...] = ("required-tags",)) -> Denied:
    return Denied(statements, rules)


def test_a_launch_passes_with_tags_on_all_that_it_makes():
    tags = {"instance": GOOD, "volume": GOOD}
    assert judged(call("ec2:RunInstances", tags_by_resource=tags)) == Allowed()


@pytest.mark.parametrize(
    ("tags", "statements"),
    [
        ({}, ("RequiredTags1", "RequiredTags2")),
        ({"instance": GOOD}, ("RequiredTags1", "RequiredTags2")),
        ({"instance": GOOD, "volume": {"CostCenter": "lunch"}}, ("RequiredTags2", "RequiredTags5")),
        ({"instance": GOOD, "volume": {"costcenter": "CC-100"}}, ("RequiredTags1",)),
    ],
    ids=["no tags", "none on the volume", "a bad value on the volume", "another spelling on the volume"],
)
def test_a_launch_is_denied_where_one_resource_lacks_its_tag(tags, statements):
    """EC2 authorises the tags of each resource as ec2:CreateTags too, so a bad value is denied there as well."""
    assert judged(call("ec2:RunInstances", tags_by_resource=tags)) == denied(*statements)


@pytest.mark.parametrize("operation", ["sqs:CreateQueue", "rds:CreateDBInstance", "s3:CreateBucket"])
def test_services_with_one_set_of_tags_are_judged_by_it(operation):
    assert judged(call(operation, tags=GOOD)) == Allowed()
    assert judged(call(operation, tags={})) == denied("RequiredTags3", "RequiredTags4")
    assert judged(call(operation, tags={"CostCenter": "x"})) == denied("RequiredTags4")
    assert judged(call(operation, tags=None)) == Undecided(f"`{operation}`: {NO_TAGS}")


def test_two_spellings_of_a_key_leave_the_call_undecided():
    found = judged(call("sqs:CreateQueue", tags={"CostCenter": "CC-100", "costcenter": "CC-100"}))
    assert found == Undecided(
        "`sqs:CreateQueue`: a tag key is sent in two spellings, of which IAM leaves open what they come to"
    )


def test_what_is_denied_for_another_reason_needs_no_tags():
    region = scp(
        deny("ApprovedRegions1", "*", "*", {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}), rules=("r",)
    )
    assert judged(call("s3:CreateBucket", tags=None, region="us-east-1"), TAGS, region) == Denied(
        ("ApprovedRegions1",), ("r",)
    )


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        ("i-0001", denied("RequiredTags5")),
        ("vol-0001", denied("RequiredTags5")),
        ("arn:aws:ec2:eu-west-1:111122223333:volume/vol-0001", denied("RequiredTags5")),
        ("snap-0001", Allowed()),
        ("subnet-0001", Allowed()),
    ],
)
def test_retagging_is_judged_by_what_is_tagged(resource, found):
    assert judged(call("ec2:CreateTags", tags={"CostCenter": "lunch"}, resources=(resource,))) == found


@pytest.mark.parametrize(
    ("operation", "arn", "resource"),
    [
        ("rds:AddTagsToResource", "arn:aws:rds:eu-west-1:1:db:orders", "db"),
        ("rds:AddTagsToResource", "arn:aws:rds:eu-west-1:1:cluster:orders", "cluster"),
        ("logs:TagResource", "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/resize", "log-group"),
        ("ecs:TagResource", "arn:aws:ecs:eu-west-1:1:service/main/web", "service"),
        ("ec2:CreateTags", "arn:aws-us-gov:ec2:us-gov-west-1:1:volume/vol-1", "volume"),
        ("ec2:CreateTags", "vpce-0123", "vpc-endpoint"),
    ],
)
def test_an_arn_or_id_tells_the_resource_type(operation, arn, resource):
    assert [each.resource for each in authorisations(call(operation, resources=(arn,)))] == [resource]


def test_retagging_something_unrecognised_is_undecided_where_only_some_types_are_guarded():
    found = judged(call("ec2:CreateTags", tags={"CostCenter": "lunch"}, resources=("new-0001",)))
    assert found == Undecided(
        "`ec2:CreateTags`: the record does not tell whether a resource of the type `instance` is in the call"
    )


def test_retagging_something_unrecognised_is_denied_where_every_type_is_guarded():
    everywhere = scp(deny("RequiredTags1", "ec2:CreateTags", "*", {"Null": {"aws:RequestTag/CostCenter": "false"}}))
    found = judged(call("ec2:CreateTags", tags={"CostCenter": "x"}, resources=("new-0001",)), everywhere)
    assert found == denied("RequiredTags1")


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ({"CostCenter": ""}, denied("RequiredTags6")),
        ({"costcenter": ""}, denied("RequiredTags6")),
        ({}, denied("RequiredTags7")),
        ({"Name": ""}, Allowed()),
    ],
    ids=["the key", "another spelling", "all keys at once", "another key"],
)
def test_untagging_is_judged_by_the_keys_that_go(tags, found):
    assert judged(call("ec2:DeleteTags", tags=tags, resources=("vol-1",))) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"ec2:VolumeSize": "8000"}, denied("BigVolumes1", rules=("big-volumes",))),
        ({"ec2:VolumeSize": "4096"}, Allowed()),
        ({}, Undecided("`ec2:CreateVolume`: the record does not hold `ec2:VolumeSize`")),
    ],
)
def test_a_value_decides_where_the_record_holds_it(values, found):
    assert judged(call("ec2:CreateVolume", values=values), CEILING) == found


def test_a_launch_leaves_open_how_large_its_volumes_are():
    """The image may bring volumes that no parameter shows."""
    ceiling = scp(deny("Big1", "ec2:RunInstances", MADE[1], {"NumericGreaterThan": {"ec2:VolumeSize": "4096"}}))
    assert judged(call("ec2:RunInstances"), ceiling) == Undecided(
        "`ec2:RunInstances`: the record does not hold `ec2:VolumeSize`"
    )


def test_a_launch_is_denied_for_a_volume_that_it_asks_for():
    ceiling = scp(deny("Big1", "ec2:RunInstances", MADE[1], {"NumericGreaterThan": {"ec2:VolumeSize": "4096"}}))
    parts = {"volume": ({"ec2:VolumeSize": "8"}, {"ec2:VolumeSize": "9000"})}
    assert judged(call("ec2:RunInstances", parts=parts), ceiling) == denied("Big1")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"principal": "arn:aws:iam::1:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"}, "service-linked"),
        ({"principal": "arn:aws:iam::1:role/AWSServiceRoleForAutoScaling"}, "service-linked"),
        ({"account": "999999999999"}, "management account"),
    ],
)
def test_whom_no_policy_binds_is_never_denied(changed, reason):
    found = AwsJudge((TAGS,), management_account="999999999999")(call("sqs:CreateQueue", **changed))
    assert isinstance(found, NotBound)
    assert reason in found.reason


def test_an_exempt_principal_passes():
    exempt = {**KEYS, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/teams/*"}}
    guarded = scp(deny("RequiredTags1", "sqs:CreateQueue", "*", exempt))
    assert judged(call("sqs:CreateQueue"), guarded) == Allowed()
    assert judged(call("sqs:CreateQueue", principal="arn:aws:iam::1:user/mara"), guarded) == denied("RequiredTags1")
    assert judged(call("sqs:CreateQueue", principal=""), guarded) == Undecided(
        "`sqs:CreateQueue`: the record does not tell who sent it"
    )


def test_what_makes_nothing_and_is_never_spoken_of_is_not_judged():
    assert isinstance(judged(call("ec2:StopInstances")), NotBound)


REGIONS = scp(
    deny("Regions", None, "*", {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}, NotAction=["iam:*", "sts:*"]),
    rules=("regions",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (call("ec2:StopInstances"), Allowed()),
        (call("ec2:StopInstances", region="us-east-1"), Denied(("Regions",), ("regions",))),
    ],
)
def test_an_action_without_data_is_judged_by_where_it_goes(request_, found):
    assert judged(request_, REGIONS) == found


def test_an_action_without_data_is_undecided_where_a_statement_looks_inside():
    inside = scp(deny("X1", "ec2:StopInstances", "arn:aws:ec2:*:*:instance/*"))
    assert isinstance(judged(call("ec2:StopInstances", tags=None), inside), Undecided)


EVERYTHING = scp(
    deny("RequiredTags1", None, "*", {"ForAnyValue:StringEquals": {"aws:TagKeys": "CostCenter"}, **VALUES},
         NotAction="iam:*"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ({}, Allowed()),
        (GOOD, Undecided("`ec2:StopInstances`: left open: what this action puts into a request, "
                         "which the authorization data do not tell")),
    ],
)  # fmt: skip
def test_an_action_without_data_that_sends_no_tags_is_judged_by_that(tags, found):
    assert judged(call("ec2:StopInstances", tags=tags), EVERYTHING) == found


def test_a_pattern_of_keys_is_held_against_every_key():
    """`aws:TagKeys` with a wildcard: each further key of a request may match it."""
    guarded = scp(deny("Keys1", "sqs:CreateQueue", "*", {"ForAnyValue:StringLike": {"aws:TagKeys": "cost*"}}))
    assert judged(call("sqs:CreateQueue", tags={"a": "", "z": "", "costly": ""}), guarded) == denied("Keys1")
    assert judged(call("sqs:CreateQueue", tags={"a": "", "z": ""}), guarded) == Allowed()


def test_a_policy_variable_leaves_the_call_undecided():
    condition = {"StringNotEquals": {"aws:RequestTag/Owner": "${aws:username}"}}
    found = judged(call("sqs:CreateQueue", tags={"Owner": "mara"}), scp(deny("O1", "sqs:CreateQueue", "*", condition)))
    assert isinstance(found, Undecided)


@pytest.mark.parametrize(
    ("rules", "name", "found"),
    [
        (("required-tags", "required"), "RequiredTags12", ("required-tags",)),
        (("a-b", "c"), "AB1", ("a-b",)),
        (("a", "b"), "TheirOwn", ()),
        (("a",), "TheirOwn", ("a",)),
        ((), "A1", ()),
    ],
)
def test_a_statement_belongs_to_the_rule_that_it_was_emitted_for(rules, name, found):
    assert rules_of_statement(scp(rules=rules), name) == found


def test_a_document_that_is_none_is_refused():
    broken = scp(deny("A1", "ec2:*"))
    with pytest.raises(BadInput, match=r"aws/scp-1\.json"):
        judged(call("sqs:CreateQueue"), type(broken)(broken.path, broken.kind, "{", ()))


def test_answers_that_are_remembered_are_those_of_a_fresh_judge():
    requests = [
        call("sqs:CreateQueue", tags=tags, principal=principal)
        for tags in (GOOD, {}, None, {"CostCenter": "x"}, {"CostCenter": "CC-100"})
        for principal in (DEPLOYER, "")
    ]
    judge = AwsJudge((TAGS,))
    assert [judge(each) for each in requests * 2] == [judged(each) for each in requests * 2]
