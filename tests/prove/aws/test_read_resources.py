"""ARNs of a statement take in what the IAM User Guide says ("IAM JSON policy elements: Resource", 2026-09)."""

import pytest
from guardrail_policies import scp

from costguard.prove.aws.context import Context, contexts_of
from costguard.prove.aws.read_resources import resources_formula
from costguard.prove.aws.scp_document import ScpStatement, read_scp
from costguard.prove.evaluate import is_true
from costguard.prove.formula import FALSE, TRUE, Formula
from costguard.prove.tags import TagModel

VALUES = {
    "aws:RequestedRegion": "eu-west-1",
    "aws:PrincipalAccount": "111122223333",
    "resource of ec2:volume": "volume/vol-1",
    "resource of rds:db": "db:prod-1",
    "resource of s3:bucket": "prod-logs",
}


def _context(action: str) -> Context:
    (context, *_) = contexts_of(action, (), TagModel((), tells_case=True), {})
    return context


def _statement(key: str, *arns: str) -> ScpStatement:
    (statement,) = read_scp(scp({"Effect": "Deny", "Action": "*", key: list(arns)}).text, "scp")
    return statement


def _formula(action: str, *arns: str) -> Formula:
    return resources_formula(_statement("Resource", *arns), _context(action))[0]


@pytest.mark.parametrize(
    ("action", "arn", "is_in"),
    [
        ("ec2:CreateVolume", "*", True),
        ("ec2:CreateVolume", "arn:aws:ec2:*:*:volume/*", True),
        ("ec2:CreateVolume", "arn:aws:ec2:*:*:*/*", True),
        ("ec2:CreateVolume", "arn:aws:ec2:*:*:instance/*", False),
        ("ec2:CreateVolume", "arn:aws:ec2:*:*:VOLUME/*", False),
        ("ec2:CreateVolume", "arn:aws:ec2:eu-*:*:volume/*", True),
        ("ec2:CreateVolume", "arn:aws:ec2:us-*:*:volume/*", False),
        ("ec2:CreateVolume", "arn:aws:ec2:*:111122223333:volume/*", True),
        ("ec2:CreateVolume", "arn:aws:ec2:*:444455556666:volume/*", False),
        ("ec2:CreateVolume", "arn:aws:ec2:*:*:volume/vol-?", True),
        ("ec2:CreateVolume", "arn:aws:s3:::*", False),
        # A `*` that ends a part may take in colons.
        ("ec2:CreateVolume", "arn:aws:ec2:*", True),
        ("ec2:CreateVolume", "arn:*", True),
        ("ec2:CreateVolume", "arn:aws:ec2:*:volume/*", True),
        ("ec2:CreateVolume", "arn:aws:ec2:us-*:volume/*", False),
        ("rds:CreateDBInstance", "arn:aws:rds:*:db:prod-*", True),
        ("rds:CreateDBInstance", "arn:aws:rds:*:db:test-*", False),
        ("rds:CreateDBInstance", "arn:aws:rds:*:*:prod-*", True),
        # One in the midst of a part may not.
        ("ec2:CreateVolume", "arn:aws:ec2:e*1:volume/*", False),
        ("rds:CreateDBInstance", "arn:aws:rds:*:*:db:prod-*", True),
        ("rds:CreateDBInstance", "arn:aws:rds:*:*:cluster:*", False),
        ("s3:CreateBucket", "arn:aws:s3:::prod-*", True),
        ("s3:CreateBucket", "arn:aws:s3:::test-*", False),
        ("ec2:CreateVolume", "volume", False),
    ],
)
def test_an_arn(action: str, arn: str, is_in: bool) -> None:
    assert is_true(_formula(action, arn), VALUES) is is_in
    statement = _statement("NotResource", arn)
    assert is_true(resources_formula(statement, _context(action))[0], VALUES) is not is_in


def test_any_of_several_will_do() -> None:
    assert _formula("ec2:CreateVolume", "arn:aws:s3:::*", "arn:aws:ec2:*:*:volume/*") == TRUE


def test_an_action_without_resource_types_is_matched_by_a_star_alone() -> None:
    assert _formula("kms:CreateKey", "*") == TRUE
    assert _formula("kms:CreateKey", "arn:aws:kms:*:*:key/*") == FALSE


def test_a_type_of_another_name_is_not_taken_in_by_way_of_its_colons() -> None:
    """`snapshot-tenant-database:db:x` would match, were a database ever called so."""
    context = next(
        each
        for each in contexts_of(
            "rds:AddTagsToResource", ("snapshot-tenant-database",), TagModel((), tells_case=True), {}
        )
        if each.resource == "snapshot-tenant-database"
    )
    assert resources_formula(_statement("Resource", "arn:aws:rds:*:*:db:*"), context)[0] == FALSE


@pytest.mark.parametrize(
    ("arn", "why"),
    [
        ("arn:aws:ec2:*:*:volume/${aws:username}", "holds a policy variable, whose value is not known here"),
        ("arn:aws:ec2:${aws:RequestedRegion}:*:volume/*", "holds a policy variable, whose value is not known here"),
        ("arn:aws:ec2:*:*:volume/${*}", "holds a policy variable, whose value is not known here"),
        ("arn:aws:ec2:*:*:*ü*", "is not printable ASCII"),
    ],
)
def test_what_nobody_can_know_is_left_open_and_told(arn: str, why: str) -> None:
    formula, (words,) = resources_formula(_statement("Resource", arn), _context("ec2:CreateVolume"))
    assert why in words
    assert [is_true(formula, {**VALUES, words: each}) for each in ("yes", "no")] == [True, False]


def test_what_could_not_match_in_any_case_is_not_told() -> None:
    arn = "arn:aws:s3:::${aws:username}"
    assert resources_formula(_statement("Resource", arn), _context("ec2:CreateVolume")) == (FALSE, ())
