"""The curated files say of every AWS type how it is created, and nothing that AWS does not authorise."""

import csv

import pytest

from costguard.catalog import authorization, aws_operations
from costguard.catalog.aws_operations import (
    attribute_key,
    operations_by_action,
    operations_of,
    tag_actions,
    unguarded_tag_actions,
    untag_actions,
)
from costguard.catalog.lookup import attribute_names, entries, entry
from costguard.model.cloud import Cloud

REQUEST_TAG = "aws:RequestTag/CostCenter"
TYPES = [known.type for known in entries() if known.cloud is Cloud.AWS]
OPERATIONS = [each for resource_type in TYPES for each in operations_of(resource_type)]
CALLS = [each for each in OPERATIONS if each.action]
KEYS = sorted(aws_operations._keys().items())

# Calls that create what is billed and take no tags: each is a way round a rule on tags, and the report says so.
WITHOUT_TAGS = {
    "cloudfront:CopyDistribution",
    "dax:CreateCluster",
    "dynamodb:ImportTable",
    "dynamodb:RestoreTableFromBackup",
    "dynamodb:RestoreTableToPointInTime",
    "glacier:CreateVault",
    "kms:ReplicateKey",
    "redshift:RestoreFromClusterSnapshot",
    "route53:CreateHealthCheck",
    "route53:CreateHostedZone",
    "s3:PutObject",
}


def _names(actions):
    return [each.name for each in actions]


def test_every_aws_type_of_the_catalog_is_covered_or_explained():
    assert [resource_type for resource_type in TYPES if not operations_of(resource_type)] == []
    assert [each.terraform_type for each in OPERATIONS if not each.action and not each.note] == []


def test_no_row_names_a_type_that_the_catalog_lacks():
    assert set(aws_operations._operations()) == set(TYPES)


def test_a_type_is_either_created_by_calls_or_explained_never_both():
    both = [
        each.terraform_type for each in CALLS if any(not other.action for other in operations_of(each.terraform_type))
    ]
    assert both == []


def test_every_call_is_known_to_create_in_aws_own_spelling():
    found = {each.action: authorization.action(each.action) for each in CALLS}
    assert {
        name for name, known in found.items() if known is None or (known.name, known.kind) != (name, "create")
    } == set()


def test_every_resource_type_is_one_that_the_call_authorises():
    wrong = [each for each in CALLS if each.resource_type and each.resource_type not in _resources(each.action)]
    assert wrong == []


def test_every_tagged_resource_type_is_one_of_the_service():
    wrong = [
        each
        for each in CALLS
        if each.tagged_as and each.tagged_as not in authorization.resource_types(each.action.partition(":")[0])
    ]
    assert wrong == []


def test_the_calls_of_taggable_types_that_take_no_tags_are_these():
    lacking = {
        each.action
        for each in CALLS
        if _is_taggable(each.terraform_type)
        and not authorization.supports(each.action, each.resource_type or None, REQUEST_TAG)
    }
    assert lacking == WITHOUT_TAGS


def test_a_row_stands_once():
    places = [(each.terraform_type, each.action, each.resource_type) for each in OPERATIONS]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("name", ["aws_operations.csv", "aws_condition_keys.csv"])
def test_the_files_are_sorted_and_every_note_is_a_sentence(name):
    rows = list(csv.DictReader((aws_operations._FOLDER / name).read_text("utf-8").splitlines()))
    types = [row["terraform_type"] for row in rows]
    assert types == sorted(types)
    assert [row["note"] for row in rows if row["note"] and not row["note"].endswith(".")] == []


def test_an_instance_is_created_by_one_call():
    assert [(each.action, each.resource_type) for each in operations_of("aws_instance")] == [
        ("ec2:RunInstances", "instance")
    ]


def test_a_volume_is_created_by_itself_by_a_copy_and_with_an_instance():
    assert [(each.action, each.resource_type) for each in operations_of("aws_ebs_volume")] == [
        ("ec2:CreateVolume", "volume"),
        ("ec2:CopyVolumes", "volume"),
        ("ec2:RunInstances", "volume"),
    ]


def test_a_database_is_created_anew_as_a_replica_and_from_backups():
    assert {each.action for each in operations_of("aws_db_instance")} == {
        "rds:CreateDBInstance",
        "rds:CreateDBInstanceReadReplica",
        "rds:RestoreDBInstanceFromDBSnapshot",
        "rds:RestoreDBInstanceFromS3",
        "rds:RestoreDBInstanceToPointInTime",
    }


def test_an_interface_that_comes_with_an_instance_is_no_request_for_one():
    assert [each.action for each in operations_of("aws_network_interface")] == ["ec2:CreateNetworkInterface"]


