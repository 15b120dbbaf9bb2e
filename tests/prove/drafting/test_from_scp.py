"""SCPs: which tags their conditions require, which values they allow, and what a taxonomy cannot hold of them."""

import pytest

from costguard.languages.language import exactly, glob
from costguard.prove.drafting.from_scp import read_scp_tags
from costguard.prove.drafting.mention import Reading

TAG = "aws:RequestTag/CostCenter"


@pytest.fixture
def deny(written):
    """What is read of one statement with this condition."""

    def read(condition, **elements) -> Reading:
        statement = {
            "Sid": "S",
            "Effect": "Deny",
            "Action": "ec2:RunInstances",
            "Resource": "*",
            "Condition": condition,
        }
        return read_scp_tags(written({"Version": "2012-10-17", "Statement": [statement | elements]}))

    return read


def asked(reading: Reading) -> list[tuple]:
    return [(mention.key, mention.is_required, mention.values) for mention in reading.mentions]


@pytest.mark.parametrize(
    ("condition", "is_required", "values"),
    [
        ({"Null": {TAG: "true"}}, True, None),
        ({"Null": {TAG: [True]}}, True, None),
        ({"StringNotEquals": {TAG: ["a", "b*"]}}, True, (exactly("a"), exactly("b*"))),
        ({"StringNotLike": {TAG: ["a", "b*"]}}, True, (exactly("a"), glob("b*"))),
        ({"StringNotLikeIfExists": {TAG: "a"}}, True, (exactly("a"),)),
        ({"StringNotEqualsIgnoreCase": {TAG: "a"}}, True, (exactly("a", folded=True),)),
        ({"ForAllValues:StringNotEquals": {TAG: "a"}}, True, (exactly("a"),)),
        ({"ForAnyValue:StringNotEquals": {TAG: "a"}}, False, (exactly("a"),)),
        ({"Null": {TAG: "false"}, "StringNotEquals": {TAG: "a"}}, False, (exactly("a"),)),
        ({"StringNotLike": {"AWS:requesttag/CostCenter": "${*}"}}, True, (exactly("*"),)),
        ({"StringNotLike": {TAG: "a"}, "StringNotEquals": {TAG.upper(): "b"}}, True, (exactly("a"), exactly("b"))),
    ],
)
def test_a_condition_requires_the_tag_where_its_absence_is_denied_and_allows_what_is_not(
    deny, condition, is_required, values
):
    reading = deny(condition)
    assert [(is_there, allowed) for _, is_there, allowed in asked(reading)] == [(is_required, values)]
    assert [mention.key.lower() for mention in reading.mentions] == ["costcenter"]
    assert reading.remarks == ()


@pytest.mark.parametrize(("operator", "is_spelled"), [("StringNotEquals", True), ("StringNotEqualsIgnoreCase", False)])
def test_a_key_that_has_to_be_among_those_sent_is_required_as_it_is_spelled(deny, operator, is_spelled):
    mention = deny({f"ForAllValues:{operator}": {"aws:TagKeys": "CostCenter"}}).mentions[0]
    assert (mention.key, mention.is_required, mention.is_spelled) == ("CostCenter", True, is_spelled)


def test_keys_in_one_condition_are_anded_so_none_is_required_by_itself(deny):
    reading = deny({"Null": {"aws:RequestTag/A": "true", "aws:RequestTag/B": "true"}})
    assert asked(reading) == [("A", False, None), ("B", False, None)]
    assert [remark.what for remark in reading.remarks] == ["`A`, `B` together"]
    assert "only where all of them are missing" in reading.remarks[0].why


def test_values_beside_null_true_are_compared_in_vain(deny):
    reading = deny({"Null": {TAG: "true"}, "StringNotEquals": {TAG: ["a", "b"]}})
    assert asked(reading) == [("CostCenter", True, None)]
    assert [remark.what for remark in reading.remarks] == [f"`StringNotEquals` of `{TAG}`: `a`, `b`"]


