"""A replay as a whole: what is counted, in which order, and that nothing depends on the order of reading."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replay_samples import CEILING, GOOD, TAGS, call

from costguard.emit.emit import emit
from costguard.emit.options import EmitOptions
from costguard.languages.language import exactly, glob
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Replay, ReplayedEvent
from costguard.policy.load import load
from costguard.prove.evaluate import is_true
from costguard.prove.formula import AtMost, Flag, Lies, Not, conjunction, disjunction
from costguard.prove.replay.replay import ReplayOptions, replay
from costguard.prove.replay.three_valued import Unknown, answer, variables_in
from costguard.sources.audit_logs.read import read_audit_logs
from costguard.sources.audit_logs.recorded_request import CutRecord, SkippedEvent

SAMPLES = Path(__file__).parents[2] / "sources" / "audit_logs" / "samples"
POLICY = """\
version: 1
taxonomy:
  cost_center:
    key: {aws: CostCenter, azure: CostCenter, gcp: cost_center}
    values: {like: ["CC-*"]}
rules:
  - id: required-tags
    title: Every resource names its cost centre
    why: A bill without an owner is paid by everybody.
    applies_to: {taggable: true}
    require_tags: [cost_center]
    effect: {plan: deny, audit: report, cloud: deny}
"""


def test_every_event_is_counted_once():
    requests = [
        SkippedEvent("it failed"),
        call("sqs:CreateQueue", at="2026-10-02", where="b:1"),
        call("sqs:CreateQueue", tags=None),
        CutRecord("x.jsonl:9 ends in the middle of a record, which was left out"),
        call("ec2:StopInstances"),
        call("sqs:CreateQueue", tags=GOOD),
        call("ec2:CreateVolume", at="2026-10-01", where="a:1", values={"ec2:VolumeSize": "9000"}),
    ]
    found = replay(requests, [TAGS, CEILING])
    assert found == Replay(
        events=7,
        judged=3,
        skipped=2,
        denied=(
            ReplayedEvent(
                cloud=Cloud.AWS,
                at="2026-10-01",
                principal="arn:aws:iam::111122223333:role/teams/Deployer",
                operation="ec2:CreateVolume",
                statements=("BigVolumes1", "RequiredTags1", "RequiredTags2"),
                rules=("big-volumes", "required-tags"),
                account="111122223333",
                where="a:1",
            ),
            ReplayedEvent(
                cloud=Cloud.AWS,
                at="2026-10-02",
                principal="arn:aws:iam::111122223333:role/teams/Deployer",
                operation="sqs:CreateQueue",
                statements=("RequiredTags3", "RequiredTags4"),
                rules=("required-tags",),
                account="111122223333",
                where="b:1",
            ),
        ),
        undecided={
            "`sqs:CreateQueue`: the record does not hold the tags that were sent": 1,
            "x.jsonl:9 ends in the middle of a record, which was left out": 1,
        },
    )
    assert found.events == found.judged + found.skipped + sum(found.undecided.values())


def test_copies_of_an_event_count_once():
    """An organisation's trail and an account's record the same event."""
    found = replay([call("sqs:CreateQueue", id="e-1"), call("sqs:CreateQueue", id="e-1", where="z")], [TAGS])
    assert (found.judged, found.skipped, len(found.denied)) == (1, 1, 1)


def test_the_management_account_is_never_denied():
    found = replay([call("sqs:CreateQueue")], [TAGS], ReplayOptions(management_account="111122223333"))
    assert (found.skipped, found.denied) == (1, ())


def test_a_cloud_without_guardrails_is_skipped():
    found = replay(read_audit_logs([SAMPLES / "gcp_audit.json"]), [TAGS])
    assert found.skipped == found.events


@pytest.fixture(scope="module")
def emitted(tmp_path_factory):
    path = tmp_path_factory.mktemp("policy") / "costguard.yaml"
    path.write_text(POLICY)
    policy = load([path], date(2026, 11, 22))
    return [document for each in emit(policy, EmitOptions()).values() for document in each.documents]


def test_what_costguard_emits_is_replayed_on_all_clouds(emitted):
    found = replay(read_audit_logs([SAMPLES]), emitted)
    assert {(event.operation, event.where.rpartition("/")[2]) for event in found.denied} == {
        ("lambda:CreateFunction", "cloudtrail.json, record 5"),
        ("ec2:CreateTags", "cloudtrail.json, record 6"),
        ("ec2:DeleteTags", "cloudtrail.json, record 7"),
        ("Microsoft.Compute/disks", "azure_activity.json, record 5"),
        ("Microsoft.Compute/disks", "azure_export.jsonl:1"),
        ("compute.googleapis.com/Instance", "gcp_audit.json, record 3"),
    }
    assert {rule for event in found.denied for rule in event.rules} == {"required-tags"}
    assert found.undecided == {
        "`Microsoft.Compute/virtualMachines`: the record does not hold what was written": 2,
        "`ecs:CreateCluster`: the record does not hold the tags that were sent": 1,
        "`s3:CreateBucket`: the record does not hold the tags that were sent": 1,
    }


@given(st.permutations(list(read_audit_logs([SAMPLES / "cloudtrail.json"]))))
def test_the_order_of_requests_changes_nothing(requests):
    assert replay(requests, [TAGS, CEILING]) == replay(read_audit_logs([SAMPLES / "cloudtrail.json"]), [TAGS, CEILING])


def test_a_log_taken_apart_is_the_same_log(tmp_path):
    document = json.loads((SAMPLES / "cloudtrail.json").read_text())
    for place, record in enumerate(document["Records"]):
        (tmp_path / f"{place}.json").write_text(json.dumps({"Records": [record]}))
    apart = replay(read_audit_logs([tmp_path]), [TAGS])
    whole = replay(read_audit_logs([SAMPLES / "cloudtrail.json"]), [TAGS])
    assert (apart.events, apart.judged, apart.skipped, apart.undecided) == (
        whole.events,
        whole.judged,
        whole.skipped,
        whole.undecided,
    )
    assert [(each.at, each.statements) for each in apart.denied] == [
        (each.at, each.statements) for each in whole.denied
    ]


ATOMS = st.sampled_from(
    [Lies("a", exactly("x")), Lies("a", glob("*")), Lies("b", glob("y*")), AtMost("n", 3), Flag("open")]
)
FORMULAS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(conjunction), st.lists(inner, max_size=3).map(disjunction), inner.map(Not)
    ),
    max_leaves=10,
)
VALUES = st.fixed_dictionaries(
    {
        "a": st.sampled_from(["", "x", "z"]),
        "b": st.sampled_from(["", "yes"]),
        "n": st.sampled_from(["1", "7", "no number"]),
        "open": st.sampled_from(["yes", "no"]),
    }
)


@given(FORMULAS, VALUES)
def test_what_is_wholly_known_is_decided_as_ever(formula, values):
    assert answer(formula, values) is is_true(formula, values)


@given(FORMULAS, VALUES, st.sets(st.sampled_from(["a", "b", "n", "open"])))
def test_what_is_decided_in_part_stays_decided(formula, values, hidden):
    """More knowledge never changes an answer, and an open one names a variable that is not known."""
    known = {variable: value for variable, value in values.items() if variable not in hidden}
    found = answer(formula, known)
    if isinstance(found, Unknown):
        assert found.variable in hidden & set(variables_in([formula]))
    else:
        assert found is is_true(formula, values)
