"""AWS's own descriptions judge our tables: botocore's service models, and CloudFormation's schemas in cfn-lint."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from costguard.catalog.live.attributes import live_paths
from costguard.catalog.live.aws_describe import describes
from costguard.catalog.live.names import terraform_type
from costguard.catalog.live.tables import read_rows
from costguard.catalog.lookup import entries
from costguard.model.cloud import Cloud

botocore_session = pytest.importorskip("botocore.session", reason="boto3 is not installed")
from botocore import xform_name  # noqa: E402  (only where it is installed)
from botocore.exceptions import UnknownServiceError  # noqa: E402  (only where it is installed)

# Operations with pages that boto3 has no paginator for. Their answers carry `NextToken` or `nextToken`, or end:
# a Firehose list is as long as its Limit, and a resource has at most 50 tags (their API references, 2026-09).
UNPAGINATED = {
    "backup.list_tags",
    "directconnect.describe_connections",
    "firehose.list_delivery_streams",
    "firehose.list_tags_for_delivery_stream",
    "kendra.list_indices",
    "kinesis.list_tags_for_stream",
    "opensearchserverless.list_collections",
    "synthetics.describe_canaries",
}
PAGE_TOKENS = {"nexttoken", "marker", "nextmarker", "position", "hasmoretags", "hasmoredeliverystreams"}

# Types that the sweep does not list, with the call whose record AWS Config gives, or that a snapshot may hold.
OTHER_CALLS = {
    "aws_athena_workgroup": ("athena", "get_work_group", "WorkGroup"),
    "aws_backup_plan": ("backup", "get_backup_plan", "."),
    "aws_cloudhsm_v2_cluster": ("cloudhsmv2", "describe_clusters", "Clusters"),
    "aws_ebs_snapshot_copy": ("ec2", "describe_snapshots", "Snapshots"),
    "aws_guardduty_detector": ("guardduty", "get_detector", "."),
    "aws_kms_external_key": ("kms", "describe_key", "KeyMetadata"),
    "aws_launch_configuration": ("autoscaling", "describe_launch_configurations", "LaunchConfigurations"),
    "aws_network_interface": ("ec2", "describe_network_interfaces", "NetworkInterfaces"),
    "aws_spot_fleet_request": ("ec2", "describe_spot_fleet_requests", "SpotFleetRequestConfigs"),
    "aws_spot_instance_request": ("ec2", "describe_spot_instance_requests", "SpotInstanceRequests"),
}


@cache
def session():
    return botocore_session.get_session()


@cache
def model(client):
    return session().get_service_model(client)


@cache
def operation_model(client, operation):
    names = {xform_name(name): name for name in model(client).operation_names}
    return model(client).operation_model(names[operation])


@cache
def paginated(client):
    try:
        return session().get_component("data_loader").load_service_model(client, "paginators-1")["pagination"]
    except UnknownServiceError:
        return {}


def shape_at(shape, path):
    """The shape at a dotted path, through lists and without case; None where the model has none."""
    for segment in [] if path == "." else path.removesuffix(".#").split("."):
        while shape.type_name == "list":
            shape = shape.member
        if shape.type_name == "map":
            # SNS leaves the names of its attributes open, SQS lists them.
            if shape.key.enum and segment not in shape.key.enum:
                return None
            shape = shape.value
            continue
        if shape.type_name != "structure":
            return None
        members = {name.lower(): member for name, member in shape.members.items()}
        if segment.lower() not in members:
            return None
        shape = members[segment.lower()]
    return shape


def answer_at(client, call):
    return shape_at(operation_model(client, call.operation).output_shape, call.result)


def all_calls():
    return [
        pytest.param(each, call, id=f"{each.native_type}-{call.operation}")
        for each in describes()
        for call in (*each.calls, *([each.tags_call] if each.tags_call else []))
    ]


@pytest.mark.parametrize(("each", "call"), all_calls())
def test_a_call_exists_and_takes_and_gives_what_the_table_says(each, call):
    operation = operation_model(each.client, call.operation)
    accepted = operation.input_shape.members if operation.input_shape else {}
    assert set(call.parameters) <= set(accepted)
    assert set(operation.input_shape.required_members if operation.input_shape else ()) <= set(call.parameters)
    for name, value in call.parameters.items():
        expected = {bool: "boolean", int: "integer", str: "string", tuple: "list"}[type(value)]
        assert accepted[name].type_name == expected, name
    assert answer_at(each.client, call) is not None


@pytest.mark.parametrize(("each", "call"), all_calls())
def test_no_call_has_pages_that_nobody_turns(each, call):
    operation = operation_model(each.client, call.operation)
    has_pages = bool(PAGE_TOKENS & {name.lower() for name in operation.output_shape.members})
    is_known = operation.name in paginated(each.client) or f"{each.client}.{call.operation}" in UNPAGINATED
    assert is_known or not has_pages


@pytest.mark.parametrize("each", describes(), ids=lambda each: each.native_type)
def test_every_path_into_a_record_exists(each):
    record = answer_at(each.client, each.calls[-1])
    fields = re.findall(r"\{([^}:]+)(?::last)?\}", each.arn) if "{" in each.arn else [each.arn]
    earlier = {call.name for call in each.calls[:-1]}
    known = [field for field in fields if field not in {"partition", "account", "region"}]
    paths = [field for field in known if field.split(".")[0] not in earlier]
    for path in (*paths, *(condition.path for condition in each.only), *([each.tags] if each.tags else [])):
        assert shape_at(record, path) is not None, path
    if each.region:
        assert shape_at(record, each.region) is not None


@pytest.mark.parametrize("each", describes(), ids=lambda each: each.native_type)
def test_what_an_earlier_call_gave_hides_no_attribute(each):
    earlier = {call.name.lower() for call in each.calls[:-1]}
    for name in described_as(each.native_type):
        for path in live_paths(name):
            assert not earlier & {each_path.split(".")[0].lower() for each_path in path.paths}


def described_as(native_type):
    """The Terraform types that the records of a native name may be."""
    rows = [row["terraform_type"] for row in read_rows("aws_names") if native_type in row["native_type"].split("|")]
    return {*rows, *(each.terraform_type for each in describes() if each.native_type == native_type)}


def record_shapes():
    """Of each Terraform type the shape of its record."""
    found = dict(OTHER_CALLS)
    for each in describes():
        for name in described_as(each.native_type):
            found[name] = (each.client, each.calls[-1].operation, each.calls[-1].result)
    return found


SHAPES = record_shapes()


def attribute_paths():
    return [
        pytest.param(known, path, id=f"{known.type}-{path.attribute}")
        for known in entries()
        if known.cloud is Cloud.AWS
        for path in live_paths(known.type)
    ]


@pytest.mark.parametrize(("known", "path"), attribute_paths())
def test_an_attribute_lies_where_the_sdk_or_cloudformation_has_it(known, path):
    shape = None
    if known.type in SHAPES:
        client, operation, result = SHAPES[known.type]
        shape = shape_at(operation_model(client, operation).output_shape, result)
        assert shape_at(shape, path.paths[0]) is not None, "the SDK's path comes first"
    for each in path.paths:
        in_sdk = shape is not None and shape_at(shape, each) is not None
        assert in_sdk or is_in_cloudformation(known.api_name, each), each


def test_no_type_that_config_records_is_mistaken_for_another():
    recorded = model("config").shape_for("ResourceType").enum
    assert [name for name in recorded if terraform_type(Cloud.AWS, name).endswith("_other")] == []


def is_in_cloudformation(name, path):
    schema = cloudformation_schema(name)
    found = [schema]
    for segment in path.removesuffix(".#").split("."):
        found = [below for each in found for below in properties(schema, each, segment.lower())]
    return bool(found)


def properties(schema, node, segment):
    """What a schema has under a name, through references, lists and alternatives."""
    while "$ref" in node:
        node = schema["definitions"][node["$ref"].rpartition("/")[2]]
    found = [below for name, below in node.get("properties", {}).items() if name.lower() == segment]
    parts = [node["items"]] if "items" in node else []
    for part in (*parts, *(one for kind in ("oneOf", "anyOf", "allOf") for one in node.get(kind, []))):
        found += properties(schema, part, segment)
    return found


@cache
def cloudformation_schema(name):
    cfnlint = pytest.importorskip("cfnlint", reason="cfn-lint, which has CloudFormation's schemas, is not installed")
    folder = Path(cfnlint.__file__).parent / "data" / "schemas"
    index = json.loads((folder / "providers" / "us-east-1.json").read_bytes())
    if name not in index:
        return {}
    return json.loads((folder / "resources" / f"{index[name]}.json").read_bytes())
