"""What a field selects, one value or a collection, and how counts go over it."""

import pytest

from costguard.model.errors import BadInput
from costguard.prove.azure.evaluate import evaluate
from costguard.prove.azure.policy_fields import alias_table

MACHINE = {
    "type": "Microsoft.Compute/virtualMachines",
    "name": "vm-7",
    "location": "West Europe",
    "tags": {"CostCenter": "cc-1"},
    "properties": {"hardwareProfile": {"vmSize": "Standard_D2s_v5"}, "disks": [{"gb": 32}, {"gb": 512}, {}]},
}
ALIASES = alias_table(
    [
        ("Microsoft.Compute/virtualMachines/sku.name", "properties.hardwareProfile.vmSize"),
        ("Microsoft.Compute/disks/sku.name", "sku.name"),
        ("Microsoft.Compute/imagePublisher", "properties.publisher"),
    ]
)


def denied(condition, resource=MACHINE):
    """Whether the resource is denied because the condition holds, and for no failure."""
    outcome = evaluate({"if": condition, "then": {"effect": "deny"}}, resource, aliases=ALIASES)
    assert outcome.failure == ""
    return outcome.denies


class TestFields:
    @pytest.mark.parametrize(
        "field",
        [
            "tags.CostCenter",
            "tags['costcenter']",
            "tags[COSTCENTER]",
            "TAGS['CostCenter']",
            "[concat('tags.', 'CostCenter')]",
        ],
    )
    def test_every_spelling_of_a_tag_reads_it(self, field):
        assert denied({"field": field, "equals": "cc-1"})

    @pytest.mark.parametrize(
        ("field", "key"),
        [("tags.a.b", "a.b"), ("tags['a.b[0]']", "a.b[0]"), ("tags['''it''s''']", "'it's'"), ("tags['a/b']", "a/b")],
    )
    def test_a_tag_with_punctuation_is_one_name(self, field, key):
        assert denied({"field": field, "equals": "x"}, {"tags": {key: "x"}})

    def test_a_location_is_compared_without_its_spaces(self):
        assert denied({"field": "location", "in": ["westeurope", "global"]})
        assert denied({"field": "location", "equals": "WEST EUROPE"})
        assert not denied({"field": "location", "notIn": ["westeurope"]})

    def test_a_full_name_comes_from_the_id(self):
        database = {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/one/databases/two"}

        assert denied({"field": "fullName", "equals": "one/two"}, database)
        assert denied({"field": "fullName", "equals": "vm-7"})

    def test_an_alias_is_of_its_own_type_alone(self):
        disk = {"type": "Microsoft.Compute/disks", "sku": {"name": "Premium_LRS"}}

        assert denied({"field": "microsoft.compute/DISKS/sku.name", "equals": "premium_lrs"}, disk)
        assert denied({"field": "Microsoft.Compute/disks/sku.name", "exists": False}, MACHINE | {"sku": {"name": "x"}})

    def test_an_alias_of_two_parts_is_of_many_types(self):
        assert denied(
            {"field": "Microsoft.Compute/imagePublisher", "equals": "a"}, MACHINE | {"properties": {"publisher": "a"}}
        )

    def test_an_alias_that_no_table_holds_is_refused(self):
        with pytest.raises(BadInput, match=r"`Microsoft\.Compute/virtualMachines/size` is no alias"):
            denied({"field": "Microsoft.Compute/virtualMachines/size", "exists": True})

    @pytest.mark.parametrize("field", ["properties..x", ".x", "x[", "x[*]y", "x]"])
    def test_what_is_no_path_is_refused(self, field):
        with pytest.raises(BadInput, match="is no field"):
            denied({"field": field, "exists": True})


class TestArrays:
    def test_every_element_must_pass_and_a_missing_property_does_not(self):
        assert not denied({"field": "properties.disks[*].gb", "greater": 16})
        assert denied({"field": "properties.disks[*].gb", "notEquals": 64})
        assert not denied({"field": "properties.disks[*].gb", "notEquals": 512})

    @pytest.mark.parametrize("operator", [{"equals": 1}, {"notEquals": 1}, {"exists": True}, {"exists": False}])
    def test_an_array_that_is_missing_passes_everything(self, operator):
        assert denied({"field": "properties.nics[*].id", **operator})

    def test_a_count_looks_at_one_element_at_a_time(self):
        big = {"field": "properties.disks[*].gb", "greaterOrEquals": 32}

        assert denied({"count": {"field": "properties.disks[*]", "where": big}, "equals": 2})
        assert denied({"count": {"field": "properties.disks[*]"}, "equals": 3})
        assert denied({"count": {"field": "properties.nics[*]"}, "equals": 0})

    def test_field_gives_the_counted_element_as_an_array_of_one(self):
        where = {"value": "[first(field('properties.disks[*].gb'))]", "equals": 512}

        assert denied({"count": {"field": "properties.disks[*]", "where": where}, "equals": 1})

    def test_current_gives_the_counted_element_or_its_property(self):
        for current in ("current('properties.disks[*]').gb", "current('properties.disks[*].gb')", "current().gb"):
            where = {"value": f"[{current}]", "equals": 512}

            assert denied({"count": {"field": "properties.disks[*]", "where": where}, "equals": 1})

    def test_a_count_inside_of_a_count_stays_with_its_outer_element(self):
        groups = {"g": [{"id": 1, "rules": [1, 2, 3]}, {"id": 2, "rules": [3]}, {"id": 3}]}
        inner = {"count": {"field": "g[*].rules[*]", "where": {"field": "g[*].rules[*]", "equals": 3}}, "equals": 1}
        outer = {"allOf": [inner, {"field": "g[*].id", "less": 3}]}

        assert denied({"count": {"field": "g[*]", "where": outer}, "equals": 2}, groups)
        assert denied({"count": {"field": "g[*].rules[*]"}, "equals": 4}, groups)

    def test_an_item_of_a_rules_own_array_has_the_name_that_the_count_gives(self):
        where = {"field": "name", "like": "[current('pattern')]"}

        assert denied({"count": {"value": ["db-*", "vm-*"], "name": "pattern", "where": where}, "equals": 1})
        assert denied(
            {"count": {"value": ["vm-7"], "where": {"value": "[current('default')]", "equals": "vm-7"}}, "equals": 1}
        )

    def test_current_outside_of_a_count_is_refused(self):
        with pytest.raises(BadInput, match="names no `count`"):
            denied({"value": "[current('x')]", "equals": 1})
