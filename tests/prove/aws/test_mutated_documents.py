"""What costguard emits has no room for a mistake: nearly every mutation changes what is denied, and is found out."""

from fnmatch import fnmatchcase
from functools import cache

import pytest
from guardrail_policies import TODAY, aws_options, dimension, policy_of, scps
from mutations import mutants
from simulator import all_spaces, answers_of, authorisations, needs_simulator, variations
from witnesses import Asked, asked_of, calls_of, variables_of, witnesses_of

from costguard.emit.emit import emit
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Document, Relation, Request
from costguard.prove.aws.questions import Call
from costguard.prove.evaluate import is_true
from costguard.prove.prove import guardrails

POLICY = policy_of(
    {"id": "tags", "applies_to": {"types": ["aws_instance"]}, "require_tags": ["cost_center"]},
    {
        "id": "small",
        "applies_to": {"types": ["aws_instance"]},
        "when": {"workload": {"none_of": ["batch"]}},
        "require": {"instance_type": {"like": ["t3.*", "m7g.large"]}},
    },
    {
        "id": "volumes",
        "applies_to": {"types": ["aws_ebs_volume"]},
        "require": {
            "size_gb": {"at_most": 4096},
            "iops": {"one_of": [3000, 6000]},
            "encrypted": {"one_of": [True]},
            "volume_type": {"none_of": ["gp2", "io1"]},
        },
    },
    {
        "id": "regions",
        "applies_to": {"types": ["aws_nat_gateway"]},
        "require": {"region": {"one_of": ["eu-west-1", "us-east-1"]}},
    },
    taxonomy={
        "cost_center": dimension(
            "CostCenter", aliases={"costcentre": TODAY.replace(year=2027)}, like=["CC-1?", "ENG-*"]
        ),
        "workload": dimension("Workload", one_of=["batch", "web"]),
    },
)
OPTIONS = aws_options()

_KEPT_OUT = "a clause that needs its key to be there lets the call's other resources through"
EQUAL = {
    "Volumes * if Bool ec2:Encrypted: Resource widened": _KEPT_OUT,
    "Volumes * if NumericGreaterThan ec2:VolumeSize: Resource widened": _KEPT_OUT,
    "Volumes * if StringEquals ec2:VolumeType: Resource widened": _KEPT_OUT,
    "Tags *: clause dropped in StringLike aws:RequestTag/costcentre": "whoever sends the key sends a value",
    "Small *: clause dropped in ForAnyValue:StringEquals aws:TagKeys": "another statement denies what lacks the key",
    "Small *: polarity swapped in ForAnyValue:StringEquals aws:TagKeys": "the rule `tags` has another key sent always",
    "*: key in another case in *": "IAM ignores the case of a condition key's name",
}
"""The mutations that change nothing, and why; a `*` stands for anything."""

GOOD = Request(
    Cloud.AWS,
    "ec2:RunInstances",
    {"CostCenter": "ENG-", "Workload": "batch"},
    {"ec2:VolumeSize": "4096", "ec2:VolumeIops": "3000", "ec2:Encrypted": "true", "ec2:InstanceType": "t3."},
)


@cache
def _document() -> Document:
    (document,) = scps(emit(POLICY, OPTIONS)[Cloud.AWS])
    return document


@cache
def _mutants() -> dict[str, Document]:
    return dict(mutants(_document()))


def _is_equal(name: str) -> bool:
    return any(fnmatchcase(name, each) for each in EQUAL)


def _asked(document: Document) -> list[tuple[Asked, bool]]:
    """The witnesses of a mutant, as requests to the simulator with the answer that they are to have."""
    emitted = emit(POLICY, OPTIONS)
    proofs = guardrails(POLICY, emitted, OPTIONS, [document]).proofs
    demands = emitted[Cloud.AWS].demands
    return [(asked_of([document], demands, witness.request), is_denied) for witness, is_denied in witnesses_of(proofs)]


def test_the_document_itself_is_exact() -> None:
    proofs = guardrails(POLICY, emit(POLICY, OPTIONS), OPTIONS, [_document()]).proofs
    assert {proof.rule: proof.relation for proof in proofs} == dict.fromkeys(
        ("tags", "small", "volumes", "regions"), Relation.EXACT
    )


@pytest.mark.parametrize("each", EQUAL)
def test_every_exception_is_a_mutation(each: str) -> None:
    assert any(fnmatchcase(name, each) for name in _mutants())


@pytest.mark.parametrize("name", _mutants())
def test_a_mutation_is_found_out(name: str) -> None:
    emitted = emit(POLICY, OPTIONS)
    proofs = guardrails(POLICY, emitted, OPTIONS, [_mutants()[name]]).proofs
    assert all(proof.declared for proof in proofs) is _is_equal(name)


@needs_simulator
def test_the_simulator_confirms_the_request_of_every_mutation() -> None:
    asked = [(name, *each) for name, mutant in _mutants().items() if not _is_equal(name) for each in _asked(mutant)]
    answers = answers_of([request for _, request, _ in asked])
    expected = [(name, is_denied) for name, _, is_denied in asked]
    assert [(name, answer) for (name, _), answer in zip(expected, answers, strict=True)] == expected


@needs_simulator
def test_the_simulator_sees_no_change_where_none_is_found() -> None:
    """A good request and every one that differs from it in a single variable: denied as the document itself does."""
    own = _run_instances(_document())
    asked: list[Asked] = []
    expected: list[bool] = []
    for mutant in [mutant for name, mutant in _mutants().items() if _is_equal(name) and "another case" not in name]:
        call = _run_instances(mutant)
        for values in variations(call.question, variables_of(GOOD, call), all_spaces(call.question)):
            asked.append(([mutant], authorisations(call.contexts, values)))
            expected.append(is_true(own.question.denied, values))
    assert answers_of(asked) == expected
    assert {True, False} == set(expected)


def _run_instances(document: Document) -> Call:
    found = calls_of([document], emit(POLICY, OPTIONS)[Cloud.AWS].demands)
    (call,) = (call for label, call in found.items() if label.startswith("ec2:RunInstances"))
    return call
