"""What a definition of Azure Policy does to a resource: effects, parameters, modes, and what fails."""

from datetime import UTC, datetime

import pytest

from costguard.model.errors import BadInput
from costguard.prove.azure.evaluate import NO_EFFECT, Operation, Outcome, PolicyContext, evaluate
from costguard.prove.azure.policy_definition import read_policy

MACHINE = {
    "type": "Microsoft.Compute/virtualMachines",
    "name": "vm-7",
    "location": "West Europe",
    "tags": {"CostCenter": "cc-1"},
    "properties": {"hardwareProfile": {"vmSize": "Standard_D2s_v5"}, "disks": [{"gb": 32}, {"gb": 512}, {}]},
}


def rule(condition, effect="deny", **details):
    return {"if": condition, "then": {"effect": effect, **details}}


def value(expression, **operator):
    return rule({"value": expression, **operator})


def denied(condition, resource=MACHINE, **known):
    """Whether the resource is denied because the condition holds, and for no failure."""
    outcome = evaluate(rule(condition), resource, **known)
    assert outcome.failure == ""
    return outcome.denies


class TestTheTagRuleThatCostguardIsAbout:
    RULE = rule({"not": {"field": "tags['CostCenter']", "in": ["cc-1", "cc-2"]}})

    @pytest.mark.parametrize("tags", [{"CostCenter": "cc-1"}, {"costcenter": "CC-2"}])
    def test_an_allowed_value_passes_in_any_case(self, tags):
        assert evaluate(self.RULE, {"tags": tags}) == NO_EFFECT

    @pytest.mark.parametrize("tags", [{}, {"CostCenter": "cc-3"}, {"CostCenter": None}, {"CostCenter": ""}, None])
    def test_a_missing_or_wrong_value_is_denied(self, tags):
        assert evaluate(self.RULE, {"tags": tags}) == Outcome("deny")


DIAGNOSED = rule(
    {"field": "type", "like": "*virtualMachines"},
    "auditIfNotExists",
    details={
        "type": "Microsoft.Insights/diagnosticSettings",
        "name": "[field('name')]",
        "existenceCondition": {"field": "properties.for", "equals": "[field('location')]"},
    },
)
SETTING = {"type": "microsoft.insights/diagnosticSettings", "name": "VM-7", "properties": {"for": "West Europe"}}


class TestEffects:
    def test_an_effect_is_given_as_it_is_written(self):
        assert evaluate(rule({"field": "name", "exists": True}, "Audit"), MACHINE) == Outcome("Audit")

    def test_a_disabled_rule_does_nothing(self):
        assert evaluate(rule({"field": "name", "exists": True}, "Disabled"), MACHINE) == NO_EFFECT

    def test_modify_tells_its_operations_with_their_values(self):
        operations = [
            {"operation": "addOrReplace", "field": "[concat('tags[', 'Env', ']')]", "value": "[toLower('PROD')]"},
            {"operation": "Remove", "field": "tags['old']"},
            {"condition": "[equals(field('name'), 'other')]", "operation": "add", "field": "tags['x']", "value": 1},
        ]
        document = rule({"field": "tags.Env", "exists": False}, "modify", details={"operations": operations})

        assert evaluate(document, MACHINE) == Outcome(
            "modify", (Operation("addOrReplace", "tags[Env]", "prod"), Operation("Remove", "tags['old']"))
        )

    def test_append_tells_what_it_appends(self):
        details = [{"field": "tags['Env']", "value": "[resourceGroup().tags.Env]"}]
        document = rule({"field": "tags.Env", "exists": False}, "append", details=details)
        context = PolicyContext(resource_group={"tags": {"env": "dev"}})

        assert evaluate(document, MACHINE, context=context) == Outcome(
            "append", (Operation("append", "tags['Env']", "dev"),)
        )

    def test_audit_leaves_the_operations_of_modify_alone(self):
        details = {"operations": [{"operation": "add", "field": "tags.x", "value": "[substring('', 1)]"}]}

        assert evaluate(rule({"field": "name", "exists": True}, "audit", details=details), MACHINE) == Outcome("audit")

    @pytest.mark.parametrize(
        ("related", "effect"),
        [
            ((), "auditIfNotExists"),
            ((SETTING,), ""),
            ((SETTING | {"name": "other"},), "auditIfNotExists"),
            ((SETTING | {"type": "other"},), "auditIfNotExists"),
            ((SETTING | {"properties": {}}, SETTING), ""),
        ],
    )
    def test_a_related_resource_that_is_as_it_should_be_is_looked_for(self, related, effect):
        assert evaluate(DIAGNOSED, MACHINE, context=PolicyContext(related=related)) == Outcome(effect)

    def test_where_nobody_knows_the_related_resources_the_effect_is_undecided(self):
        outcome = evaluate(DIAGNOSED, MACHINE)

        assert outcome == Outcome(
            "auditIfNotExists",
            undecided="whether there is a related Microsoft.Insights/diagnosticSettings that is as it should be",
        )


