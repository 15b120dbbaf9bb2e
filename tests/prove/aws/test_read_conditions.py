"""Conditions that people write, in every operator that is modelled: read as an independent simulator reads them."""

import json
from collections.abc import Iterator, Mapping

import pytest
from guardrail_policies import scp
from simulator import all_spaces, answers_of, authorisations, needs_simulator, variations
from witnesses import calls_of

from costguard.model.errors import BadInput
from costguard.model.guardrail import Document
from costguard.prove.aws.questions import Call
from costguard.prove.aws.scp_document import read_scp
from costguard.prove.evaluate import is_true
from costguard.prove.formula import Flag, atoms_in

KEYS, TAG, REGION, SIZE = "aws:TagKeys", "aws:RequestTag/Team", "aws:RequestedRegion", "ec2:VolumeSize"

CONDITIONS: tuple[dict, ...] = (
    {},
    {"StringEquals": {TAG: "web"}},
    {"StringNotEquals": {TAG: ["web", "data"]}},
    {"StringEqualsIgnoreCase": {TAG: "WEB"}},
    {"StringNotEqualsIgnoreCase": {TAG: "WEB"}},
    {"StringLike": {TAG: ["w*", "?"]}},
    {"StringNotLike": {TAG: ["w*", "?"]}},
    {"StringLike": {TAG: "a${*}b*${?}"}},
    {"StringEqualsIfExists": {TAG: "web"}},
    {"StringNotEqualsIfExists": {TAG: "web"}},
    {"StringLikeIfExists": {TAG: "w*"}},
    {"StringNotLikeIfExists": {TAG: "w*"}},
    {"Null": {TAG: "true"}},
    {"Null": {TAG: "false"}},
    {"Null": {KEYS: "true"}},
    {"Null": {KEYS: "false"}},
    {"Null": {TAG: "false"}, "StringNotEquals": {TAG: "web"}},
    {"StringNotEquals": {TAG: "web", "aws:RequestTag/Stage": "prod"}},
    {"StringNotEquals": {"aws:requesttag/team": "web"}},
    {"ForAllValues:StringEquals": {KEYS: ["Team", "Stage"]}},
    {"ForAllValues:StringNotEquals": {KEYS: ["Team", "Stage"]}},
    {"ForAllValues:StringLike": {KEYS: ["T*"]}},
    {"ForAllValues:StringNotLike": {KEYS: ["T*"]}},
    {"ForAllValues:StringEqualsIgnoreCase": {KEYS: ["team"]}},
    {"ForAnyValue:StringEquals": {KEYS: ["Team", "Stage"]}},
    {"ForAnyValue:StringNotEquals": {KEYS: ["Team"]}},
    {"ForAnyValue:StringLike": {KEYS: ["T*"]}},
    {"ForAnyValue:StringNotLike": {KEYS: ["T*"]}},
    {"ForAnyValue:StringEqualsIgnoreCase": {KEYS: ["team"]}},
    {"StringEquals": {REGION: ["eu-west-1", "us-east-1"]}},
    {"StringNotEquals": {REGION: ["eu-west-1", "us-east-1"]}},
    {"StringNotLike": {REGION: "eu-*"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin*"}},
    {"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/admin*", "arn:aws:iam::*:user/*"]}},
    {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}},
)

CREATE = "ec2:CreateVolume"


def _document(condition: Mapping[str, object]) -> Document:
    return scp(
        {"Effect": "Deny", "Action": CREATE, "Resource": "arn:aws:ec2:*:*:volume/*", "Condition": condition},
    )


def _call(document: Document) -> Call:
    return calls_of([document], ())[CREATE]


def _requests(call: Call) -> Iterator[Mapping[str, str]]:
    """From nothing sent, and from both tags sent: every change of one variable."""
    sent = {"spelling of tag team": "Team", "value of tag team": "web"}
    known = all_spaces(call.question)
    for base in ({}, {name: value for name, value in sent.items() if name in known}):
        yield from variations(call.question, base, known)


