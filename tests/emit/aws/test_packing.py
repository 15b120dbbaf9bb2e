"""Statements fit into few documents, none above AWS's limits, each statement once, and the same each time."""

import json
import re
from collections.abc import Iterable

import pytest
from guardrail_laws import policy, rules
from guardrail_policies import aws_options, dimension, emitted_for_aws, policy_of, scps, statements_of
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.catalog import authorization
from costguard.emit.aws.abbreviate import abbreviated
from costguard.emit.aws.clauses import Clause
from costguard.emit.aws.packing import pack, size_of
from costguard.emit.aws.statements import Statement
from costguard.emit.emit import emit
from costguard.emit.options import Limits
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document
from costguard.policy.policy_set import Rule, Scope
from costguard.prove.prove import guardrails

EC2_ACTIONS = sorted(f"ec2:{name}" for name in authorization.action_names("ec2"))
STATEMENTS = st.lists(
    st.builds(
        lambda rule, actions, values: Statement(
            rule, tuple(sorted(actions)), ("*",), (Clause("StringNotEquals", "aws:RequestedRegion", values),)
        ),
        st.sampled_from(["one", "two", "three"]),
        st.sets(st.sampled_from(EC2_ACTIONS), min_size=1, max_size=12),
        st.lists(st.text("abc-é", min_size=1, max_size=20), min_size=1, max_size=6, unique=True).map(tuple),
    ),
    min_size=1,
    max_size=12,
).map(
    lambda found: [
        Statement(each.rule, each.actions, each.resources, each.block, f"S{n}") for n, each in enumerate(found)
    ]
)
SCOPE = Scope(types=("aws_instance", "aws_ebs_volume", "aws_s3_bucket", "aws_lambda_function"))


def _held(documents: Iterable[Document]) -> set[tuple[str, str, str]]:
    """Every action with the condition and resources under which it is denied; a text for each."""
    return {
        (action, json.dumps(each["Resource"]), json.dumps(each.get("Condition")))
        for each in statements_of(documents)
        for action in (each["Action"] if isinstance(each["Action"], list) else [each["Action"]])
    }


@given(STATEMENTS, st.integers(700, 3_000))
@settings(max_examples=60)
def test_documents_keep_the_limit_and_hold_every_statement_once(found: list[Statement], limit: int) -> None:
    documents = pack(found, Limits(scp_characters=limit, scps_per_target=100))
    assert max(len(document.text) for document in documents) <= limit
    sids = [each["Sid"] for each in statements_of(documents)]
    assert len(sids) == len(set(sids))
    wanted = [
        (action, json.dumps(each.document()["Resource"]), json.dumps(each.document().get("Condition")))
        for each in found
        for action in each.actions
    ]
    assert _held(documents) == set(wanted)


@given(STATEMENTS, st.integers(700, 3_000))
@settings(max_examples=30)
def test_documents_are_the_same_each_time(found: list[Statement], limit: int) -> None:
    limits = Limits(scp_characters=limit, scps_per_target=100)
    assert pack(found, limits) == pack(list(found), limits)


@given(rules("a-rule", SCOPE), st.integers(2_500, 6_000))
@settings(max_examples=15)
def test_a_policy_split_over_documents_is_proved_as_well(rule: Rule, limit: int) -> None:
    options = aws_options(limits=Limits(scp_characters=limit, scps_per_target=200))
    emitted = emit(policy(rule), options)
    assert all(len(document.text) <= limit for document in scps(emitted[Cloud.AWS]))
    assert guardrails(policy(rule), emitted, options).is_declared


@given(st.sets(st.sampled_from(EC2_ACTIONS), min_size=1, max_size=60))
@settings(max_examples=60)
def test_abbreviated_actions_match_the_same_known_actions(actions: set[str]) -> None:
    patterns = abbreviated(tuple(sorted(actions)))
    as_regex = re.compile("|".join(re.escape(each).replace(r"\*", ".*") for each in patterns), re.IGNORECASE)
    assert {action for action in EC2_ACTIONS if as_regex.fullmatch(action)} == actions
    assert len(json.dumps(patterns)) <= len(json.dumps(sorted(actions)))


def test_actions_of_two_services_are_abbreviated_apart() -> None:
    assert abbreviated(("lambda:CreateFunction", "rds:CreateDBCluster")) == (
        "lambda:CreateFunction",
        "rds:CreateDBCluster",
    )


def test_a_statement_that_fills_a_document_is_not_split() -> None:
    """The limit is the last character: one fewer, and the actions go into two documents."""
    statement = Statement("big", ("ec2:CreateVolume", "ec2:RunInstances"), ("*",), (), "Big1")
    frame = len('{"Version":"2012-10-17","Statement":[]}')
    whole = pack([statement], Limits(scp_characters=frame + size_of(statement)))
    halves = pack([statement], Limits(scp_characters=frame + size_of(statement) - 1))
    assert [each["Sid"] for each in statements_of(whole)] == ["Big1"]
    assert [each["Sid"] for each in statements_of(halves)] == ["Big1a", "Big1b"]
    assert len(halves) == 2


def test_what_never_fits_is_told_in_one_sentence_that_names_the_rule() -> None:
    values = [f"CC-{number:05}" for number in range(200)]
    wide = policy_of(
        {"id": "cost-center", "applies_to": {"types": ["aws_instance"]}, "require_tags": ["cost_center"]},
        taxonomy={"cost_center": dimension("CostCenter", one_of=values)},
    )
    with pytest.raises(BadInput, match=r"^the rule `cost-center` does not fit .* or give it `cloud: none` [^.]*$"):
        emitted_for_aws(wide, limits=Limits(scp_characters=1_000))


def test_too_many_documents_are_told_in_one_sentence_that_names_the_largest_rule() -> None:
    asked = policy_of(
        {"id": "small", "applies_to": {"types": ["aws_nat_gateway"]}, "require_tags": ["owner"]},
        {"id": "large", "applies_to": {"taggable": True}, "require_tags": ["owner"]},
        taxonomy={"owner": dimension("Owner")},
    )
    with pytest.raises(BadInput, match=r"needs \d+ service control policies, and a target takes 1; the rule `large`"):
        emitted_for_aws(asked, limits=Limits(scps_per_target=1, scp_characters=5_120))


def test_actions_are_written_in_full_where_they_fit_and_abbreviated_where_they_have_to_be() -> None:
    creating = tuple(action for action in EC2_ACTIONS if action.startswith("ec2:Create"))
    found = [Statement("tags", creating, ("*",), (), "Tags1")]
    roomy = pack(found, Limits(scp_characters=1_500, scps_per_target=100))
    tight = pack(found, Limits(scp_characters=1_500, scps_per_target=len(roomy) - 1))
    assert {action for action, _, _ in _held(roomy)} == set(creating)
    assert {action for action, _, _ in _held(tight)} == {"ec2:Cr*"}


def test_documents_name_their_rules_and_are_minified() -> None:
    asked = policy_of(
        {"id": "one", "applies_to": {"types": ["aws_instance"]}, "require": {"region": {"one_of": ["eu-west-1"]}}},
        {"id": "two", "applies_to": {"types": ["aws_nat_gateway"]}, "require": {"region": {"one_of": ["us-east-1"]}}},
    )
    (document,) = scps(emitted_for_aws(asked))
    assert (document.path, document.rules) == ("aws/scp-1.json", ("one", "two"))
    assert document.text == json.dumps(json.loads(document.text), separators=(",", ":"))