class TestFailures:
    """A template function that answers with an error denies, whatever the effect, and the outcome says so."""

    def test_a_failure_is_a_deny_with_its_reason(self):
        document = rule({"value": "[substring(field('name'), 0, 9)]", "equals": "x"}, "audit")

        assert evaluate(document, MACHINE) == Outcome("deny", failure="substring() asks for letters 0 to 9 of 4")

    def test_a_guard_keeps_the_branch_that_would_fail_from_being_worked_out(self):
        guarded = "[if(greaterOrEquals(length(field('name')), 9), substring(field('name'), 0, 9), 'short')]"

        assert evaluate(value(guarded, equals="x"), MACHINE) == NO_EFFECT

    def test_a_part_after_the_one_that_decides_is_not_looked_at(self):
        failing = {"value": "[int('x')]", "equals": 1}
        no, yes = {"field": "name", "equals": "no"}, {"field": "name", "equals": "vm-7"}

        assert evaluate(rule({"allOf": [no, failing]}), MACHINE) == NO_EFFECT
        assert evaluate(rule({"anyOf": [yes, failing]}), MACHINE) == Outcome("deny")
        assert evaluate(rule({"allOf": [failing, no]}), MACHINE).failure != ""

    @pytest.mark.parametrize(
        "condition",
        [
            {"field": "name", "greater": 3},
            {"field": "tags", "less": "x"},
            {"field": "name", "in": "[field('location')]"},
            {"field": "name", "exists": "[concat('no')]"},
            {"field": "[createArray('name')]", "exists": True},
            {"count": {"value": "[concat('x')]"}, "equals": 0},
        ],
    )
    def test_a_comparison_of_what_cannot_be_compared_is_one(self, condition):
        outcome = evaluate(rule(condition, "audit"), MACHINE)

        assert (outcome.effect, outcome.failure != "") == ("deny", True)


NAMES_ALLOWED = {
    "mode": "All",
    "parameters": {
        "allowed": {"type": "Array", "defaultValue": ["vm-7"]},
        "effect": {"type": "String", "allowedValues": ["Audit", "Deny"], "defaultValue": "Audit"},
    },
    "policyRule": rule({"field": "name", "notIn": "[parameters('ALLOWED')]"}, "[parameters('effect')]"),
}


