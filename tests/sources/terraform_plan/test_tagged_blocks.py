"""Tags that are no map: the blocks of groups and templates, and the lists of Cloud Control."""

import pytest
from plan_builder import UNSEEN, aws, block, constant, entries, incomplete, plan, resource, resources

from costguard.model.tags import Origin, Tag

OWN = Origin.RESOURCE


class TestAutoscalingGroup:
    def group(self, blocks=(), mask=(), **more):
        after = {"max_size": 1, "tag": list(blocks)} | more.pop("after", {})
        return block("aws_autoscaling_group", after=after, unknown={"tag": mask} if mask else {}, **more)

    def test_its_tags_are_blocks_and_the_provider_defaults_do_not_reach_it(self):
        planned = self.group([{"key": "Owner", "value": "x", "propagate_at_launch": True}], sets=["tag"])
        document = plan(planned, providers=aws(constant({"Team": "t"})))
        assert entries(document) == {"Owner": ("x", OWN)}
        assert incomplete(document) == ""

    def test_without_blocks_it_has_no_tags(self):
        assert entries(plan(self.group(), providers=aws(constant({"Team": "t"})))) == {}

    def test_a_tag_that_is_not_passed_to_the_machines_is_still_the_groups_own(self):
        planned = self.group([{"key": "Owner", "value": "x", "propagate_at_launch": False}])
        assert entries(plan(planned)) == {"Owner": ("x", OWN)}

    def test_an_unknown_value_in_a_block_leaves_the_other_blocks_known(self):
        planned = self.group([{"key": "A", "value": "a"}, {"key": "B"}], [{}, {"value": True}])
        document = plan(planned)
        assert entries(document) == {"A": ("a", OWN), "B": (None, OWN)}
        assert incomplete(document) == ""

    @pytest.mark.parametrize("mask", [True, [True], [{"key": True, "value": True}]])
    def test_blocks_repeated_over_something_unknown_may_be_any(self, mask):
        """The configuration leaves `dynamic` blocks out, so that it sets no `tag`."""
        planned = self.group(mask=mask, sets=["max_size"])
        assert incomplete(plan(planned)) == UNSEEN

    def test_the_old_list_of_objects_counts_as_well(self):
        planned = self.group([{"key": "A", "value": "a"}], after={"tags": [{"key": "B", "value": "b"}]})
        assert entries(plan(planned)) == {"A": ("a", OWN), "B": ("b", OWN)}

    def test_a_plan_cut_down_to_the_old_list_is_judged(self):
        planned = block("aws_autoscaling_group", after={"tags": [{"key": "B", "value": "b"}]})
        assert entries(plan(planned)) == {"B": ("b", OWN)}

    @pytest.mark.parametrize("mark", [True, [{"value": True}], [True]])
    def test_a_sensitive_value_in_a_block_is_sensitive(self, mark):
        planned = self.group([{"key": "A", "value": "a"}], sensitive={"tag": mark})
        assert resource(plan(planned)).tags.entries == {"A": Tag(value="a", sensitive=True)}


class TestLaunchTemplate:
    def parts(self, specifications, mask=None, **more):
        planned = block(
            "aws_launch_template",
            after={"tags": {"Own": "o"}, "tags_all": {"Own": "o"}, "tag_specifications": specifications},
            unknown={"tag_specifications": mask} if mask is not None else {},
            **more,
        )
        own, *parts = resources(plan(planned, providers=aws(constant({"Team": "t"}))))
        assert own.address == "aws_launch_template.this"
        return {part.address.partition("#")[2]: part for part in parts}

    def test_what_it_launches_has_tags_of_its_own(self):
        found = self.parts([{"resource_type": "instance", "tags": {"Owner": "x"}}])
        assert found["tag_specifications[instance]"].tags.entries == {"Owner": Tag(value="x")}
        assert found["tag_specifications[instance]"].part_of == "aws_launch_template.this"

    def test_what_no_specification_names_is_launched_without_tags(self):
        found = self.parts([{"resource_type": "instance", "tags": {"Owner": "x"}}])
        assert found["tag_specifications[volume]"].tags.entries == {}
        assert found["tag_specifications[volume]"].tags.incomplete == ""

    def test_several_specifications_of_one_kind_add_up(self):
        found = self.parts([{"resource_type": "volume", "tags": {key: "v"}} for key in ("A", "B")])
        assert found["tag_specifications[volume]"].tags.entries.keys() == {"A", "B"}

    def test_specifications_that_are_unknown_may_say_anything(self):
        found = self.parts(None, mask=True)
        assert {part.tags.incomplete for part in found.values()} == {UNSEEN}

    def test_a_specification_of_an_unknown_kind_may_be_of_either(self):
        found = self.parts([{"tags": {"A": "a"}}], [{"resource_type": True}])
        assert {part.tags.incomplete for part in found.values()} == {UNSEEN}

    def test_unknown_tags_of_one_kind_leave_the_other_certain(self):
        found = self.parts([{"resource_type": "instance"}], [{"tags": True}])
        assert {name: part.tags.incomplete for name, part in found.items()} == {
            "tag_specifications[instance]": UNSEEN,
            "tag_specifications[volume]": "",
        }

    def test_sensitive_marks_reach_the_parts(self):
        found = self.parts(
            [{"resource_type": "instance", "tags": {"A": "a"}}],
            sensitive={"tag_specifications": [{"tags": {"A": True}}]},
        )
        assert found["tag_specifications[instance]"].tags.entries == {"A": Tag(value="a", sensitive=True)}

    def test_a_template_cut_down_to_its_tags_has_no_parts(self):
        assert len(resources(plan(block("aws_launch_template", after={"tags": {}})))) == 1

    def test_an_update_knows_what_each_part_was_before(self):
        document = plan(
            block(
                "aws_launch_template",
                actions=["update"],
                before={"tags": {}, "tag_specifications": [{"resource_type": "instance", "tags": {"Old": "o"}}]},
                after={"tags": {}, "tag_specifications": [{"resource_type": "instance", "tags": {"New": "n"}}]},
            )
        )
        part = resource(document, "aws_launch_template.this#tag_specifications[instance]", with_before=True)
        assert (set(part.before.tags.entries), set(part.tags.entries)) == ({"Old"}, {"New"})


class TestCloudControl:
    def test_its_tags_are_a_list_of_keys_and_values(self):
        planned = block("awscc_s3_bucket", after={"tags": [{"key": "A", "value": "a"}, {"key": "B", "value": ""}]})
        assert entries(plan(planned)) == {"A": ("a", OWN), "B": ("", OWN)}

    def test_tags_that_the_configuration_never_sets_are_missing(self):
        document = plan(block("awscc_s3_bucket", after={}, unknown={"tags": True}, sets=["bucket_name"]))
        assert entries(document) == {}
        assert incomplete(document) == ""

    def test_an_unknown_value_keeps_its_key(self):
        planned = block("awscc_s3_bucket", after={"tags": [{"key": "A"}]}, unknown={"tags": [{"value": True}]})
        assert entries(plan(planned)) == {"A": (None, OWN)}

    def test_some_of_its_types_take_a_map(self):
        assert entries(plan(block("awscc_x_thing", after={"tags": {"A": "a"}}))) == {"A": ("a", OWN)}
