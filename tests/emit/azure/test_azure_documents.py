"""What the Azure emitter writes for a rule, and what it refuses."""

import json

import msgspec
import pytest
from azure_policies import DENY, TODAY, VM, condition, dimension, documents, policy, sample_policy, tag_policy

from costguard.emit.azure.emit import emit
from costguard.emit.options import EmitOptions, Limits
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput, BadUsage
from costguard.model.guardrail import DocumentKind, Duty

TYPE = {"field": "type", "equals": "Microsoft.Compute/virtualMachines"}


def on_machines(**rule):
    return policy([{"applies_to": {"types": [VM]}, **rule}])


def on_tag(**values):
    """What is asked of the tag `Env` of a machine."""
    found = condition(tag_policy(**values))
    assert found["allOf"][0] == TYPE
    rest = found["allOf"][1:]
    return rest[0] if len(rest) == 1 else rest


def test_a_listed_value_is_matched_letter_by_letter():
    assert on_tag(one_of=["prod"]) == {"field": "tags['Env']", "notMatch": "prod"}


def test_several_listed_values_read_as_a_list():
    assert on_tag(one_of=["prod", "dev"]) == {
        "not": {"anyOf": [{"field": "tags['Env']", "match": "prod"}, {"field": "tags['Env']", "match": "dev"}]}
    }


def test_values_without_letters_go_into_one_list_for_case_does_not_count():
    assert on_tag(one_of=["1001", "1002"]) == {"field": "tags['Env']", "notIn": ["1001", "1002"]}


def test_a_value_with_the_signs_of_match_is_pinned_down_by_equals():
    assert on_tag(one_of=["v1.0#b"]) == {
        "anyOf": [{"field": "tags['Env']", "notMatch": "v1.0.b"}, {"field": "tags['Env']", "notEquals": "v1.0#b"}]
    }


def test_any_value_is_one_that_is_there_and_not_empty():
    rule = {"applies_to": {"types": [VM]}, "require_tags": ["team"]}
    any_team = policy([rule], {"team": {"key": "Team", "values": "any"}})
    missing, empty = {"field": "tags['Team']", "exists": False}, {"field": "tags['Team']", "equals": ""}
    assert condition(any_team) == {"allOf": [TYPE, {"anyOf": [missing, empty]}]}


def test_a_pattern_of_digits_and_letters_is_a_match():
    assert on_tag(pattern=r"CC-\d{3}[A-Za-z]") == {"field": "tags['Env']", "notMatch": "CC-###?"}


def test_a_pattern_of_few_lengths_is_a_match_for_each():
    assert on_tag(pattern=r"C\d{1,2}|X") == {
        "not": {"anyOf": [{"field": "tags['Env']", "match": row} for row in ("C#", "C##", "X")]}
    }


def test_a_glob_with_several_runs_is_said_with_contains():
    assert on_tag(like=["a*-b-*z"]) == {
        "anyOf": [{"field": "tags['Env']", "notLike": "a*z"}, {"field": "tags['Env']", "notContains": "-b-"}]
    }


def test_a_forbidden_size_ignores_case_as_sizes_do():
    found = condition(on_machines(forbid={"instance_type": {"one_of": ["Standard_D2s_v5", "Standard_D4s_v5"]}}))
    size = "Microsoft.Compute/virtualMachines/sku.name"
    assert found == {"allOf": [TYPE, {"field": size, "in": ["Standard_D2s_v5", "Standard_D4s_v5"]}]}


def test_a_number_is_compared_by_size_and_equality_is_equality():
    rule = {"applies_to": {"types": ["azurerm_managed_disk"]}}
    size = "Microsoft.Compute/disks/diskSizeGB"
    kind = {"field": "type", "equals": "Microsoft.Compute/disks"}
    at_most = condition(policy([{**rule, "require": {"size_gb": {"at_most": 4096}}}]))
    one_of = condition(policy([{**rule, "require": {"size_gb": {"one_of": [64, 128]}}}]))
    forbidden = condition(policy([{**rule, "forbid": {"size_gb": {"one_of": [64, 128]}}}]))
    assert at_most == {"allOf": [kind, {"field": size, "greater": 4096}]}
    assert one_of == {"allOf": [kind, {"field": size, "notEquals": 64}, {"field": size, "notEquals": 128}]}
    assert forbidden == {"allOf": [kind, {"anyOf": [{"field": size, "equals": 64}, {"field": size, "equals": 128}]}]}


