"""What organisation policies would have done to recorded creations."""

import pytest
from replay_samples import made

from costguard.model.guardrail import Document, DocumentKind
from costguard.prove.replay.gcp import GcpJudge
from costguard.prove.replay.judgement import Allowed, Denied, Undecided

INSTANCE = "compute.googleapis.com/Instance"
SMALL = "projects/p/zones/europe-west1-b/machineTypes/e2-small"
LARGE = "zones/europe-west1-b/machineTypes/n2-standard-8"


def constraint(name: str, condition: str, action: str = "ALLOW", methods: str = "[CREATE, UPDATE]") -> Document:
    text = (
        f"name: organizations/1/customConstraints/custom.{name}\nresourceTypes: [{INSTANCE}]\n"
        f"methodTypes: {methods}\nactionType: {action}\ncondition: >-\n  {condition}\n"
    )
    return Document(f"gcp/constraints/{name}.yaml", DocumentKind.GCP_CONSTRAINT, text, (f"rule-{name}",))


def policy(name: str, spec: str = "spec: {rules: [{enforce: true}]}") -> Document:
    text = f"name: organizations/1/policies/{name}\n{spec}\n"
    return Document(
        f"gcp/policies/{name}.yaml", DocumentKind.GCP_POLICY, text, (f"rule-{name.removeprefix('custom.')}",)
    )


LABELLED = constraint("labels", "'team' in resource.labels && resource.labels['team'] in ['web', 'data']")
TYPES = constraint("types", "resource.machineType.endsWith('/n2-standard-8')", "DENY")
GUARDS = (LABELLED, TYPES, policy("custom.labels"), policy("custom.types"))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"machineType": SMALL, "labels": {"team": "web"}}, Allowed()),
        ({"machineType": SMALL, "labels": {"team": "lunch"}}, Denied(("custom.labels",), ("rule-labels",))),
        ({"machineType": SMALL}, Denied(("custom.labels",), ("rule-labels",))),
        ({"machineType": LARGE, "labels": {"team": "web"}}, Denied(("custom.types",), ("rule-types",))),
        ({"machineType": LARGE}, Denied(("custom.labels", "custom.types"), ("rule-labels", "rule-types"))),
        ({"labels": {"team": "web"}},
         Undecided(f"`{INSTANCE}`: the record does not hold `resource.machineType`")),
        (None, Undecided(f"`{INSTANCE}`: the record does not hold the resource that was asked for")),
    ],
    ids=["as asked for", "a bad label", "no labels", "a bad type", "both", "no type", "not recorded"],
)  # fmt: skip
def test_a_creation_is_judged_by_its_resource(body, found):
    assert GcpJudge(GUARDS)(made(INSTANCE, body)) == found


def test_other_types_pass():
    assert GcpJudge(GUARDS)(made("compute.googleapis.com/Disk", {})) == Allowed()


def test_a_constraint_that_no_policy_enforces_denies_nothing():
    assert GcpJudge((LABELLED, policy("custom.other")))(made(INSTANCE, {})) == Allowed()


def test_a_rehearsal_is_judged_as_if_it_were_enforced():
    rehearsed = policy("custom.labels", "dryRunSpec: {rules: [{enforce: true}]}")
    assert GcpJudge((LABELLED, rehearsed))(made(INSTANCE, {})) == Denied(("custom.labels",), ("rule-labels",))


def test_a_rehearsal_beside_what_is_enforced_denies_nothing():
    rehearsed = policy("custom.labels", "dryRunSpec: {rules: [{enforce: true}]}")
    assert (
        GcpJudge((LABELLED, TYPES, rehearsed, policy("custom.types")))(made(INSTANCE, {"machineType": SMALL}))
        == Allowed()
    )


PLACES = policy("gcp.resourceLocations", "spec: {rules: [{values: {allowedValues: ['in:europe-west1-locations']}}]}")


@pytest.mark.parametrize(
    ("region", "found"),
    [
        ("europe-west1", Allowed()),
        ("us-east4", Denied(("gcp.resourceLocations",), ("rule-gcp.resourceLocations",))),
        ("", Undecided("`storage.googleapis.com/Bucket`: the record does not tell the location")),
    ],
)
def test_a_place_decides_even_where_the_resource_is_not_recorded(region, found):
    assert GcpJudge((PLACES,))(made("storage.googleapis.com/Bucket", None, region=region)) == found


def test_a_boolean_that_is_not_sent_is_false():
    protected = constraint("protected", "resource.deletionProtection == true")
    guards = (protected, policy("custom.protected"))
    assert GcpJudge(guards)(made(INSTANCE, {"name": "x"})) == Denied(("custom.protected",), ("rule-protected",))
    assert GcpJudge(guards)(made(INSTANCE, {"deletionProtection": True})) == Allowed()
