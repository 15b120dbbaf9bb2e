"""How documents are read that others wrote: what they deny where they stand, and what is left open."""

import json

import pytest
from read_samples import MACHINES, SIZE, VM, asked, differences, emitted, policy, tag_policy

from costguard.emit.azure.demands import arm_type_named
from costguard.languages.language import exactly
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind
from costguard.policy.policy_set import CloudEffect
from costguard.prove.azure.read_documents import standings
from costguard.prove.azure.read_policy import denials
from costguard.prove.formula import FALSE, TRUE, AtMost, Flag, Lies, Not, conjunction, disjunction, negation
from costguard.prove.tags import TagModel

TAGS = TagModel(("env",), tells_case=False)
SENT = TAGS.is_sent("env")
ENV = "tags['Env']"
GIVEN = Flag(f"`{SIZE}` is given")
EITHER = disjunction(conjunction((SENT, Lies(TAGS.value("env"), exactly(text, folded=True)))) for text in "ab")
GIB = "Microsoft.Compute/disks/diskSizeGB"


def definition(condition, effect="deny", name="sample", **properties):
    rule = {"if": condition, "then": {"effect": effect}}
    return {"name": name, "properties": {"mode": "Indexed", "policyRule": rule, **properties}}


def denied(condition, operation=MACHINES, **properties):
    """When a definition of this condition denies; FALSE where it never does."""
    found = denials([definition(condition, **properties)], arm_type_named(operation), TAGS)
    return disjunction(each.formula for each in found)


def value(text, *, folded=True):
    return Lies(TAGS.value("Env"), exactly(text, folded=folded))


EFFECT = {"effect": {"type": "String", "defaultValue": "Audit"}}
PARAMETRIC = definition({"field": ENV, "exists": False}, "[parameters('effect')]", parameters=EFFECT)


def initiative(**parameters):
    member = {
        "policyDefinitionReferenceId": "ref",
        "policyDefinitionId": "/x/policyDefinitions/Sample",
        "parameters": {"effect": {"value": "[parameters('tagEffect')]"}},
    }
    declared = {"tagEffect": {"type": "String", "defaultValue": "Disabled", **parameters}}
    return {"name": "set", "properties": {"parameters": declared, "policyDefinitions": [member]}}


def assignment(**properties):
    return {"name": "given", "properties": {"policyDefinitionId": "/x/policySetDefinitions/set", **properties}}


def effects(*documents, is_dry_run=False):
    return [each.effect for each in standings(documents, is_dry_run=is_dry_run)]


def test_a_definition_alone_stands_with_its_own_default():
    assert effects(PARAMETRIC) == ["audit"]


def test_an_initiative_alone_stands_with_its_own_defaults():
    assert effects(PARAMETRIC, initiative()) == ["disabled"]


def test_the_parameters_of_an_assignment_reach_through_the_initiative():
    deny = assignment(parameters={"tagEffect": {"value": "Deny"}})
    assert effects(PARAMETRIC, initiative(), deny) == ["deny"]


def test_what_is_not_assigned_does_not_stand_where_something_is():
    other = definition({"field": ENV, "exists": False}, name="other")
    assert effects(PARAMETRIC, other, initiative(), assignment()) == ["disabled"]


def test_an_assignment_may_name_a_definition_itself():
    direct = {
        "properties": {"policyDefinitionId": "/x/policyDefinitions/sample", "parameters": {"EFFECT": {"value": "Deny"}}}
    }
    assert effects(PARAMETRIC, direct) == ["deny"]


def test_an_assignment_that_does_not_enforce_counts_in_a_dry_run_only():
    quiet = assignment(enforcementMode="DoNotEnforce", parameters={"tagEffect": {"value": "Deny"}})
    assert effects(PARAMETRIC, initiative(), quiet) == []
    assert effects(PARAMETRIC, initiative(), quiet, is_dry_run=True) == ["deny"]


