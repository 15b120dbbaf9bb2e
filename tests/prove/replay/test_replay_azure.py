"""What Azure Policy would have done to recorded writes."""

import json

import pytest
from replay_samples import written

from costguard.model.guardrail import Document, DocumentKind
from costguard.prove.replay.azure import AzureJudge
from costguard.prove.replay.judgement import Allowed, Denied, Undecided

DISKS = "Microsoft.Compute/disks"
BODY = {"location": "westeurope", "tags": {"CostCenter": "cc-100"}, "properties": {"diskSizeGB": 32}}


def definition(name: str, condition: object, effect: str = "Deny", **details: object) -> Document:
    properties = {
        "mode": "Indexed",
        "parameters": {"effect": {"type": "String", "defaultValue": effect}},
        "policyRule": {"if": condition, "then": {"effect": "[parameters('effect')]", **details}},
    }
    text = json.dumps({"name": name, "properties": properties})
    return Document(f"azure/definitions/{name}.json", DocumentKind.AZURE_DEFINITION, text, (f"rule-{name}",))


def assignment(name: str, **properties: object) -> Document:
    text = json.dumps({"name": f"assign-{name}", "properties": {"policyDefinitionId": f"/x/{name}", **properties}})
    return Document(f"azure/assignments/{name}.json", DocumentKind.AZURE_ASSIGNMENT, text)


TAGGED = definition("tags", {"not": {"field": "tags['CostCenter']", "in": ["CC-100", "CC-200"]}})
SIZED = definition(
    "sizes",
    {"allOf": [{"field": "type", "equals": DISKS}, {"field": "Microsoft.Compute/disks/diskSizeGB", "greater": 4096}]},
)
INHERITED = definition(
    "inherit",
    {"allOf": [{"field": "tags['CostCenter']", "exists": False},
               {"value": "[resourceGroup().tags['CostCenter']]", "notEquals": ""}]},
    "Modify",
    details={"operations": [{"operation": "addOrReplace", "field": "tags['CostCenter']",
                             "value": "[resourceGroup().tags['CostCenter']]"}]},
)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (BODY, Allowed()),
        ({**BODY, "tags": {"costcenter": "CC-200"}}, Allowed()),
        ({**BODY, "tags": {}}, Denied(("tags",), ("rule-tags",))),
        ({"location": "westeurope"}, Denied(("tags",), ("rule-tags",))),
        (
            {"tags": {"CostCenter": "x"}, "properties": {"diskSizeGB": 8192}},
            Denied(("sizes", "tags"), ("rule-sizes", "rule-tags")),
        ),
        (None, Undecided(f"`{DISKS}`: the record does not hold what was written")),
    ],
    ids=["as asked for", "in another case", "untagged", "no tags at all", "two rules", "not recorded"],
)
def test_a_write_is_judged_by_its_body(body, found):
    assert AzureJudge((TAGGED, SIZED))(written(DISKS, body)) == found


def test_a_part_of_a_resource_decides_nothing():
    found = AzureJudge((TAGGED,))(written(DISKS, {"tags": {}}, is_partial=True))
    assert isinstance(found, Undecided)


def test_resource_groups_are_not_looked_at_by_an_indexed_definition():
    groups = "Microsoft.Resources/subscriptions/resourceGroups"
    assert AzureJudge((TAGGED,))(written(groups, {"location": "westeurope"})) == Allowed()


@pytest.mark.parametrize("effect", ["Audit", "Disabled"])
def test_what_does_not_deny_denies_nothing(effect):
    audited = assignment("tags", parameters={"effect": {"value": effect}})
    assert AzureJudge((TAGGED, audited))(written(DISKS, {})) == Allowed()


def test_an_assignment_that_does_not_enforce_is_judged_as_if_it_did():
    rehearsed = assignment("tags", enforcementMode="DoNotEnforce")
    assert AzureJudge((TAGGED, rehearsed))(written(DISKS, {})) == Denied(("tags",), ("rule-tags",))


def test_an_assignment_with_exceptions_is_undecided_where_it_would_deny():
    partly = assignment("tags", notScopes=["/subscriptions/x"])
    judge = AzureJudge((TAGGED, partly))
    assert judge(written(DISKS, BODY)) == Allowed()
    assert isinstance(judge(written(DISKS, {})), Undecided)


def test_a_tag_that_may_be_inherited_is_not_known_to_be_missing():
    judge = AzureJudge((TAGGED, SIZED, INHERITED))
    assert judge(written(DISKS, BODY)) == Allowed()
    assert judge(written(DISKS, {"location": "westeurope"})) == Undecided(
        f"`{DISKS}`: a definition may change the resource first, by what no record holds"
    )


def test_what_reads_no_tags_denies_all_the_same():
    found = AzureJudge((TAGGED, SIZED, INHERITED))(written(DISKS, {"properties": {"diskSizeGB": 8192}}))
    assert found == Denied(("sizes",), ("rule-sizes",))


def test_a_tag_that_is_surely_added_counts():
    operation = {"operation": "add", "field": "tags['CostCenter']", "value": "CC-100"}
    absent = {"field": "tags['CostCenter']", "exists": False}
    fixed = definition("add", absent, "Modify", details={"operations": [operation]})
    assert AzureJudge((TAGGED, fixed))(written(DISKS, {})) == Allowed()


def test_what_asks_for_something_unrecorded_is_undecided():
    asks = definition("group", {"value": "[resourceGroup().location]", "equals": "x"})
    assert AzureJudge((asks,))(written(DISKS, BODY)) == Undecided(f"`{DISKS}`: `group` asks for what no record holds")