@needs_simulator
def test_the_simulator_reads_every_condition_alike() -> None:
    asked = [
        (condition, document, call, values)
        for condition in CONDITIONS
        for document in [_document(condition)]
        for call in [_call(document)]
        for values in _requests(call)
    ]
    answers = answers_of([([document], authorisations(call.contexts, values)) for _, document, call, values in asked])
    told = [
        (json.dumps(condition), values, answer, is_true(call.question.denied, values))
        for (condition, _, call, values), answer in zip(asked, answers, strict=True)
    ]
    assert [each for each in told if each[2] is not each[3]] == []
    assert {answer for *_, answer, _ in told} == {True, False}


@pytest.mark.parametrize("condition", CONDITIONS, ids=json.dumps)
def test_nothing_of_it_is_left_open(condition: dict) -> None:
    question = _call(_document(condition)).question
    assert [denial.misread for denial in question.denials] == [()]
    assert not any(isinstance(atom, Flag) for atom in atoms_in(question.denied))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"StringEquals": {TAG: "${aws:PrincipalTag/Team}"}}, "holds a policy variable"),
        ({"DateGreaterThan": {"aws:CurrentTime": "2026-01-01"}}, "this operator is not modelled"),
        ({"StringEquals": {KEYS: "Team"}}, "needs ForAnyValue or ForAllValues"),
        ({"Null": {TAG: "maybe"}}, "Null takes true or false"),
        ({"NumericGreaterThan": {SIZE: "large"}}, "`large` is no number"),
        ({"StringEquals": {SIZE: "100"}}, "compares a number as text"),
        ({"NumericEquals": {TAG: "100"}}, "compares a text as a number"),
    ],
)
def test_what_is_not_understood_is_told_and_left_open(condition: dict, words: str) -> None:
    """Left open, it may hold or not: a leak and an over-block are found, and nothing is believed."""
    (denial,) = _call(_document(condition)).question.denials
    (misread,) = denial.misread
    assert words in misread
    assert any(isinstance(atom, Flag) for atom in atoms_in(denial.formula))


def test_a_key_that_the_resource_lacks_is_absent() -> None:
    """`ec2:VolumeSize` is of volumes: on a snapshot, which the call may authorise too, no size is there to compare."""
    document = scp({"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*",
                    "Condition": {"NumericGreaterThan": {SIZE: "8"}}})  # fmt: skip
    assert calls_of([document], ()) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is no JSON"),
        ("[]", "has no `Statement`"),
        ('{"Statement": [3]}', "statement 1 is no object"),
        ('{"Statement": {"Effect": "deny", "Action": "*", "Resource": "*"}}', "neither Allow nor Deny"),
        ('{"Statement": {"Effect": "Deny", "Resource": "*"}}', "needs one of Action and NotAction"),
        ('{"Statement": {"Effect": "Deny", "Action": "*", "NotAction": "*", "Resource": "*"}}', "needs one of Action"),
        ('{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": "*"}}', "has a principal"),
        ('{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "When": {}}}', "an element `when`"),
        ('{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": []}}', "is no object"),
        ('{"Statement": {"Effect": "Deny", "Action": [{}], "Resource": "*"}}', "neither a text nor a list of texts"),
        ('{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Null": 3}}}', "`Null`"),
    ],
)
def test_what_is_no_policy_document_is_told_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=r"^scp\.json") as caught:
        read_scp(text, "scp.json")
    assert words in str(caught.value)


@pytest.mark.parametrize("wrap", [lambda text: {"Policy": {"Content": text}}, lambda text: {"Content": text}])
def test_a_document_is_read_out_of_what_the_aws_command_prints(wrap) -> None:
    own = _document({"Null": {TAG: "true"}}).text
    assert read_scp(json.dumps(wrap(own)), "described.json") == read_scp(own, "scp.json")
