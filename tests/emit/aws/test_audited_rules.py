"""Rules that the cloud is only to audit: AWS has no such mode, and the coverage says what is left of it."""

from guardrail_policies import aws_options, dimension, policy_of

from costguard.emit.emit import emit
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Duty
from costguard.prove.prove import guardrails

AUDITED = {"effect": {"cloud": "audit"}, "applies_to": {"types": ["aws_sqs_queue"]}}


def coverage_of(rule: dict[str, object]) -> set[tuple[Duty, str]]:
    asked = policy_of({"id": "asked", **rule, **AUDITED}, taxonomy={"team": dimension("Team", one_of=["web"])})
    return {(row.duty, row.why) for row in emit(asked, aws_options())[Cloud.AWS].coverage}


def test_tags_are_reported_as_far_as_the_tag_policy_knows_them() -> None:
    ((duty, why),) = coverage_of({"require_tags": ["team"]})
    assert (duty, "only an audit of the accounts finds a tag that is missing" in why) == (Duty.REPORTED, True)


def test_nothing_reports_an_attribute() -> None:
    assert coverage_of({"require": {"region": {"one_of": ["eu-west-1"]}}}) == {
        (Duty.NOT_ENFORCEABLE, "AWS has no audit mode: only an audit of the accounts judges it")
    }


def test_no_document_denies_what_is_only_audited() -> None:
    asked = policy_of({"id": "asked", "require": {"region": {"one_of": ["eu-west-1"]}}, **AUDITED})
    emitted = emit(asked, aws_options())
    (proof,) = guardrails(asked, emitted, aws_options()).proofs
    assert (emitted[Cloud.AWS].documents, proof.relation.value, proof.declared) == ((), "none", True)
