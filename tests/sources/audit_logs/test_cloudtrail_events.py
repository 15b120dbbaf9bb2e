"""Which IAM action a CloudTrail event asks for, and who asks."""

import pytest
from log_samples import DEPLOYER, SAMPLES, event, read_one, request_of, requests_in

from costguard.catalog import authorization
from costguard.model.cloud import Cloud
from costguard.sources.audit_logs.cloudtrail_actions import called
from costguard.sources.audit_logs.cloudtrail_values import CONDITION_KEYS
from costguard.sources.audit_logs.recorded_request import RecordedRequest, SkippedEvent


def test_a_launch_is_read_with_the_tags_of_each_resource():
    found = requests_in(SAMPLES / "cloudtrail.json")["00000000-0000-0000-0000-000000000001"]
    assert found == RecordedRequest(
        cloud=Cloud.AWS,
        at="2026-10-01T09:01:00Z",
        operation="ec2:RunInstances",
        where=f"{SAMPLES / 'cloudtrail.json'}, record 1",
        id="00000000-0000-0000-0000-000000000001",
        principal="arn:aws:iam::111122223333:role/teams/Deployer",
        session="ci-42",
        account="111122223333",
        region="eu-west-1",
        tags={},
        tags_by_resource={
            "instance": {"CostCenter": "CC-100", "Environment": "dev"},
            "volume": {"CostCenter": "CC-100"},
        },
        values={"ec2:InstanceType": "t3.micro", "ec2:Tenancy": "default"},
    )


@pytest.mark.parametrize(
    ("source", "name", "action"),
    [
        ("ec2.amazonaws.com", "RunInstances", "ec2:RunInstances"),
        ("lambda.amazonaws.com", "CreateFunction20150331", "lambda:CreateFunction"),
        ("lambda.amazonaws.com", "TagResource20170331v2", "lambda:TagResource"),
        ("cloudfront.amazonaws.com", "CreateDistributionWithTags2020_05_31", "cloudfront:CreateDistribution"),
        ("monitoring.amazonaws.com", "PutMetricAlarm", "cloudwatch:PutMetricAlarm"),
        ("email.amazonaws.com", "CreateConfigurationSet", "ses:CreateConfigurationSet"),
        ("amazonmq.amazonaws.com", "CreateBroker", "mq:CreateBroker"),
        ("s3.amazonaws.com", "DeleteBucketTagging", "s3:PutBucketTagging"),
        ("elasticmapreduce.amazonaws.com", "RunJobFlow", "elasticmapreduce:RunJobFlow"),
        ("ec2.amazonaws.com.cn", "CreateVolume", "ec2:CreateVolume"),
    ],
)
def test_an_event_has_the_name_of_its_action(source, name, action):
    assert called(source, name).action == action


def test_api_gateway_is_authorised_by_method():
    found = called("apigateway.amazonaws.com", "CreateRestApi")
    assert (found.action, found.resource_type) == ("apigateway:POST", "RestApis")


def test_every_value_that_is_looked_for_is_a_condition_key_of_its_action():
    unknown = []
    for action, keys in CONDITION_KEYS.items():
        known = authorization.action(action)
        assert known is not None, action
        types = [None, *(each.name for each in known.resources)]
        unknown += [
            (action, key) for key in keys if not any(authorization.supports(action, each, key) for each in types)
        ]
    # one table serves all calls of a family, and some keys are of a few of them only
    assert all(action.startswith(("elasticache:", "rds:")) for action, _ in unknown), unknown


@pytest.mark.parametrize(
    ("identity", "principal", "session"),
    [
        (DEPLOYER, "arn:aws:iam::111122223333:role/teams/Deployer", "ci"),
        (
            {"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/R/s", "accountId": "1"},
            "arn:aws:iam::1:role/R",
            "s",
        ),
        ({"type": "IAMUser", "arn": "arn:aws:iam::1:user/a/mara"}, "arn:aws:iam::1:user/a/mara", ""),
        ({"type": "Root", "arn": "arn:aws:iam::1:root"}, "arn:aws:iam::1:root", ""),
        ({"type": "AWSAccount", "accountId": "2", "principalId": "AIDA"}, "", ""),
        (None, "", ""),
    ],
    ids=["role with a path", "role", "user", "root", "another account", "nobody"],
)
def test_a_session_is_told_as_its_role(tmp_path, identity, principal, session):
    found = request_of(tmp_path, event("sqs", "CreateQueue", {}, userIdentity=identity))
    assert (found.principal, found.session) == (principal, session)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"readOnly": True}, "it only reads"),
        ({"readOnly": "true"}, "it only reads"),
        ({"errorCode": "AccessDenied"}, "it failed"),
        ({"eventType": "AwsServiceEvent"}, "it is no call of an API"),
        ({"userIdentity": {"type": "AWSService", "invokedBy": "x"}}, "a service did it for itself"),
    ],
    ids=["a read", "a read in words", "a failure", "a service's own event", "a service"],
)
def test_what_asks_nothing_of_a_guardrail_is_skipped(tmp_path, changed, reason):
    assert read_one(tmp_path, event("ec2", "CreateVolume", {}) | changed) == SkippedEvent(reason)


@pytest.mark.parametrize(("source", "parameters"), [("ec2", {}), ("sts", None), ("sts", {"roleArn": "x"})])
def test_a_call_that_makes_and_tags_nothing_sends_no_tags(tmp_path, source, parameters):
    found = request_of(tmp_path, event(source, "DoSomethingElse", parameters))
    assert (found.operation, found.tags, found.values) == (f"{source}:DoSomethingElse", {}, {})


@pytest.mark.parametrize(
    ("action", "parameters", "response", "values"),
    [
        ("CreateVolume", {"size": "500"}, {"volumeType": "gp3"}, {"ec2:VolumeSize": "500", "ec2:VolumeType": "gp3"}),
        ("CreateVolume", {"snapshotId": "snap-1"}, {"size": 80}, {"ec2:VolumeSize": "80"}),
        ("CreateVolume", {"encrypted": True}, None, {"ec2:Encrypted": "true"}),
        (
            "RunInstances",
            {},
            {"instancesSet": {"items": [{"instanceType": "t3.micro"}, {"instanceType": "m5.large"}]}},
            {},
        ),
        ("CreateVolume", "no object", [1], {}),
    ],
    ids=["both sides tell", "the response tells", "a boolean", "two that differ", "no parameters"],
)
def test_values_are_those_that_the_record_tells_for_certain(tmp_path, action, parameters, response, values):
    assert request_of(tmp_path, event("ec2", action, parameters, response)).values == values


def test_a_launch_tells_each_volume_that_it_asks_for(tmp_path):
    mappings = [
        {"deviceName": "/dev/xvda", "ebs": {"volumeSize": 30, "volumeType": "gp3", "deleteOnTermination": True}},
        {"deviceName": "/dev/sdb", "ebs": {"volumeSize": 9000, "encrypted": True, "iops": 4000}},
        {"deviceName": "/dev/sdc", "virtualName": "ephemeral0"},
        "no mapping",
    ]
    found = request_of(tmp_path, event("ec2", "RunInstances", {"blockDeviceMapping": {"items": mappings}}))
    assert found.parts == {
        "volume": (
            {"ec2:VolumeSize": "30", "ec2:VolumeType": "gp3"},
            {"ec2:VolumeSize": "9000", "ec2:VolumeIops": "4000", "ec2:Encrypted": "true"},
        )
    }
