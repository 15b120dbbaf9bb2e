"""Conditions mean what the IAM User Guide says of them ("Condition operators", "Multivalued context keys", 2026-09)."""

from collections.abc import Mapping

import pytest
from guardrail_policies import scp

from costguard.prove.aws.context import contexts_of
from costguard.prove.aws.read_scp import denials
from costguard.prove.aws.scp_document import read_scp
from costguard.prove.evaluate import is_true
from costguard.prove.formula import Flag, Formula, atoms_in, disjunction
from costguard.prove.question import Denial
from costguard.prove.tags import TagModel

TAGS = TagModel(("x", "y"), tells_case=True)
ROLE = "arn:aws:iam::111122223333:role/dev"
NOTHING: dict[str, str] = {}


def _denials(condition: Mapping[str, object], *resources: str) -> tuple[Denial, ...]:
    """What a Deny of volumes under this condition comes to."""
    document = scp({"Effect": "Deny", "Action": "ec2:CreateVolume", "Resource": "*", "Condition": condition})
    return denials(read_scp(document.text, "scp"), contexts_of("ec2:CreateVolume", resources, TAGS, {}))


def _formula(condition: Mapping[str, object]) -> Formula:
    return disjunction(denial.formula for denial in _denials(condition))


def _holds(condition: Mapping[str, object], values: Mapping[str, str]) -> bool:
    return is_true(_formula(condition), values)


def _sent(**tags: str) -> dict[str, str]:
    spelled = {TAGS.spelling(key): key for key in tags}
    return {**spelled, **{TAGS.value(key): value for key, value in tags.items()}}


def _of_principal(**tags: str) -> dict[str, str]:
    there = {f"aws:principaltag/{key} is in the request": "yes" for key in tags}
    return {**there, **{f"aws:principaltag/{key}": value for key, value in tags.items()}}


TAG, KEYS, TEAM = "aws:RequestTag/x", "aws:TagKeys", "aws:PrincipalTag/team"


@pytest.mark.parametrize(
    ("operator", "value", "sent", "holds"),
    [
        ("StringEquals", "a", _sent(x="a"), True),
        ("StringEquals", "a", _sent(x="A"), False),
        ("StringEquals", "a*", _sent(x="a*"), True),
        ("StringEquals", "a*", _sent(x="ab"), False),
        ("StringEquals", ["a", "b"], _sent(x="b"), True),
        ("StringEquals", "a", NOTHING, False),
        ("StringEqualsIfExists", "a", NOTHING, True),
        ("StringNotEquals", "a", NOTHING, True),
        ("StringNotEquals", ["a", "b"], _sent(x="b"), False),
        ("StringEqualsIgnoreCase", "a", _sent(x="A"), True),
        ("StringNotEqualsIgnoreCase", "a", _sent(x="A"), False),
        ("StringLike", "a?*", _sent(x="ab"), True),
        ("StringLike", "a?*", _sent(x="a"), False),
        ("StringLike", "*", _sent(x=""), True),
        ("StringNotLike", "a*", _sent(x="b"), True),
        ("StringLike", "a${*}", _sent(x="a*"), True),
        ("StringLike", "a${*}", _sent(x="ab"), False),
        ("StringLike", "a${*}*", _sent(x="a*b"), True),
        ("StringEquals", "${$}{a}", _sent(x="${a}"), True),
        ("ForAllValues:StringEquals", "a", NOTHING, True),
        ("ForAllValues:StringEquals", "a", _sent(x="b"), False),
        ("ForAnyValue:StringNotEquals", "a", NOTHING, False),
        ("ForAnyValue:StringNotEquals", "a", _sent(x="b"), True),
        ("Null", "true", NOTHING, True),
        ("Null", "True", _sent(x=""), False),
        ("Null", False, _sent(x=""), True),
        ("Null", ["true", "false"], NOTHING, True),
        ("stringequals", "a", _sent(x="a"), True),
    ],
)
def test_a_test_of_a_tag(operator: str, value: object, sent: dict[str, str], holds: bool) -> None:
    assert _holds({operator: {TAG: value}}, sent) is holds
    assert _holds({operator: {TAG.upper(): value}}, sent) is holds


@pytest.mark.parametrize(
    ("operator", "value", "sent", "holds"),
    [
        ("ForAnyValue:StringEquals", "x", _sent(x="", y=""), True),
        ("ForAnyValue:StringEquals", "X", _sent(x=""), False),
        ("ForAnyValue:StringEqualsIgnoreCase", "X", _sent(x=""), True),
        ("ForAnyValue:StringEquals", "x", NOTHING, False),
        ("ForAnyValue:StringNotEquals", "x", _sent(x="", y=""), True),
        ("ForAnyValue:StringNotEquals", "x", _sent(x=""), False),
        ("ForAllValues:StringEquals", ["x", "y"], _sent(x=""), True),
        ("ForAllValues:StringEquals", "x", _sent(x="", y=""), False),
        ("ForAllValues:StringEquals", "x", {"another tag key": "z"}, False),
        ("ForAllValues:StringNotEquals", "x", NOTHING, True),
        ("ForAllValues:StringNotEqualsIfExists", "x", _sent(x=""), False),
        ("ForAllValues:StringLike", "?", _sent(x="", y=""), True),
        ("Null", "true", NOTHING, True),
        ("Null", "true", {"another tag key": "z"}, False),
    ],
)
def test_a_test_of_the_keys_that_are_sent(operator: str, value: object, sent: dict[str, str], holds: bool) -> None:
    assert _holds({operator: {KEYS: value}}, sent) is holds