def test_what_narrows_the_statement_is_told_with_the_tag(deny):
    condition = {"Null": {TAG: "true"}, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/root"}}
    scope = deny(condition).mentions[0].scope
    assert scope == "on ec2:RunInstances; where ArnNotLike aws:PrincipalArn is arn:aws:iam::*:role/root"


def test_a_statement_about_a_property_of_the_resource_asks_nothing_of_every_resource(deny):
    reading = deny({"StringNotEquals": {TAG: "a"}, "StringLike": {"ec2:InstanceType": ["p4*"]}})
    assert asked(reading) == [("CostCenter", False, None)]
    assert [remark.what for remark in reading.remarks] == ["`CostCenter` where StringLike ec2:InstanceType is p4*"]


def test_a_tag_that_depends_on_another_lends_no_values(deny):
    reading = deny({"StringNotEquals": {TAG: "a"}, "StringEquals": {"aws:RequestTag/Stage": "prod"}})
    assert asked(reading) == [("CostCenter", False, None), ("Stage", False, None)]
    assert "depending on another" in reading.remarks[0].why


def test_an_allow_lends_its_values_and_requires_nothing(deny):
    reading = deny({"StringEquals": {TAG: ["a"]}}, Effect="Allow")
    assert asked(reading) == [("CostCenter", False, (exactly("a"),))]
    assert [remark.what for remark in reading.remarks] == ["an Allow that tests `CostCenter`"]


def test_a_list_of_keys_that_may_be_sent_names_them(deny):
    reading = deny({"ForAnyValue:StringNotEquals": {"aws:TagKeys": ["Owner", "Team"]}})
    assert asked(reading) == [("Owner", False, None), ("Team", False, None)]
    assert all(mention.is_spelled for mention in reading.mentions)
    assert len(reading.remarks) == 1


@pytest.mark.parametrize(
    ("condition", "what", "keys"),
    [
        ({"StringNotEquals": {TAG: "${aws:PrincipalTag/x}"}}, f"`StringNotEquals` of `{TAG}`", ["CostCenter"]),
        ({"StringNotEquals": {TAG: "é"}}, f"`StringNotEquals` of `{TAG}`", ["CostCenter"]),
        ({"NumericEquals": {TAG: "5"}}, f"`NumericEquals` of `{TAG}`", ["CostCenter"]),
        ({"Null": {TAG: "maybe"}}, f"`Null` of `{TAG}`", ["CostCenter"]),
        ({"StringEquals": {TAG: ["a"]}}, "`CostCenter` must not be `a`", ["CostCenter"]),
        ({"Null": {"aws:RequestTag/${x}": "true"}}, "`Null` of `aws:RequestTag/${x}`", []),
        ({"StringEquals": {"aws:TagKeys": "a"}}, "`StringEquals` of `aws:TagKeys`", []),
        (
            {"ForAllValues:StringNotEquals": {"aws:TagKeys": ["A", "B"]}},
            "`ForAllValues:StringNotEquals` of `aws:TagKeys`",
            [],
        ),
        ({"StringEquals": {"aws:ResourceTag/A": "x"}}, "`aws:ResourceTag/A`", []),
        ({"Null": {TAG: "false"}}, "`CostCenter`", []),
        ({"Null": {TAG: ["true"], TAG.lower(): "false"}}, "`CostCenter`", []),
        ({"Null": {"aws:TagKeys": "true"}}, "the statement", []),
        ({"ForAllValues:StringNotEquals": {"aws:TagKeys": []}}, "`ForAllValues:StringNotEquals` of `aws:TagKeys`", []),
    ],
)
def test_what_no_taxonomy_holds_is_said_and_never_required(deny, condition, what, keys):
    reading = deny(condition)
    assert asked(reading) == [(key, False, None) for key in keys]
    assert [(str(remark.place), remark.what) for remark in reading.remarks] == [("a.json, S", what)]


def test_who_may_take_tags_away_is_no_matter_of_a_taxonomy(deny):
    reading = deny(
        {"ForAnyValue:StringEquals": {"aws:TagKeys": ["CostCenter"]}}, Action=["ec2:DeleteTags", "rds:Remove*"]
    )
    assert reading.mentions == ()
    assert "take tags away" in reading.remarks[0].why


def test_a_policy_without_tags_says_so_once(deny):
    reading = deny({"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}})
    assert [remark.what for remark in reading.remarks] == ["the policy"]


@pytest.mark.parametrize("statement", [5, {}, {"Effect": "Deny"}, {"Effect": "Maybe", "Action": "*", "Resource": "*"}])
def test_a_policy_that_aws_would_refuse_is_said_and_not_read(written, statement):
    reading = read_scp_tags(written({"Statement": statement}))
    assert (reading.mentions, len(reading.remarks)) == ((), 1)
