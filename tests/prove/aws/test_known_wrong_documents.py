"""Documents with one mistake each, as people make them: the prover refutes every one by a request that shows it.

Each file of `known_wrong` is a whole service control policy. But for its one mistake it is the `correct…` one
beside it, which is proved exact; so the request that is found is due to the mistake alone.
"""

from functools import cache
from pathlib import Path

import msgspec
import pytest
from guardrail_policies import aws_options, dimension, policy_of
from simulator import answers_of, needs_simulator
from witnesses import asked_of, calls_of, variables_of, witnesses_of

from costguard.emit.bundle import Emitted
from costguard.emit.emit import emit
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Document, DocumentKind, Proof, Relation, Request
from costguard.policy.policy_set import PolicySet
from costguard.prove.aws.questions import Call
from costguard.prove.evaluate import is_true
from costguard.prove.formula import disjunction
from costguard.prove.lower import formula_of
from costguard.prove.prove import guardrails

FOLDER = Path(__file__).parent / "known_wrong"
OPTIONS = aws_options()
RUN, TAG, UNTAG, COPY = "ec2:RunInstances", "ec2:CreateTags", "ec2:DeleteTags", "ec2:CopyVolumes"
OTHER_ACCOUNT = {"aws:PrincipalAccount": "000000000000"}
TOO_LARGE = {"ec2:VolumeSize": "4097"}


def _region(name: str) -> dict[str, str]:
    return {"aws:RequestedRegion": name}


class Shown(msgspec.Struct, frozen=True):
    """A request that shows a mistake: the operation, the tags that it sends, and its other values."""

    operation: str
    tags: dict[str, str] = {}
    values: dict[str, str] = {}


class Wrong(msgspec.Struct, frozen=True):
    """A document, the policy that it is meant for, and requests that it treats wrong, by hand.

    The prover has to find one of the same operation that is wrong in the same way, and none in the other; of
    any operation where the document is wrong everywhere.
    """

    name: str
    policy: str
    leak: Shown | None = None
    over_block: Shown | None = None
    is_everywhere: bool = False


WRONG = (
    Wrong("null_beside_string_not_like", "cost_center", leak=Shown(RUN, {"CostCenter": ""})),
    Wrong("two_keys_in_one_block", "two_tags", leak=Shown(RUN, {"CostCenter": "ENG-", "Owner": ""})),
    Wrong("two_missing_keys_in_one_list", "two_tags", leak=Shown(RUN, {"CostCenter": "ENG-"})),
    Wrong("every_resource_of_the_call", "cost_center", over_block=Shown(RUN, {"CostCenter": "ENG-"})),
    Wrong("if_exists_misread", "cost_center", over_block=Shown(TAG)),
    Wrong("dropped_value", "cost_center", over_block=Shown(RUN, {"CostCenter": "CC-200"})),
    Wrong("dropped_action", "volumes", leak=Shown(COPY, values=TOO_LARGE)),
    Wrong(
        "swapped_polarity",
        "cost_center",
        leak=Shown(RUN, {"CostCenter": ""}),
        over_block=Shown(RUN, {"CostCenter": "ENG-"}),
    ),
    Wrong(
        "key_in_another_case",
        "cost_center",
        leak=Shown(RUN, {"costcenter": "ENG-"}),
        over_block=Shown(RUN, {"CostCenter": "ENG-"}),
    ),
    Wrong("no_guard_of_the_key_case", "cost_center", leak=Shown(RUN, {"costcenter": "ENG-"})),
    Wrong("any_value_for_all_values", "cost_center", over_block=Shown(RUN, {"CostCenter": "ENG-", "a": ""})),
    Wrong("equals_with_wildcards", "cost_center", over_block=Shown(RUN, {"CostCenter": "ENG-"})),
    Wrong("allow_for_deny", "cost_center", leak=Shown(RUN, {"CostCenter": ""})),
    Wrong("volume_size_on_instances", "volumes", leak=Shown(RUN, values=TOO_LARGE)),
    Wrong("bound_off_by_one", "volumes", over_block=Shown("ec2:CreateVolume", values={"ec2:VolumeSize": "4096"})),
    Wrong(
        "wrong_regions",
        "regions",
        leak=Shown(RUN, {}, _region("us-west-2")),
        over_block=Shown(RUN, {}, _region("us-east-1")),
    ),
    Wrong(
        "regions_with_polarity_swapped",
        "regions",
        leak=Shown(RUN, {}, _region("aa-aa-0")),
        over_block=Shown(RUN, {}, _region("eu-west-1")),
    ),
    Wrong(
        "regions_for_all_but_a_few_actions",
        "regions",
        over_block=Shown("acm:AddTagsToCertificate", {}, _region("aa-aa-0")),
        is_everywhere=True,
    ),
    Wrong("not_action_for_action", "cost_center", leak=Shown(RUN, {"costcenter": "ENG-"}), over_block=Shown(TAG)),
    Wrong("one_account_only", "cost_center", leak=Shown(RUN, {}, OTHER_ACCOUNT)),
    Wrong("delete_all_left_open", "cost_center", leak=Shown(UNTAG)),
    Wrong("retagging_left_open", "cost_center", leak=Shown(TAG, {"CostCenter": ""})),
)
"""`principal_tag_under_negation` has a test of its own: what it says cannot be known of a request's own values."""

CORRECT = {
    "correct": "cost_center",
    "correct_two_tags": "two_tags",
    "correct_volumes": "volumes",
    "correct_regions": "regions",
}