@pytest.mark.parametrize(
    ("operator", "value", "size", "holds"),
    [
        ("NumericGreaterThan", "100", "101", True),
        ("NumericGreaterThan", 100, "100", False),
        ("NumericGreaterThanEquals", "100", "100", True),
        ("NumericLessThan", "100", "100", False),
        ("NumericLessThan", "100", "99.5", True),
        ("NumericLessThanEquals", "100", "100", True),
        ("NumericEquals", ["8", "16"], "16", True),
        ("NumericEquals", "8", "9", False),
        ("NumericNotEquals", ["8", "16"], "16", False),
        ("NumericNotEquals", "8", "", True),
        ("NumericGreaterThan", "8", "", False),
        ("NumericGreaterThanIfExists", "8", "", True),
    ],
)
def test_a_test_of_a_number(operator: str, value: object, size: str, holds: bool) -> None:
    is_there = "yes" if size else "no"
    values = {"ec2:volumesize": size, "ec2:volumesize is in the request": is_there}
    assert _holds({operator: {"ec2:VolumeSize": value}}, values) is holds


@pytest.mark.parametrize(
    ("operator", "value", "principal", "holds"),
    [
        ("ArnLike", "arn:aws:iam::*:role/dev", ROLE, True),
        ("ArnEquals", "arn:aws:iam::*:role/d*", ROLE, True),
        ("ArnNotLike", "arn:aws:iam::*:role/dev", ROLE, False),
        ("ArnLike", "arn:*:iam::1111????3333:*/dev", ROLE, True),
        ("ArnLike", "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/path/dev", True),
        # Each part of an ARN is compared by itself; a text has no parts.
        ("ArnLike", "arn:aws:iam::*:role/dev", "arn:aws:iam::111122223333:role/x:role/dev", False),
        ("StringLike", "arn:aws:iam::*:role/dev", "arn:aws:iam::111122223333:role/x:role/dev", True),
        ("StringEquals", "arn:aws:iam::*:role/dev", ROLE, False),
    ],
)
def test_a_test_of_the_principal(operator: str, value: str, principal: str, holds: bool) -> None:
    assert _holds({operator: {"aws:PrincipalArn": value}}, {"aws:PrincipalArn": principal}) is holds


def test_operators_and_keys_of_one_block_hold_together() -> None:
    both = {"StringEquals": {TAG: "a", "aws:RequestTag/y": "b"}, "StringLike": {"aws:RequestedRegion": "eu-*"}}
    region = {"aws:RequestedRegion": "eu-west-1"}
    assert _holds(both, {**_sent(x="a", y="b"), **region})
    assert not _holds(both, {**_sent(x="a", y="c"), **region})
    assert not _holds(both, _sent(x="a", y="b"))


def test_a_key_in_another_case_is_the_same_key() -> None:
    """It is there for both tests, or for none: no request is exempt by the one and bound by the other."""
    both = {"StringEquals": {"aws:PrincipalTag/Team": "a"}, "StringLike": {"AWS:principaltag/team": "a*"}}
    assert _holds(both, _of_principal(team="a"))
    assert {atom.words for atom in atoms_in(_formula(both)) if isinstance(atom, Flag)} == {
        "aws:principaltag/team is in the request"
    }


@pytest.mark.parametrize(
    ("operator", "key", "value", "why"),
    [
        ("DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z", "this operator is not modelled"),
        ("StringEquals", TAG, "${aws:PrincipalTag/x}", "holds a policy variable"),
        ("StringEquals", TAG, "Größe", "not printable ASCII"),
        ("StringEquals", KEYS, "x", "a set of keys needs ForAnyValue or ForAllValues"),
        ("StringEquals", "ec2:VolumeSize", "8", "it compares a number as text"),
        ("NumericEquals", TAG, "8", "it compares a text as a number"),
        ("NumericEquals", "ec2:VolumeSize", "nan", "`nan` is no number"),
        ("NumericEquals", "ec2:VolumeSize", "1_0", "`1_0` is no number"),
        ("ArnLike", "aws:PrincipalArn", "*", "is no ARN, which has six parts"),
        ("ForAnyValue:StringEqualsIfExists", TEAM, "a", "ForAnyValue and IfExists together"),
        ("Null", TAG, "maybe", "Null takes true or false"),
    ],
)
def test_what_is_not_understood_is_left_open_and_told(operator: str, key: str, value: str, why: str) -> None:
    (denial,) = _denials({operator: {key: value}})
    (words,) = denial.misread
    assert words.startswith(f"{operator} of {key}: ")
    assert why in words
    assert Flag(words) in set(atoms_in(denial.formula))


def test_what_is_not_understood_is_still_known_where_its_key_is_absent() -> None:
    unknown = "${aws:PrincipalTag/x}"
    assert not _holds({"StringEquals": {TAG: unknown}}, NOTHING)
    assert _holds({"StringNotEquals": {TAG: unknown}}, NOTHING)
    assert _holds({"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, NOTHING)


def test_a_tag_key_beyond_the_languages_is_left_open() -> None:
    formula = _formula({"StringEquals": {"aws:RequestTag/Größe": "a"}})
    assert not is_true(formula, NOTHING)
    assert is_true(formula, {"aws:requesttag/größe is in the request": "yes", "aws:requesttag/größe": "a"})


def test_a_key_that_the_service_never_gives_is_absent() -> None:
    """`ec2:InstanceType` is of instances: on a volume a negated test of it always holds, another never."""
    assert _holds({"StringNotEquals": {"ec2:InstanceType": "t3.micro"}}, {"ec2:instancetype": "t3.micro"})
    assert _denials({"StringEquals": {"ec2:InstanceType": "t3.micro"}}) == ()
