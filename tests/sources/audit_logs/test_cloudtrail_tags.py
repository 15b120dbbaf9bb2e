"""The shapes in which services write tags into their CloudTrail events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_samples import event, request_of

from costguard.sources.audit_logs.cloudtrail_actions import called
from costguard.sources.audit_logs.cloudtrail_tags import sent_tags

MASK = "HIDDEN_DUE_TO_SECURITY_REASONS"
ONE = {"Team": "web"}


@pytest.mark.parametrize(
    ("source", "name", "parameters"),
    [
        ("rds", "CreateDBInstance", {"tags": [{"key": "Team", "value": "web"}]}),
        ("kms", "CreateKey", {"tags": [{"tagKey": "Team", "tagValue": "web"}]}),
        ("dynamodb", "CreateTable", {"tags": [{"Key": "Team", "Value": "web"}]}),
        ("sqs", "CreateQueue", {"tags": {"Team": "web"}}),
        ("elasticache", "CreateCacheCluster", {"tags": {"items": [{"key": "Team", "value": "web"}]}}),
        ("rds", "CreateDBCluster", {"tagList": [{"key": "Team", "value": "web"}]}),
        ("eks", "CreateCluster", {"tags": '{"Team": "web"}'}),
        ("cognito-idp", "CreateUserPool", {"userPoolTags": {"Team": "web"}}),
        ("backup", "CreateBackupVault", {"backupVaultTags": {"Team": "web"}}),
        ("autoscaling", "CreateAutoScalingGroup",
         {"tags": [{"key": "Team", "value": "web", "propagateAtLaunch": True, "resourceId": "g"}]}),
        ("cloudfront", "CreateDistributionWithTags2020_05_31",
         {"distributionConfigWithTags": {"tags": {"items": [{"key": "Team", "value": "web"}]}}}),
        ("workspaces", "CreateWorkspaces", {"workspaces": [{"tags": [{"key": "Team", "value": "web"}]}]}),
        ("s3", "PutBucketTagging",
         {"bucketName": "b", "tagging": "", "Tagging": {"TagSet": {"Tag": {"Key": "Team", "Value": "web"}}}}),
        ("s3", "PutBucketTagging", {"Tagging": {"TagSet": {"Tag": [{"Key": "Team", "Value": "web"}]}}}),
        ("s3", "CreateBucket", {"CreateBucketConfiguration": {"Tags": {"Tag": [{"Key": "Team", "Value": "web"}]}}}),
        ("ec2", "CreateTags", {"resourcesSet": {}, "tagSet": {"items": [{"key": "Team", "value": "web"}]}}),
        ("elasticbeanstalk", "UpdateTagsForResource", {"tagsToAdd": [{"key": "Team", "value": "web"}]}),
    ],
)  # fmt: skip
def test_tags_are_found_in_the_shape_of_the_service(tmp_path, source, name, parameters):
    assert request_of(tmp_path, event(source, name, parameters)).tags == ONE


@pytest.mark.parametrize(
    ("source", "name", "parameters"),
    [
        ("sqs", "UntagQueue", {"tagKeys": ["Team"]}),
        ("rds", "RemoveTagsFromResource", {"tagKeys": ["Team"]}),
        ("ec2", "DeleteTags", {"tagSet": {"items": [{"key": "Team"}]}}),
    ],
)
def test_a_tag_that_is_taken_away_has_no_value(tmp_path, source, name, parameters):
    assert request_of(tmp_path, event(source, name, parameters)).tags == {"Team": ""}


@pytest.mark.parametrize(
    ("source", "name", "parameters"),
    [
        ("sqs", "CreateQueue", {"queueName": "q"}),
        ("sqs", "CreateQueue", {"tags": {}}),
        ("sqs", "CreateQueue", {"tags": None}),
        ("rds", "CreateDBInstance", {"tags": []}),
        ("ec2", "DeleteTags", {"resourcesSet": {}}),
        ("ec2", "CreateInternetGateway", None),
    ],
)
def test_no_tags_are_known_to_be_none(tmp_path, source, name, parameters):
    assert request_of(tmp_path, event(source, name, parameters)).tags == {}


@pytest.mark.parametrize(
    ("source", "name", "parameters"),
    [
        ("ecs", "CreateCluster", {"tags": MASK}),
        ("ecs", "CreateCluster", {"tags": [{"key": "Team", "value": MASK}]}),
        ("ecs", "CreateCluster", {"tags": "***"}),
        ("ecs", "CreateCluster", {"tags": "Team=web"}),
        ("ecs", "CreateCluster", {"tags": [["Team", "web"]]}),
        ("ecs", "CreateCluster", {"tags": 7}),
        ("ecs", "CreateCluster", {"tags": {"Team": {"deep": "er"}}}),
        ("ecs", "CreateCluster", {"tags": "[" * 5000}),
        ("ecs", "CreateCluster", {"omitted": True, "originalSize": 300000, "reason": "too large"}),
        ("ecs", "CreateCluster", None),
        ("s3", "CreateBucket", {"bucketName": "b", "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}),
        ("ec2", "CreateVolume", {"tagSpecificationSet": {"items": [{"tags": []}]}}),
    ],
    ids=["masked", "a masked value", "stars", "a text", "pairs", "a number", "a deep map", "a bomb", "cut", "none",
         "a bucket", "no type"],
)  # fmt: skip
def test_what_cannot_be_read_is_not_known(tmp_path, source, name, parameters):
    assert request_of(tmp_path, event(source, name, parameters)).tags is None


def test_newer_ec2_calls_wrap_all_parameters(tmp_path):
    specification = {"ResourceType": "natgateway", "tag": 1, "Tag": {"Key": "Team", "tag": 1, "Value": "web"}}
    found = request_of(
        tmp_path,
        event("ec2", "CreateNatGateway", {"CreateNatGatewayRequest": {"TagSpecification": specification}}),
    )
    assert found.tags_by_resource == {"natgateway": ONE}


def test_a_launch_template_leaves_open_what_it_adds():
    """The response shows the instances' tags; nothing shows those of the volumes."""
    parameters = {"launchTemplate": {"launchTemplateId": "lt-1", "version": "3"}}
    tag_set = {"items": [{"key": "Team", "value": "web"}, {"key": "aws:ec2launchtemplate:id", "value": "lt-1"}]}
    found = sent_tags(
        called("ec2.amazonaws.com", "RunInstances"), parameters, {"instancesSet": {"items": [{"tagSet": tag_set}]}}
    )
    assert (found.tags, found.by_resource) == (None, {"instance": ONE})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["tags", "Tag", "key", "value", "items", "resourceType", "x"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["ec2:RunInstances", "sqs:CreateQueue", "s3:PutBucketTagging", "ecs:TagResource"]))
def test_any_parameters_are_read_as_tags_or_as_not_known(parameters, action):
    service, _, name = action.partition(":")
    found = sent_tags(called(f"{service}.amazonaws.com", name), parameters)
    every = [found.tags or {}, *found.by_resource.values()]
    assert all(isinstance(each, str) for tags in every for pair in tags.items() for each in pair)


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8).filter(lambda each: each[:1] != "*")))
def test_a_list_and_its_items_tell_the_same(tags):
    pairs = [{"key": key, "value": value} for key, value in tags.items()]
    call = called("rds.amazonaws.com", "CreateDBInstance")
    assert sent_tags(call, {"tags": pairs}).tags == sent_tags(call, {"tags": {"items": pairs}}).tags == tags
