"""Statements: what shares a condition shares one, and none asks a call for keys that one of its resources lacks."""

import re

from guardrail_policies import dimension, emitted_for_aws, policy_of, scps, statements_of

from costguard.policy.policy_set import PolicySet

INSTANCE, VOLUME = "arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:volume/*"
TEAM = {"team": dimension("Team", one_of=["web", "data"])}


def _tagged(*types: str, identity: str = "team-is-named") -> PolicySet:
    return policy_of({"id": identity, "applies_to": {"types": list(types)}, "require_tags": ["team"]}, taxonomy=TEAM)


def _written(policy: PolicySet, **chosen: object) -> list[dict]:
    return statements_of(scps(emitted_for_aws(policy, **chosen)))


def _listed(value: object) -> list[str]:
    return value if isinstance(value, list) else [value]


def test_a_call_that_authorises_several_resources_is_asked_for_those_that_are_tagged() -> None:
    """On `*` every launch would be denied: images and subnets are authorised too, and no tags are sent to them."""
    own = [each for each in _written(_tagged("aws_instance")) if "ec2:RunInstances" in _listed(each["Action"])]
    assert own
    assert {tuple(_listed(each["Resource"])) for each in own} == {(INSTANCE,)}


def test_actions_that_share_a_condition_share_a_statement() -> None:
    wrong = [each for each in _written(_tagged("aws_instance")) if "StringNotEquals" in each.get("Condition", {})]
    assert [_listed(each["Action"]) for each in wrong] == [["ec2:CreateTags", "ec2:RunInstances"]]


def test_resources_of_one_call_share_a_statement() -> None:
    own = [
        each for each in _written(_tagged("aws_instance", "aws_ebs_volume")) if INSTANCE in _listed(each["Resource"])
    ]
    assert own
    assert all(_listed(each["Resource"]) == [INSTANCE, VOLUME] for each in own)


def test_a_fact_about_every_call_needs_no_resource() -> None:
    own = _written(
        policy_of({"applies_to": {"types": ["aws_nat_gateway"]}, "require": {"region": {"one_of": ["eu-west-1"]}}})
    )
    assert [(each["Action"], each["Resource"], each["Condition"]) for each in own] == [
        ("ec2:CreateNatGateway", "*", {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}})
    ]


def test_exempt_principals_are_let_off_in_every_statement() -> None:
    exempt = ("arn:aws:iam::*:role/break-glass", "arn:aws:iam::*:role/aws-service-role/*")
    own = _written(_tagged("aws_instance", "aws_s3_bucket"), exempt=exempt)
    assert own
    assert all(each["Condition"]["ArnNotLike"] == {"aws:PrincipalArn": sorted(exempt)} for each in own)


def test_every_statement_has_a_name_of_letters_and_digits_from_its_rule() -> None:
    names = [each["Sid"] for each in _written(_tagged("aws_instance", identity="team_is.named-2"))]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"TeamIsNamed2[0-9]+", name) for name in names)


def test_every_statement_denies() -> None:
    assert {each["Effect"] for each in _written(_tagged("aws_instance", "aws_s3_bucket", "aws_db_instance"))} == {
        "Deny"
    }


def test_a_rule_that_asks_nothing_of_the_cloud_is_not_written() -> None:
    quiet = policy_of(
        {
            "applies_to": {"types": ["aws_instance"]},
            "require_tags": ["team"],
            "effect": {"plan": "deny", "audit": "report", "cloud": "none"},
        },
        taxonomy=TEAM,
    )
    assert emitted_for_aws(quiet).documents == ()


def test_a_rule_that_is_to_be_audited_denies_nothing_and_says_so() -> None:
    audited = policy_of(
        {
            "id": "audited",
            "applies_to": {"types": ["aws_instance"]},
            "require_tags": ["team"],
            "effect": {"plan": "deny", "audit": "report", "cloud": "audit"},
        },
        taxonomy=TEAM,
    )
    emitted = emitted_for_aws(audited)
    assert scps(emitted) == ()
    assert [gap.rule for gap in emitted.gaps] == ["audited"]
    assert {row.duty.value for row in emitted.coverage} == {"reported"}