def test_a_boolean_is_written_as_one():
    rule = {"applies_to": {"types": ["azurerm_linux_web_app"]}, "forbid": {"always_on": {"one_of": [True]}}}
    assert condition(policy([rule]))["allOf"][1] == {"field": "Microsoft.Web/sites/siteConfig.alwaysOn", "equals": True}


def test_a_value_that_azure_spells_differently_is_written_in_its_spelling():
    rule = {
        "applies_to": {"types": ["azurerm_container_registry"]},
        "forbid": {"publicly_accessible": {"one_of": [True]}},
    }
    alias = "Microsoft.ContainerRegistry/registries/publicNetworkAccess"
    assert condition(policy([rule]))["allOf"][1] == {"field": alias, "equals": "Enabled"}


def test_regions_are_those_that_azure_can_have_and_global():
    rule = {"applies_to": {"clouds": ["azure"]}, "require": {"region": {"one_of": ["us-east-1", "westeurope"]}}}
    assert condition(policy([rule])) == {"field": "location", "notIn": ["westeurope", "global"]}


def test_a_rule_on_all_taggable_types_names_no_type():
    rule = {"applies_to": {"taggable": True}, "require_tags": ["env"]}
    own = policy([rule], {"env": dimension("Env", one_of=["1"])})
    found = documents(own)["azure/definitions/costguard-rule-0.json"]["properties"]
    assert found["mode"] == "Indexed"
    assert found["policyRule"]["if"] == {
        "allOf": [
            {"field": "type", "notEquals": "Microsoft.RecoveryServices/vaults/backupPolicies"},
            {"field": "tags['Env']", "notEquals": "1"},
        ]
    }


def test_resource_groups_have_a_definition_of_mode_all():
    rule = {"applies_to": {"taggable": True}, "require_tags": ["env"]}
    own = policy([rule], {"env": dimension("Env", one_of=["1"])})
    found = documents(own)["azure/definitions/costguard-rule-0-resource-groups.json"]["properties"]
    assert found["mode"] == "All"
    assert found["policyRule"]["if"]["allOf"][0] == {
        "field": "type",
        "equals": "Microsoft.Resources/subscriptions/resourceGroups",
    }


@pytest.mark.parametrize(
    ("text", "written"),
    [("[x]", "[[x]"), ("[[x]", "[[[x]"), ("[x", "[x"), ("x]", "x]"), ("[]", "[[]")],
)
def test_only_what_azure_would_take_for_an_expression_is_escaped(text, written):
    assert on_tag(one_of=[text])[("notMatch" if "x" in text else "notEquals")] == written


def test_a_text_in_a_list_is_escaped_as_well():
    assert on_tag(one_of=["1", "[]"]) == {"field": "tags['Env']", "notIn": ["1", "[[]"]}


def test_an_apostrophe_in_a_key_is_doubled():
    assert condition(tag_policy(key="it's", one_of=["1"]))["allOf"][1] == {"field": "tags['it''s']", "notEquals": "1"}


def test_a_rule_that_every_resource_breaks_is_a_test_of_its_type():
    assert condition(on_machines(forbid={"instance_type": {"present": True}})) == TYPE


def test_the_effect_is_a_parameter_whose_default_the_rule_gives():
    own = on_machines(forbid={"instance_type": {"like": ["*"]}}, effect={**DENY, "cloud": "audit"})
    parameter = documents(own)["azure/definitions/costguard-rule-0.json"]["properties"]["parameters"]["effect"]
    assert parameter["allowedValues"] == ["Audit", "Deny", "Disabled"]
    assert parameter["defaultValue"] == "Audit"


def test_a_dry_run_is_assigned_but_not_enforced():
    modes = [
        documents(sample_policy(), dry_run=dry_run)["azure/assignments/costguard.json"]["properties"]["enforcementMode"]
        for dry_run in (False, True)
    ]
    assert modes == ["Default", "DoNotEnforce"]


