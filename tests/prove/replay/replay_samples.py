"""Small guardrails of each cloud, and recorded requests to put before them."""

import json
from collections.abc import Mapping
from typing import Any

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Document, DocumentKind
from costguard.sources.audit_logs.recorded_request import RecordedRequest

DEPLOYER = "arn:aws:iam::111122223333:role/teams/Deployer"
MADE = ["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:volume/*"]
KEYS = {"ForAllValues:StringNotEquals": {"aws:TagKeys": "CostCenter"}}
VALUES = {"StringNotLike": {"aws:RequestTag/CostCenter": ["CC-100", "CC-2*"]}}
GOOD = {"CostCenter": "CC-100", "Name": "web"}


def deny(sid: str, action: object, resource: object = "*", condition: object = None, **more: object) -> dict[str, Any]:
    """One Deny statement."""
    found = {"Sid": sid, "Effect": "Deny", "Action": action, "Resource": resource, "Condition": condition or {}, **more}
    return {key: value for key, value in found.items() if value is not None}


def scp(*statements: Mapping[str, Any], rules: tuple[str, ...] = ("required-tags",)) -> Document:
    """A service control policy."""
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return Document("aws/scp-1.json", DocumentKind.SCP, text, rules)


TAGS = scp(
    deny("RequiredTags1", ["ec2:RunInstances", "ec2:CreateVolume"], MADE, KEYS),
    deny("RequiredTags2", ["ec2:RunInstances", "ec2:CreateVolume"], MADE, VALUES),
    deny("RequiredTags3", ["sqs:CreateQueue", "rds:CreateDBInstance", "s3:CreateBucket"], "*", KEYS),
    deny("RequiredTags4", ["sqs:CreateQueue", "rds:CreateDBInstance", "s3:CreateBucket"], "*", VALUES),
    deny("RequiredTags5", "ec2:CreateTags", MADE, {"Null": {"aws:RequestTag/CostCenter": "false"}, **VALUES}),
    deny("RequiredTags6", ["ec2:DeleteTags"], MADE,
         {"ForAnyValue:StringEqualsIgnoreCase": {"aws:TagKeys": "CostCenter"}}),
    deny("RequiredTags7", ["ec2:DeleteTags"], MADE, {"Null": {"aws:TagKeys": "true"}}),
)  # fmt: skip
CEILING = scp(
    deny("BigVolumes1", "ec2:CreateVolume", MADE[1], {"NumericGreaterThan": {"ec2:VolumeSize": "4096"}}),
    rules=("big-volumes",),
)


def call(operation: str, **more: Any) -> RecordedRequest:
    """A recorded call to AWS."""
    told: dict[str, Any] = {
        "at": "2026-10-01T09:00:00Z",
        "principal": DEPLOYER,
        "account": "111122223333",
        "region": "eu-west-1",
        "tags": {},
        "where": "log.jsonl:1",
    }
    return RecordedRequest(cloud=Cloud.AWS, operation=operation, **{**told, **more})


def written(kind: str, body: Mapping[str, object] | None, **more: Any) -> RecordedRequest:
    """A recorded write to Azure."""
    whole = None if body is None else {"type": kind, "name": "one", **body}
    return RecordedRequest(cloud=Cloud.AZURE, at="2026-10-02", operation=kind, where="a.json", body=whole, **more)


def made(kind: str, body: Mapping[str, object] | None, **more: Any) -> RecordedRequest:
    """A recorded creation on Google Cloud."""
    return RecordedRequest(cloud=Cloud.GCP, at="2026-10-03", operation=kind, where="g.json", body=body, **more)