_TAXONOMY = {
    "cost_center": dimension("CostCenter", like=["CC-100", "CC-200", "ENG-*"]),
    "owner": dimension("Owner", one_of=["web", "data"]),
}
_INSTANCES = {"applies_to": {"types": ["aws_instance"]}}
_VOLUMES = {"applies_to": {"types": ["aws_ebs_volume"]}}


@cache
def _policy(name: str) -> tuple[PolicySet, dict[Cloud, Emitted]]:
    rule = {
        "cost_center": {**_INSTANCES, "require_tags": ["cost_center"]},
        "two_tags": {**_INSTANCES, "require_tags": ["cost_center", "owner"]},
        "volumes": {**_VOLUMES, "require": {"size_gb": {"at_most": 4096}}},
        "regions": {**_INSTANCES, "require": {"region": {"one_of": ["eu-west-1", "us-east-1"]}}},
    }[name]
    policy = policy_of({"id": name, **rule}, taxonomy=_TAXONOMY)
    return policy, emit(policy, OPTIONS)


def _document(name: str) -> Document:
    return Document(f"{name}.json", DocumentKind.SCP, (FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _proofs(name: str, policy: str) -> tuple[Proof, ...]:
    asked, emitted = _policy(policy)
    return guardrails(asked, emitted, OPTIONS, [_document(name)]).proofs


def _calls(name: str, policy: str) -> dict[str, Call]:
    return calls_of([_document(name)], _policy(policy)[1][Cloud.AWS].demands)


def _shown_requests(wrong: Wrong) -> list[tuple[Request, bool]]:
    """The requests that show the mistake, and whether the document denies them."""
    shown = [(each, is_denied) for each, is_denied in ((wrong.leak, False), (wrong.over_block, True)) if each]
    return [(Request(Cloud.AWS, each.operation, each.tags, each.values), is_denied) for each, is_denied in shown]


def _found(wrong: Wrong) -> list[tuple[Request, bool]]:
    return [(witness.request, is_denied) for witness, is_denied in witnesses_of(_proofs(wrong.name, wrong.policy))]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_a_wrong_document_is_refuted_by_a_request(wrong: Wrong) -> None:
    shown, found = _shown_requests(wrong), _found(wrong)
    assert [is_denied for _, is_denied in found] == [is_denied for _, is_denied in shown]
    same = [one.operation == other.operation for (one, _), (other, _) in zip(found, shown, strict=True)]
    assert all(same) or wrong.is_everywhere
    assert not all(proof.declared for proof in _proofs(wrong.name, wrong.policy))


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_every_request_shows_a_difference(wrong: Wrong) -> None:
    """What a person knows to be wrong, and what the prover found, by plain evaluation of rule and document."""
    calls = _calls(wrong.name, wrong.policy)
    for request, is_denied in (*_shown_requests(wrong), *_found(wrong)):
        call = calls[request.operation]
        question, values = call.question, variables_of(request, call)
        meant = disjunction(formula_of(demand.meant, question.tags) for demand in question.demands)
        assert (is_true(question.denied, values), is_true(meant, values)) == (is_denied, not is_denied)


@pytest.mark.parametrize(("name", "policy"), CORRECT.items())
def test_a_correct_document_is_proved_exact(name: str, policy: str) -> None:
    proofs = _proofs(name, policy)
    assert [(proof.rule, proof.relation, proof.declared) for proof in proofs] == [(policy, Relation.EXACT, True)]
    assert proofs[0].exact == proofs[0].operations > 0


def test_a_policy_variable_is_left_open_and_so_refuted_both_ways() -> None:
    """What a principal's tag holds nobody can know: if the same, a bad tag passes; if another, a good one fails."""
    name = "principal_tag_under_negation"
    ours, unexplained = _proofs(name, "cost_center")
    assert ours.leak is not None
    assert unexplained.over_block is not None
    assert not ours.declared
    open_test = (
        "StringNotEquals of aws:RequestTag/CostCenter: `${aws:PrincipalTag/CostCenter}` holds a policy variable, "
        "whose value is not known here"
    )
    assert (ours.leak.request.values, unexplained.over_block.request.values) == ({open_test: "no"}, {open_test: "yes"})


def test_every_wrong_document_is_listed() -> None:
    listed = {wrong.name for wrong in WRONG} | CORRECT.keys() | {"principal_tag_under_negation"}
    assert {file.stem for file in FOLDER.glob("*.json")} == listed


@needs_simulator
def test_the_simulator_confirms_every_request() -> None:
    requests = [(wrong, *each) for wrong in WRONG for each in (*_shown_requests(wrong), *_found(wrong))]
    asked = [
        asked_of([_document(wrong.name)], _policy(wrong.policy)[1][Cloud.AWS].demands, request)
        for wrong, request, _ in requests
    ]
    told = [
        (wrong.name, request, answer) for (wrong, request, _), answer in zip(requests, answers_of(asked), strict=True)
    ]
    assert told == [(wrong.name, request, is_denied) for wrong, request, is_denied in requests]


@needs_simulator
@pytest.mark.parametrize(
    ("tag", "principal_tag", "is_denied"),
    [("bad", {"aws:PrincipalTag/CostCenter": "bad"}, False), ("ENG-1", {"aws:PrincipalTag/CostCenter": "x"}, True)],
)
def test_the_simulator_confirms_what_a_principals_tag_does(
    tag: str, principal_tag: dict[str, str], is_denied: bool
) -> None:
    demands = _policy("cost_center")[1][Cloud.AWS].demands
    request = Request(Cloud.AWS, RUN, {"CostCenter": tag})
    asked = asked_of([_document("principal_tag_under_negation")], demands, request, principal_tag)
    assert answers_of([asked]) == [is_denied]