def test_only_an_assignment_that_changes_resources_has_an_identity():
    plain = documents(sample_policy())["azure/assignments/costguard.json"]
    changing = documents(sample_policy(), azure_inherit=("team",))["azure/assignments/costguard.json"]
    assert "identity" not in plain
    assert (changing["identity"], changing["location"]) == ({"type": "SystemAssigned"}, "westeurope")


def test_every_name_begins_with_the_prefix_and_lives_in_the_scope():
    found = documents(sample_policy(), prefix="acme", azure_scope="/subscriptions/s")
    assert all(each["name"].startswith("acme") for each in found.values())
    ids = [each["id"] for path, each in found.items() if "exemptions" not in path]
    assert all(each.startswith("/subscriptions/s/providers/Microsoft.Authorization/") for each in ids)


def test_long_names_are_cut_to_what_azure_takes_and_stay_apart():
    title = "A title " * 40
    rules = [{"id": f"{'long-' * 12}{end}", "title": title, "why": title * 3, "applies_to": {"types": [VM]},
              "forbid": {"instance_type": {"like": ["x*"]}}} for end in "ab"]  # fmt: skip
    found = [each for path, each in documents(policy(rules)).items() if "definitions/" in path and "Set" not in path]
    names = {each["name"] for each in found}
    assert len(names) == 2
    assert max(map(len, names)) <= 64
    assert all(len(each["properties"]["displayName"]) <= 128 for each in found)
    assert all(len(each["properties"]["description"]) <= 512 for each in found)


def test_rules_that_differ_in_hyphens_only_have_parameters_of_their_own():
    rules = [
        {"id": name, "applies_to": {"types": [VM]}, "forbid": {"instance_type": {"like": ["x*"]}}}
        for name in ("a-b", "aB")
    ]
    found = documents(policy(rules))["azure/initiatives/costguard.json"]["properties"]["parameters"]
    assert list(found) == ["aBEffect", "aBEffect2"]


def test_rules_whose_names_azure_would_take_for_one_are_refused_or_kept_apart():
    rule = {"applies_to": {"types": [VM]}, "forbid": {"instance_type": {"like": ["x*"]}}}
    apart = documents(policy([{**rule, "id": "a.b"}, {**rule, "id": "a-b"}]))
    assert len([path for path in apart if "definitions/" in path]) == 2
    with pytest.raises(BadInput, match="`costguard-ab` and `costguard-aB` are one and the same"):
        documents(policy([{**rule, "id": "ab"}, {**rule, "id": "aB"}]))


def test_a_waiver_that_still_holds_is_an_exemption_until_the_end_of_its_day():
    found = {path: each for path, each in documents(sample_policy()).items() if "exemptions" in path}
    assert list(found) == ["azure/exemptions/costguard-required-tags-1.json"]
    assert found.popitem()[1]["properties"]["expiresOn"] == "2027-03-31T23:59:59Z"


def test_a_waiver_exempts_through_its_last_day():
    last_day = msgspec.structs.replace(sample_policy(), today=sample_policy().waivers[0].expires)
    assert any("exemptions" in path for path in documents(last_day))


def test_an_exemption_says_that_its_scope_is_to_be_filled_in():
    gaps = emit(sample_policy(), EmitOptions()).gaps
    assert any("costguard-required-tags-1.json" in gap.reason for gap in gaps)


def test_an_inherited_tag_comes_from_the_resource_group():
    found = documents(sample_policy(), azure_inherit=("team",))["azure/definitions/costguard-inherit-team.json"]
    on_group = "[resourceGroup().tags['Team']]"
    assert found["properties"]["policyRule"]["if"] == {
        "allOf": [{"field": "tags['Team']", "exists": False}, {"value": on_group, "notEquals": ""}]
    }
    operations = found["properties"]["policyRule"]["then"]["details"]["operations"]
    assert operations == [{"operation": "addOrReplace", "field": "tags['Team']", "value": on_group}]


def test_a_policy_without_anything_for_azure_writes_nothing():
    emitted = emit(
        policy([{"applies_to": {"types": ["aws_instance"]}, "forbid": {"instance_type": {"like": ["x"]}}}]),
        EmitOptions(),
    )
    assert emitted.documents == ()
    assert emitted.demands == ()


