"""An independent simulator of IAM denies just what our formulas say that our documents deny."""

from collections.abc import Iterator, Mapping
from functools import cache
from random import Random

import pytest
from guardrail_policies import TODAY, dimension, emitted_for_aws, policy_of, scps
from simulator import all_spaces, answers_of, authorisations, needs_simulator, variations
from witnesses import calls_of, variables_of

from costguard.emit.bundle import Emitted
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Request
from costguard.prove.aws.context import PRINCIPAL
from costguard.prove.aws.questions import Call
from costguard.prove.evaluate import is_true
from costguard.prove.lower import formula_of
from costguard.prove.space import Space

EXEMPT = "arn:aws:iam::*:role/break-glass"
POLICY = policy_of(
    {
        "id": "tags",
        "applies_to": {"types": ["aws_instance", "aws_ebs_volume", "aws_s3_bucket", "aws_lambda_function"]},
        "require_tags": ["cost_center", "environment", "tag:Name"],
    },
    {
        "id": "named-in-prod",
        "applies_to": {"types": ["aws_db_instance"]},
        "when": {"any": [{"environment": {"one_of": ["prod"]}}, {"not": {"owner": {"like": ["team-*"]}}}]},
        "require_tags": ["owner"],
    },
    {
        "id": "small",
        "applies_to": {"types": ["aws_instance", "aws_db_instance"]},
        "when": {"cost_center": {"unlike": ["ENG-*"]}},
        "require": {"instance_type": {"like": ["t3.*", "db.t?g.*"]}},
    },
    {
        "id": "volumes",
        "applies_to": {"types": ["aws_ebs_volume"]},
        "require": {
            "size_gb": {"at_most": 4096},
            "iops": {"one_of": [3000, 6000]},
            "encrypted": {"one_of": [True]},
            "volume_type": {"none_of": ["gp2", "io1"]},
        },
    },
    {
        "id": "regions",
        "applies_to": {"types": ["aws_instance", "aws_db_instance", "aws_nat_gateway"]},
        "require": {"region": {"one_of": ["eu-west-1", "us-east-1"]}},
    },
    taxonomy={
        "cost_center": dimension(
            "CostCenter",
            aliases={"costcentre": TODAY.replace(year=2027), "cost-center": TODAY.replace(year=2025)},
            like=["CC-1?", "ENG-*"],
        ),
        "environment": dimension("Environment", one_of=["prod", "dev"]),
        "owner": dimension("Owner", pattern="[a-z][a-z0-9-]{1,30}"),
    },
)
RANDOM_REQUESTS = 20
"""So many of each call, beside those that differ from a good one in a single variable."""


@cache
def _emitted() -> Emitted:
    return emitted_for_aws(POLICY, exempt=(EXEMPT,))


@cache
def _calls() -> Mapping[str, Call]:
    emitted = _emitted()
    return calls_of(scps(emitted), emitted.demands, (EXEMPT,))


def _requests(call: Call) -> Iterator[Mapping[str, str]]:
    known = all_spaces(call.question, *(formula_of(each.said, call.question.tags) for each in call.question.demands))
    good = Request(Cloud.AWS, "", {"CostCenter": "ENG-", "Environment": "dev", "Name": "n", "Owner": "team-a"})
    base = {**variables_of(good, call), **_decent(known)}
    yield from variations(call.question, base, known)
    yield from _at_random(call, known)


def _decent(known: Mapping[str, Space]) -> dict[str, str]:
    """A value that no rule forbids, for each attribute."""
    decent = {
        "ec2:VolumeSize": "4096",
        "ec2:VolumeIops": "3000",
        "ec2:Encrypted": "true",
        "ec2:VolumeType": "gp3",
        "ec2:InstanceType": "t3.",
        "rds:DatabaseClass": "t3.",
        "aws:RequestedRegion": "eu-west-1",
    }
    return {name: value for name, value in decent.items() if name in known}


def _at_random(call: Call, known: Mapping[str, Space]) -> Iterator[Mapping[str, str]]:
    random = Random(call.question.label)  # noqa: S311  (a sample, the same each time)
    for _ in range(RANDOM_REQUESTS):
        values = {name: space.witnesses[0] for name, space in known.items()}
        for name, space in known.items():
            changed = {**values, name: random.choice(space.witnesses)}
            values = changed if is_true(call.question.assumption, changed) else values
        yield values


def test_the_policy_is_rich() -> None:
    """What is replayed has every kind of clause, and creations as well as changes of tags."""
    text = "".join(document.text for document in scps(_emitted()))
    operators = ("ForAllValues:StringNotEquals", "ForAnyValue:StringEquals", "StringNotLike", "NumericGreaterThan")
    others = ("NumericNotEquals", "Bool", "ArnNotLike", "Null", "StringNotEquals", "aws:RequestedRegion")
    assert [each for each in (*operators, *others) if f'"{each}"' not in text] == []
    assert {"create", "tag", "untag"} == {demand.kind.value for demand in _emitted().demands}


@needs_simulator
def test_the_simulator_agrees_on_every_call() -> None:
    asked = [(call, values) for call in _calls().values() for values in _requests(call)]
    answers = answers_of([(scps(_emitted()), authorisations(call.contexts, values)) for call, values in asked])
    told = [
        (call.question.label, values, answer, is_true(call.question.denied, values))
        for (call, values), answer in zip(asked, answers, strict=True)
    ]
    assert [each for each in told if each[2] is not None and each[2] is not each[3]] == []
    assert {answer for *_, answer, _ in told} >= {True, False}


@needs_simulator
@pytest.mark.parametrize(
    ("principal", "is_denied"),
    [("arn:aws:iam::111122223333:role/break-glass", False), ("arn:aws:iam::111122223333:role/developer", True)],
)
def test_a_principal_that_is_exempt_is_let_through(principal: str, is_denied: bool) -> None:
    calls = [call for label, call in _calls().items() if label.startswith("ec2:RunInstances")]
    values = {PRINCIPAL: principal, "aws:RequestedRegion": "us-west-2", "ec2:InstanceType": "p5.48xlarge"}
    answers = answers_of([(scps(_emitted()), authorisations(call.contexts, values)) for call in calls])
    assert answers == [is_denied] * len(calls)
    assert [is_true(call.question.denied, values) for call in calls] == [is_denied] * len(calls)