class TestParameters:
    def test_a_default_stands_in_for_what_is_not_given(self):
        assert evaluate(NAMES_ALLOWED, MACHINE) == NO_EFFECT
        assert evaluate(NAMES_ALLOWED, MACHINE, parameters={"Allowed": []}) == Outcome("Audit")
        assert evaluate(NAMES_ALLOWED, MACHINE, parameters={"allowed": [], "effect": "Deny"}) == Outcome("Deny")

    def test_a_definition_is_read_once_for_many_resources(self):
        policy = read_policy({"properties": NAMES_ALLOWED})

        assert [evaluate(policy, {"name": name}).effect for name in ("vm-7", "vm-8")] == ["", "Audit"]

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"effect": "deny"}, "does not allow the value"),
            ({"allowed": "vm-7"}, "is of type array, and was given a string"),
            ({"alowed": []}, "the definition has no parameter `alowed`"),
            ({"allowed": [datetime(2026, 1, 1, tzinfo=UTC)]}, "holds a datetime, which JSON cannot say"),
        ],
    )
    def test_an_assignment_that_azure_would_refuse_is_refused(self, given, message):
        with pytest.raises(BadInput, match=message):
            evaluate(NAMES_ALLOWED, MACHINE, parameters=given)

    def test_a_parameter_without_value_and_default_is_asked_for(self):
        definition = {"parameters": {"x": {"type": "String"}}, "policyRule": rule({"field": "name", "exists": True})}

        with pytest.raises(BadInput, match="the parameter `x` has no default, and no value is given"):
            evaluate(definition, MACHINE)

    def test_a_parameter_that_nobody_declares_is_refused(self):
        with pytest.raises(BadInput, match="reads the parameter `x`, which has no value"):
            evaluate(value("[parameters('x')]", equals=1), MACHINE)


GROUP = {"type": "Microsoft.Resources/subscriptions/resourceGroups", "name": "g"}


class TestModes:
    RULE = rule({"field": "name", "exists": True})

    @pytest.mark.parametrize(("mode", "effect"), [("All", "deny"), ("Indexed", ""), (None, "")])
    def test_indexed_does_not_look_at_resource_groups(self, mode, effect):
        assert evaluate({"mode": mode, "policyRule": self.RULE}, GROUP) == Outcome(effect)

    def test_indexed_does_not_look_at_types_without_tags_and_location(self):
        context = PolicyContext(is_indexed=False)

        assert evaluate({"mode": "Indexed", "policyRule": self.RULE}, MACHINE, context=context) == NO_EFFECT
        assert evaluate({"mode": "all", "policyRule": self.RULE}, MACHINE, context=context) == Outcome("deny")

    def test_the_mode_of_a_resource_provider_is_refused(self):
        with pytest.raises(BadInput, match=r"the mode `Microsoft\.Kubernetes\.Data` is a resource provider's own"):
            evaluate({"mode": "Microsoft.Kubernetes.Data", "policyRule": self.RULE}, MACHINE)


class TestContext:
    def test_what_is_known_of_the_surroundings_can_be_asked(self):
        context = PolicyContext(
            resource_group={"name": "rg-net", "tags": {}},
            subscription={"subscriptionId": "s-1"},
            request={"apiVersion": "2024-03-01"},
            policy={"assignmentId": "a"},
            now=datetime(2026, 3, 1, 12, tzinfo=UTC),
        )
        for expression, expected in {
            "[resourceGroup().name]": "rg-net",
            "[resourceGroup().tags['env']]": None,
            "[subscription().subscriptionId]": "S-1",
            "[requestContext().apiVersion]": "2024-03-01",
            "[policy().assignmentId]": "a",
            "[utcNow()]": "2026-03-01T12:00:00.0000000Z",
            "[addDays(utcNow(), 31)]": "2026-04-01T12:00:00.0000000Z",
        }.items():
            assert denied({"value": expression, "equals": expected}, context=context)

    def test_dates_are_compared_as_moments(self):
        later = {"value": "2026-03-01T13:00:00+02:00", "less": "[utcNow()]"}

        assert denied(later, context=PolicyContext(now=datetime(2026, 3, 1, 12, tzinfo=UTC)))

    def test_what_is_not_known_is_asked_for(self):
        with pytest.raises(BadInput, match=r"the rule asks for `resourcegroup\(\)`, which is not known here"):
            evaluate(value("[resourceGroup().name]", equals="x"), MACHINE)