@pytest.mark.parametrize("resource_type", ["aws_ssm_parameter", "aws_cloudwatch_metric_alarm", "aws_budgets_budget"])
def test_a_call_that_also_changes_what_exists_is_never_denied(resource_type):
    (only,) = operations_of(resource_type)
    assert only.action == ""
    assert "also changes" in only.note


@pytest.mark.parametrize("resource_type", ["aws_nosuch", "google_compute_instance"])
def test_an_unknown_type_has_no_operations(resource_type):
    assert operations_of(resource_type) == ()


def test_an_action_tells_all_that_it_creates():
    made = {(each.terraform_type, each.resource_type) for each in operations_by_action()["ec2:RunInstances"]}
    assert made == {
        ("aws_ebs_volume", "volume"),
        ("aws_instance", "instance"),
        ("awscc_ec2_instance", "instance"),
        ("awscc_ec2_volume", "volume"),
    }


def test_the_two_views_of_the_operations_hold_the_same():
    by_action = sorted((each for known in operations_by_action().values() for each in known), key=repr)
    assert by_action == sorted(CALLS, key=repr)


@pytest.mark.parametrize(
    ("place", "key", "many"),
    [
        (("aws_instance", "instance_type", "ec2:RunInstances", "instance"), "ec2:InstanceType", False),
        (("aws_ebs_volume", "size_gb", "ec2:CreateVolume", "volume"), "ec2:VolumeSize", False),
        (("aws_ebs_volume", "size_gb", "ec2:RunInstances", "volume"), "ec2:VolumeSize", False),
        (("aws_db_instance", "multi_az", "rds:CreateDBInstance", "db"), "rds:MultiAz", False),
        (
            (
                "aws_sagemaker_notebook_instance",
                "instance_type",
                "sagemaker:CreateNotebookInstance",
                "notebook-instance",
            ),
            "sagemaker:InstanceTypes",
            True,
        ),
    ],
)
def test_an_attribute_has_its_condition_key(place, key, many):
    found = attribute_key(*place)
    assert found is not None
    assert (found.key, found.many) == (key, many)


def test_an_attribute_without_a_key_that_means_it_says_why():
    found = attribute_key("aws_instance", "root_volume_size_gb", "ec2:RunInstances", "instance")
    assert found is not None
    assert found.key == ""
    assert "nothing tells the root from the others" in found.note


def test_an_attribute_that_no_key_holds_is_not_there():
    assert attribute_key("aws_lambda_function", "memory_mb", "lambda:CreateFunction", "function") is None


@pytest.mark.parametrize(("place", "known"), KEYS, ids=[" ".join(place) for place, _ in KEYS])
def test_every_key_is_authorised_and_of_the_attributes_kind(place, known):
    terraform_type, attribute, action, resource_type = place
    found = entry(terraform_type)
    assert found is not None
    assert attribute in found.attributes
    assert (action, resource_type) in {(each.action, each.resource_type) for each in operations_of(terraform_type)}
    if not known.key:
        assert known.note
        return
    assert authorization.supports(action, resource_type or None, known.key)
    told = authorization.key_type(known.key)
    kind = attribute_names()[attribute].kind
    assert (told == "Numeric", told == "Bool") == (kind == "number", kind == "boolean")
    assert known.many is (told == "ArrayOfString")


@pytest.mark.parametrize(
    ("service", "resource_type", "tagging", "untagging"),
    [
        ("ec2", "instance", ["ec2:CreateTags"], ["ec2:DeleteTags"]),
        ("rds", "db", ["rds:AddTagsToResource"], ["rds:RemoveTagsFromResource"]),
        ("iam", "role", ["iam:TagRole"], ["iam:UntagRole"]),
        ("eks", "nodegroup", ["eks:TagResource"], ["eks:UntagResource"]),
        ("workspaces", "workspaceid", ["workspaces:CreateTags"], ["workspaces:DeleteTags"]),
        ("s3", "bucket", ["s3:TagResource"], ["s3:UntagResource"]),
        ("route53", "hostedzone", [], []),
        ("nosuch", "thing", [], []),
    ],
)
def test_retagging_and_untagging_have_their_actions(service, resource_type, tagging, untagging):
    assert _names(tag_actions(service, resource_type)) == tagging
    assert _names(untag_actions(service, resource_type)) == untagging


def test_tags_may_still_be_changed_where_the_context_says_nothing_of_them():
    assert _names(unguarded_tag_actions("s3", "bucket")) == ["s3:PutBucketTagging"]
    assert _names(unguarded_tag_actions("route53", "hostedzone")) == ["route53:ChangeTagsForResource"]
    assert unguarded_tag_actions("ec2", "instance") == ()


def _resources(name):
    known = authorization.action(name)
    return {each.name for each in known.resources} if known is not None else set()


def _is_taggable(terraform_type):
    known = entry(terraform_type)
    return known is not None and known.taggable