@pytest.mark.parametrize(
    ("selectors", "effect"),
    [
        ([], "audit"),
        ([{"kind": "policyDefinitionReferenceId", "in": ["REF"]}], "audit"),
        ([{"kind": "policyDefinitionReferenceId", "in": ["another"]}], "disabled"),
        ([{"kind": "policyDefinitionReferenceId", "notIn": ["ref"]}], "disabled"),
    ],
)
def test_an_override_rolls_an_effect_back(selectors, effect):
    override = {"kind": "policyEffect", "value": "Audit", "selectors": selectors}
    assert effects(PARAMETRIC, initiative(), assignment(overrides=[override])) == [effect]


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"notScopes": ["/subscriptions/x"]}, "`notScopes`"),
        ({"resourceSelectors": [{"name": "x", "selectors": []}]}, "`resourceSelectors`"),
        (
            {"overrides": [{"kind": "policyEffect", "value": "Deny", "selectors": [{"kind": "resourceLocation"}]}]},
            "override",
        ),
    ],
)
def test_what_leaves_requests_out_is_left_open_in_words(properties, words):
    deny = assignment(parameters={"tagEffect": {"value": "Deny"}}, **properties)
    (denial,) = denials([PARAMETRIC, initiative(), deny], arm_type_named(MACHINES), TAGS)
    assert words in denial.misread[0]
    assert Flag(denial.misread[0]) in denial.formula.parts


def test_a_definition_that_is_not_at_hand_may_deny_anything():
    builtin = {"properties": {"policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/b1"}}
    (denial,) = denials([builtin], arm_type_named(MACHINES), TAGS)
    assert denial.formula == Flag(denial.misread[0])
    assert "is not among the documents" in denial.misread[0]


def test_an_exemption_is_no_assignment():
    bundle = emitted(tag_policy(one_of=["1"]))
    exemption = {"properties": {"policyAssignmentId": "/x", "policyDefinitionId": "/x", "exemptionCategory": "Waiver"}}
    (question,) = asked(bundle, [*bundle.documents, exemption])
    assert differences(question) == (None, None)


def test_a_document_that_is_no_json_is_refused_by_its_path():
    with pytest.raises(BadInput, match=r"azure/x\.json is not JSON"):
        standings([Document("azure/x.json", DocumentKind.AZURE_DEFINITION, "{")])


def test_a_definition_that_azure_would_not_save_is_refused_by_its_name():
    with pytest.raises(BadInput, match="`sample`: "):
        standings([definition({"field": ENV, "equls": "x"})])


# What conditions mean.

CONDITIONS = [
    ({"field": ENV, "exists": "false"}, negation(SENT)),
    ({"field": "tags.ENV", "equals": "Prod"}, conjunction((SENT, value("Prod")))),
    ({"field": "tags[env]", "notEquals": "1"}, disjunction((negation(SENT), Not(value("1"))))),
    ({"field": "[concat('tags[', 'Env', ']')]", "in": ["a", "b"]}, EITHER),
    ({"field": ENV, "equals": None}, negation(SENT)),
    ({"field": ENV, "match": "Prod"}, conjunction((SENT, value("Prod", folded=False)))),
    ({"field": "tags", "containsKey": "ENV"}, SENT),
    ({"field": "type", "equals": MACHINES.upper()}, TRUE),
    ({"field": "type", "like": "Microsoft.Compute/*"}, TRUE),
    ({"field": "type", "notIn": [MACHINES]}, FALSE),
    ({"value": "[concat('a', 'b')]", "equals": "AB"}, TRUE),
    ({"field": "Microsoft.Web/sites/kind", "exists": True}, FALSE),
    ({"field": "Microsoft.Web/sites/kind", "notIn": ["x"]}, TRUE),
    ({"field": SIZE.lower(), "exists": True}, GIVEN),
    ({"field": SIZE, "equals": "x"}, conjunction((GIVEN, Lies(SIZE, exactly("x", folded=True))))),
    ({"field": "location", "in": ["East US 2"]}, Lies("location", exactly("EastUS2", folded=True))),
    ({"not": {"anyOf": [{"field": ENV, "exists": True}, {"field": "type", "equals": "x"}]}}, negation(SENT)),
]


