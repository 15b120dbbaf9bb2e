"""Of documents that others wrote every way to let a request off is found, and none that no request can take."""

from collections.abc import Mapping

import pytest
from guardrail_policies import aws_options, dimension, emitted_for_aws, policy_of, scp, scps, statements_of

from costguard.emit.emit import emit
from costguard.model.errors import BadInput
from costguard.model.guardrail import Proof, Relation, Request, Witness
from costguard.prove.prove import guardrails

POLICY = policy_of(
    {"id": "tags", "applies_to": {"types": ["aws_instance"]}, "require_tags": ["team"]},
    taxonomy={"team": dimension("Team", one_of=["web", "data"])},
)
PRINCIPAL, ACCOUNT, ADMIN = "aws:PrincipalArn", "aws:PrincipalAccount", "aws:principaltag/admin"
FEDERATED, ZEROS = "arn:aws:sts::*:federated-user/a", "0" * 12
OWN = statements_of(scps(emitted_for_aws(POLICY)))


def _proofs(*statements: Mapping[str, object], exempt: tuple[str, ...] = ()) -> tuple[Proof, ...]:
    options = aws_options(exempt=exempt)
    return guardrails(POLICY, emit(POLICY, options), options, [scp(*statements)]).proofs


def _with(**condition: Mapping[str, object]) -> list[dict]:
    """The statements that are right, each under one condition more."""
    return [{**each, "Condition": {**each.get("Condition", {}), **condition}} for each in OWN]


def _with_resource(old: str, new: str) -> list[dict]:
    return [{**each, "Resource": str(each["Resource"]).replace(old, new)} for each in OWN]


def _deny(action: str, resource: str = "*", **condition: Mapping[str, object]) -> dict:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **({"Condition": condition} if condition else {})}


def _leak(proofs: tuple[Proof, ...]) -> Request:
    witness = proofs[0].leak
    assert isinstance(witness, Witness)
    return witness.request


def test_the_statements_themselves_are_exact() -> None:
    assert [(proof.rule, proof.relation) for proof in _proofs(*OWN)] == [("tags", Relation.EXACT)]


@pytest.mark.parametrize(
    ("statements", "values"),
    [
        (_with(StringNotLikeIfExists={PRINCIPAL: "arn:aws:iam::*:root"}), {PRINCIPAL: f"arn:aws:iam::{ZEROS}:root"}),
        (_with(ArnNotLike={PRINCIPAL: FEDERATED}), {PRINCIPAL: f"arn:aws:sts::{ZEROS}:federated-user/a"}),
        (_with(StringNotEqualsIfExists={ACCOUNT: "111122223333"}), {ACCOUNT: "111122223333"}),
        (_with(StringNotEqualsIfExists={ADMIN: "true"}), {f"{ADMIN} is in the request": "yes", ADMIN: "true"}),
        (_with(BoolIfExists={"aws:ViaAWSService": "false"}), {"aws:ViaAWSService": "true"}),
        (_with_resource("ec2:*", "ec2:eu-*"), {"aws:RequestedRegion": "us-east-1"}),
        (_with_resource("*:*:", "*:111122223333:"), {ACCOUNT: ZEROS}),
    ],
    ids=(
        "root",
        "federated user",
        "account",
        "principal's tag",
        "through a service",
        "region in ARN",
        "account in ARN",
    ),
)
def test_whom_a_document_lets_off_is_found(statements: list[dict], values: dict[str, str]) -> None:
    proofs = _proofs(*statements)
    assert not proofs[0].declared
    assert dict(_leak(proofs).values) == values


def test_a_service_itself_is_nobody_that_an_scp_binds() -> None:
    proofs = _proofs(*_with(Bool={"aws:PrincipalIsAWSService": "false"}))
    assert [proof.relation for proof in proofs] == [Relation.EXACT]


def test_a_principal_is_of_its_own_account() -> None:
    """One half of the statements binds an account, the other the principals of all other accounts."""
    here = _with(StringLike={"aws:PrincipalAccount": "1111*"})
    others = _with(ArnNotLike={"aws:PrincipalArn": ["arn:aws:iam::1111*:*", "arn:aws:sts::1111*:*"]})
    assert [proof.relation for proof in _proofs(*here, *others)] == [Relation.EXACT]
    assert [proof.relation for proof in _proofs(*here)] == [Relation.WEAKER]


@pytest.mark.parametrize(
    ("statement", "operation"),
    [
        (_deny("ec2:RunInstances", "arn:aws:ec2:*:*:key-pair/*"), "ec2:RunInstances on instance, key-pair"),
        (_deny("ec2:CreateVolume", "arn:aws:ec2:*::snapshot/*"), "ec2:CreateVolume on snapshot"),
        (_deny("s3:CreateBucket"), "s3:CreateBucket"),
        (_deny("s3:CreateBucket", "arn:aws:s3:::prod-*"), "s3:CreateBucket"),
        (_deny("rds:CreateDBInstance", StringNotEquals={"aws:RequestedRegion": "eu-west-1"}), "rds:CreateDBInstance"),
    ],
)
def test_what_is_denied_beside_is_found(statement: dict, operation: str) -> None:
    """Also where only what a call may bring along is named: a key pair, a snapshot."""
    ours, unexplained = _proofs(*OWN, statement)
    assert ours.relation is Relation.EXACT
    assert unexplained.over_block is not None
    assert unexplained.over_block.request.operation == operation
    assert not unexplained.declared


@pytest.mark.parametrize(
    "condition", [{"aws:RequestTag/Größe": "a"}, {"aws:RequestTag/a": "ä"}, {"aws:RequestTag/": "a"}]
)
def test_a_tag_that_cannot_be_modelled_stops_nothing(condition: dict[str, str]) -> None:
    proofs = _proofs(*OWN, _deny("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*", StringEquals=condition))
    assert proofs[0].relation is Relation.EXACT


def test_a_wildcard_in_an_exempt_principal_takes_in_no_colon() -> None:
    """As ArnNotLike has it: a role below a path that ends in `:role/` is not the role that is let off."""
    exempt = ("arn:aws:iam::*:role/admin",)
    assert [
        proof.relation for proof in _proofs(*_with(ArnNotLike={"aws:PrincipalArn": list(exempt)}), exempt=exempt)
    ] == [Relation.EXACT]
    told = _proofs(*_with(StringNotLike={"aws:PrincipalArn": list(exempt)}), exempt=exempt)
    assert _leak(told).values["aws:PrincipalArn"].endswith(":role/admin")


@pytest.mark.parametrize("exempt", ["admin", "arn:aws:iam::*:role/${aws:username}", "arn:aws:iam::*:role/ä"])
def test_an_exempt_principal_that_is_no_pattern_is_refused(exempt: str) -> None:
    with pytest.raises(BadInput, match="the exempt principal"):
        _proofs(*OWN, exempt=(exempt,))
