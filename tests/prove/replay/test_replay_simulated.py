"""An independent implementation of IAM judges the same recorded calls, authorisation by authorisation."""

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from replay_samples import CEILING, MADE, TAGS, call, deny, scp

from costguard.catalog import authorization
from costguard.prove.replay.aws import AwsJudge
from costguard.prove.replay.aws_authorisations import Authorisation, authorisations
from costguard.prove.replay.judgement import Denied, Undecided
from costguard.sources.audit_logs.recorded_request import RecordedRequest

HOME = os.environ.get("COSTGUARD_IAM_SIMULATE", "")
SCRIPT = Path(__file__).parents[1] / "aws" / "simulate.mjs"
pytestmark = pytest.mark.skipif(
    not HOME or shutil.which("node") is None,
    reason="node or @cloud-copilot/iam-simulate is absent; point COSTGUARD_IAM_SIMULATE at its folder",
)

DOCUMENTS = (
    TAGS,
    CEILING,
    scp(deny("Regions1", None, "*", {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}, NotAction=["sqs:*"])),
    scp(deny("Types1", "ec2:RunInstances", MADE[0], {"StringNotLike": {"ec2:InstanceType": ["t3.*", "t4g.*"]}})),
)
OPERATIONS = (
    "ec2:RunInstances",
    "ec2:CreateVolume",
    "sqs:CreateQueue",
    "rds:CreateDBInstance",
    "ec2:CreateTags",
    "ec2:DeleteTags",
)
VALUES = {"CostCenter": ("CC-100", "CC-250", "lunch"), "costcenter": ("CC-100",), "Name": ("web",)}


def test_the_simulator_denies_what_the_replay_denies():
    chance = random.Random(20261122)  # noqa: S311  (the same requests in every run)
    requests = [_request(chance) for _ in range(150)]
    calls = [list(_simulated(request)) for request in requests]
    answers = iter(_answers([each for own in calls for each in own]))
    simulated = ["Denied" in [next(answers) for _ in own] for own in calls]
    judge = AwsJudge(DOCUMENTS)
    found = [judge(request) for request in requests]
    assert not any(isinstance(each, Undecided) for each in found)
    assert [isinstance(each, Denied) for each in found] == simulated
    assert {True, False} == set(simulated)


def _request(chance: random.Random) -> RecordedRequest:
    operation = chance.choice(OPERATIONS)
    known = authorization.action(operation)
    assert known is not None
    tags = [_tags(chance) for _ in range(3)]
    if known.kind == "untag":
        tags[0] = dict.fromkeys(tags[0], "")
    makes_both = operation == "ec2:RunInstances"
    made = {"instance": tags[1], "volume": tags[2]} if makes_both else {"volume": tags[1]}
    is_apart = operation in ("ec2:RunInstances", "ec2:CreateVolume")
    return call(
        operation,
        tags={} if is_apart else tags[0],
        tags_by_resource=made if is_apart else {},
        resources=(chance.choice(["i-1", "vol-1", "snap-1"]),) if known.kind != "create" else (),
        region=chance.choice(["eu-west-1", "eu-west-1", "us-east-1"]),
        values={
            "ec2:InstanceType": chance.choice(["t3.micro", "t4g.small", "m5.large"]),
            "ec2:VolumeSize": chance.choice(["8", "4096", "9000"]),
        },
    )


def _tags(chance: random.Random) -> dict[str, str]:
    key = chance.choice(["CostCenter", "CostCenter", "CostCenter", "costcenter", ""])
    found = {key: chance.choice(VALUES[key])} if key else {}
    return {**found, "Name": "web"} if chance.random() < 0.5 else found


def _simulated(request: RecordedRequest) -> Iterator[dict[str, object]]:
    for each in authorisations(request):
        if each.is_certain:
            yield {
                "scps": [json.loads(document.text) for document in DOCUMENTS],
                "account": request.account,
                "action": each.action.name,
                "resource": _arn(each, request),
                "context": dict(_context(each, request)),
            }


def _context(each: Authorisation, request: RecordedRequest) -> Iterator[tuple[str, object]]:
    action, resource = each.action.name, each.resource or None
    yield "aws:RequestedRegion", request.region
    yield "aws:PrincipalAccount", request.account
    yield "aws:PrincipalArn", request.principal
    yield from ((key, value) for key, value in each.values.items() if authorization.supports(action, resource, key))
    if each.tags and authorization.supports(action, resource, "aws:TagKeys"):
        yield "aws:TagKeys", list(each.tags)
        if each.action.kind != "untag":
            yield from ((f"aws:RequestTag/{key}", value) for key, value in each.tags.items())


def _arn(each: Authorisation, request: RecordedRequest) -> str:
    if not each.resource:
        return "*"
    service = each.action.name.partition(":")[0]
    parts = authorization.arn_patterns(service, each.resource)[0].split(":", 5)
    parts[3], parts[4] = parts[3].replace("*", request.region), parts[4].replace("*", request.account)
    return ":".join(parts).replace("*", "some-name")


def _answers(calls: list[dict[str, object]]) -> list[str]:
    lines = "\n".join(map(json.dumps, calls))
    done = subprocess.run(
        ["node", str(SCRIPT), HOME], input=lines, capture_output=True, text=True, check=True, timeout=300
    )
    return [json.loads(line)["answer"] for line in done.stdout.splitlines()]
