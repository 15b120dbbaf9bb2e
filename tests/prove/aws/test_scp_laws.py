"""Laws of the way from rules to service control policies and back, on random rules."""

import pytest
from guardrail_laws import TYPES, is_denied_by_engine, policy, resources, rules, variables_of
from guardrail_policies import aws_options, dimension, policy_of, scps
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.emit.emit import emit
from costguard.model.cloud import Cloud
from costguard.model.resource import Resource
from costguard.policy.policy_set import Rule, Scope
from costguard.prove.aws.questions import questions
from costguard.prove.evaluate import is_true
from costguard.prove.formula import disjunction
from costguard.prove.lower import formula_of
from costguard.prove.prove import guardrails
from costguard.prove.question import Question
from costguard.prove.tags import TagModel

OPTIONS = aws_options()
VOLUMES = Scope(types=(TYPES[Cloud.AWS],))
MIXED = Scope(types=("aws_ebs_volume", "aws_instance", "aws_s3_bucket", "aws_nat_gateway", "aws_launch_template"))
KEYS_OF_VOLUMES = {"size_gb": "ec2:VolumeSize", "volume_type": "ec2:VolumeType", "region": "aws:RequestedRegion"}
NOTHING_ASKED = Question(Cloud.AWS, "ec2:CreateVolume", (), (), TagModel((), tells_case=True))


@given(rules("first", MIXED), rules("second", VOLUMES))
@settings(max_examples=60)
def test_what_is_emitted_and_read_back_is_exact_or_declared(first: Rule, second: Rule) -> None:
    asked = policy(first, second)
    told = guardrails(asked, emit(asked, OPTIONS), OPTIONS)
    assert [proof for proof in told.proofs if not proof.declared] == []


@given(rules("a-rule", VOLUMES), st.lists(resources(Cloud.AWS), min_size=4, max_size=4))
@settings(max_examples=60)
def test_documents_deny_what_the_engine_refuses(rule: Rule, found: list[Resource]) -> None:
    """Where the documents can say all; where not, they deny what can be said of it, and never more than the engine."""
    asked = policy(rule)
    emitted = emit(asked, OPTIONS)[Cloud.AWS]
    every = questions(scps(emitted), emitted.demands, OPTIONS)
    question = next((each for each in every if each.operation == "ec2:CreateVolume"), NOTHING_ASKED)
    is_whole = not any(demand.reasons for demand in question.demands)
    said = disjunction(formula_of(demand.said, question.tags) for demand in question.demands)
    for resource in found:
        values = variables_of(resource, KEYS_OF_VOLUMES)
        is_denied, is_refused = is_true(question.denied, values), is_denied_by_engine(resource, rule)
        assert is_denied is is_true(said, values)
        assert is_denied is is_refused if is_whole else is_denied <= is_refused


@pytest.mark.parametrize("kind", ["aws_db_instance", "aws_lambda_function", "aws_s3_bucket", "aws_eks_cluster"])
def test_tags_of_common_types_are_proved_exact(kind: str) -> None:
    asked = policy_of(
        {"id": "team", "applies_to": {"types": [kind]}, "require_tags": ["team"]},
        taxonomy={"team": dimension("Team", one_of=["web", "data"])},
    )
    told = guardrails(asked, emit(asked, OPTIONS), OPTIONS)
    assert [proof for proof in told.proofs if not proof.declared] == []