@pytest.mark.parametrize(("condition", "formula"), CONDITIONS, ids=[json.dumps(each) for each, _ in CONDITIONS])
def test_a_condition_means_what_azure_documents(condition, formula):
    assert denied(condition) == formula


def test_numbers_are_compared_by_size():
    given = Flag(f"`{GIB}` is given")
    disks = "Microsoft.Compute/disks"
    assert denied({"field": GIB, "greater": 64}, disks) == conjunction((given, Not(AtMost(GIB, 64.0))))
    assert denied({"field": GIB, "lessOrEquals": "64"}, disks) == conjunction((given, AtMost(GIB, 64.0)))


@pytest.mark.parametrize(
    "condition",
    [
        {"count": {"field": f"{SIZE}[*]"}, "greater": 0},
        {"value": "[resourceGroup().location]", "equals": "x"},
        {"value": "[field('name')]", "equals": "x"},
        {"field": ENV, "equals": "[field('name')]"},
        {"field": "Microsoft.Compute/virtualMachines/zones[*]", "equals": "1"},
        {"field": ENV, "like": "a?*"},
        {"field": ENV, "like": "a*b*"},
        {"field": ENV, "equals": "na\N{LATIN SMALL LETTER I WITH DIAERESIS}ve"},
        {"field": ENV, "less": "b"},
        {"field": "tags", "exists": True},
    ],
    ids=json.dumps,
)
def test_what_is_not_understood_is_left_open_in_words(condition):
    (denial,) = denials([definition(condition)], arm_type_named(MACHINES), TAGS)
    assert denial.formula == Flag(denial.misread[0])


def test_the_rest_of_a_condition_is_read_beside_what_is_not_understood():
    condition = {"allOf": [{"field": ENV, "exists": False}, {"value": "[resourceGroup().location]", "equals": "x"}]}
    (denial,) = denials([definition(condition)], arm_type_named(MACHINES), TAGS)
    assert denial.formula == conjunction((negation(SENT), Flag(denial.misread[0])))


def test_an_attribute_that_may_be_missing_is_understood():
    (denial,) = denials([definition({"field": SIZE, "equals": "x"})], arm_type_named(MACHINES), TAGS)
    assert denial.misread == ()


def test_an_indexed_definition_does_not_see_a_resource_group():
    groups = "Microsoft.Resources/subscriptions/resourceGroups"
    condition = {"field": ENV, "exists": False}
    assert denied(condition, groups) == FALSE
    assert denied(condition, groups, mode="All") == negation(SENT)


@pytest.mark.parametrize("effect", ["audit", "disabled", "modify", "append", "auditIfNotExists"])
def test_only_deny_denies(effect):
    found = definition({"field": ENV, "exists": False}, effect)
    assert denials([found], arm_type_named(MACHINES), TAGS) == ()


def test_an_audit_is_found_where_audits_are_asked_for():
    found = definition({"field": ENV, "exists": False}, "Audit")
    (denial,) = denials([found], arm_type_named(MACHINES), TAGS, CloudEffect.AUDIT)
    assert denial.formula == negation(SENT)


def test_microsofts_rule_on_sizes_is_read_as_a_rule_on_sizes():
    """The built-in "Allowed virtual machine size SKUs" has this form (Azure Policy samples, 2025-03)."""
    builtin = definition(
        {
            "allOf": [
                {"field": "type", "equals": MACHINES},
                {"not": {"field": SIZE, "in": "[parameters('listOfAllowedSKUs')]"}},
            ]
        },
        parameters={"listOfAllowedSKUs": {"type": "Array", "defaultValue": ["Standard_B2s", "Standard_B2ms"]}},
    )
    bundle = emitted(_sizes("Standard_B2s", "Standard_B2ms"))
    (question,) = asked(bundle, [builtin])
    assert differences(question) == (None, None)
    (narrower,) = asked(emitted(_sizes("Standard_B2s")), [builtin])
    leak, over_block = differences(narrower)
    assert leak[SIZE].lower() == "standard_b2ms"
    assert over_block is None


def _sizes(*names):
    return policy([{"applies_to": {"types": [VM]}, "require": {"instance_type": {"one_of": list(names)}}}])