def test_a_rule_that_only_plans_can_judge_is_said_to_be_so():
    rule = {"applies_to": {"types": [VM]}, "require": {"attr:zone": {"one_of": ["1"]}}}
    emitted = emit(policy([rule]), EmitOptions())
    assert emitted.documents == ()
    assert [row.duty for row in emitted.coverage] == [Duty.NOT_ENFORCEABLE]


def test_an_attribute_without_an_alias_is_not_enforceable_with_the_reason():
    rule = {"applies_to": {"types": ["azurerm_api_management"]}, "require": {"sku": {"one_of": ["Developer_1"]}}}
    row = emit(policy([rule]), EmitOptions()).coverage[0]
    assert row.duty is Duty.NOT_ENFORCEABLE
    assert "sku.capacity" in row.why


def test_types_that_azure_cannot_tell_apart_are_named():
    row = emit(on_machines(forbid={"instance_type": {"like": ["x*"]}}), EmitOptions()).coverage[0]
    assert "`azurerm_virtual_machine`, `azurerm_windows_virtual_machine`" in row.why


def test_node_pools_keep_their_tags_elsewhere_and_are_never_denied_for_them():
    rule = {"applies_to": {"types": ["azurerm_kubernetes_cluster_node_pool"]}, "require_tags": ["env"]}
    emitted = emit(policy([rule], {"env": dimension("Env", one_of=["1"])}), EmitOptions())
    assert emitted.documents == ()
    assert emitted.coverage[0].duty is Duty.NOT_ENFORCEABLE


def test_every_demand_has_one_row_of_coverage():
    emitted = emit(sample_policy(), EmitOptions())
    rows = {(row.rule, row.operation) for row in emitted.coverage}
    assert {(demand.rule, demand.operation) for demand in emitted.demands} <= rows
    assert len(rows) == len(emitted.coverage)


def test_documents_know_their_kind_and_rules():
    emitted = emit(sample_policy(), EmitOptions(azure_inherit=("team",)))
    kinds = {each.kind for each in emitted.documents}
    assert kinds == {
        DocumentKind.AZURE_DEFINITION,
        DocumentKind.AZURE_INITIATIVE,
        DocumentKind.AZURE_ASSIGNMENT,
        DocumentKind.AZURE_EXEMPTION,
    }
    assert {rule for each in emitted.documents for rule in each.rules} == {
        demand.rule for demand in emitted.demands if demand.is_said
    }
    assert {each.kind.cloud for each in emitted.documents} == {Cloud.AZURE}


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(azure_conditions=3), "the rule `required-tags` takes 13 conditions"),
        (Limits(azure_request_bytes=500), "the rule `required-tags` takes"),
        (Limits(azure_definitions=2), "and an initiative of Azure has 2 at most"),
    ],
)
def test_what_passes_a_limit_of_azure_is_refused_by_name(limits, words):
    with pytest.raises(BadInput, match=words):
        emit(sample_policy(), EmitOptions(limits=limits))


def test_an_unknown_dimension_to_inherit_is_refused_with_the_likely_one():
    with pytest.raises(BadUsage, match="did you mean `team`"):
        emit(sample_policy(), EmitOptions(azure_inherit=("teem",)))


@pytest.mark.parametrize("prefix", ["", "a/b", "p" * 25, "c%"])
def test_a_prefix_that_no_name_can_begin_with_is_refused(prefix):
    with pytest.raises(BadUsage, match="choose a prefix"):
        emit(sample_policy(), EmitOptions(prefix=prefix))


def test_documents_are_json_that_ends_in_a_line():
    for document in emit(sample_policy(), EmitOptions()).documents:
        assert document.text.endswith("}\n")
        assert json.dumps(json.loads(document.text), indent=2, ensure_ascii=False) + "\n" == document.text


def test_today_decides_whether_an_alias_still_counts():
    ended = msgspec.structs.replace(sample_policy(), today=TODAY.replace(year=2028))
    found = condition(ended, "required-tags")
    assert {"field": "tags['costcentre']", "notMatch": "CC-###"} not in found["allOf"][1]["anyOf"][2].get("allOf", [])
