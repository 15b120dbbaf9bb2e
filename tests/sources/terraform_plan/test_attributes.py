"""A planned resource's attributes under their neutral names: known, yet to come, documented, or unset."""

import pytest
from plan_builder import block, constant, plan, refers, resource

from costguard.model.resource import AFTER_APPLY, UNSET, Attribute, Knowledge, known
from costguard.model.tags import Origin


def attributes(*args, **more):
    return resource(plan(block(*args, **more))).attributes


def instance(after=None, **more):
    return attributes("aws_instance", after=after or {}, **more)


class TestCatalogNames:
    def test_a_value_stands_under_its_neutral_name(self):
        assert instance({"instance_type": "t3.micro"})["instance_type"] == known("t3.micro")
        assert attributes("azurerm_linux_virtual_machine", after={"size": "Standard_B1s"})["instance_type"] == known(
            "Standard_B1s"
        )

    def test_of_a_url_only_the_last_segment_counts(self):
        url = "https://www.googleapis.com/compute/v1/projects/p/zones/z/machineTypes/e2-small"
        assert attributes("google_compute_instance", after={"machine_type": url})["instance_type"] == known("e2-small")

    def test_text_becomes_the_kind_that_the_vocabulary_names(self):
        task = attributes("aws_ecs_task_definition", after={"cpu": "1024", "memory": "2048"})
        assert {type(value) for name in ("vcpu", "memory_gb") if name in task for value in task[name].values} <= {float}
        assert task["vcpu"] == known(1.0)

    def test_text_that_is_no_number_stays_text(self):
        assert attributes("aws_ecs_task_definition", after={"cpu": ".5 vCPU"})["vcpu"] == known(".5 vCPU")

    def test_a_number_beyond_every_unit_is_left_as_it_is(self, monkeypatch):
        """Large plans are not checked whole, so that such a number may come this far."""
        monkeypatch.setattr("costguard.sources.terraform_plan.read.MAX_CHECKED_BYTES", 0)
        assert attributes("aws_ecs_task_definition", after={"cpu": 10**400})["vcpu"] == known(10**400)

    def test_an_unset_attribute_takes_the_documented_default(self):
        assert instance({"tenancy": None})["tenancy"] == known("default", origin=Origin.DOCUMENTED)

    def test_an_unset_attribute_without_a_documented_default_is_not_known(self):
        assert instance({"ebs_optimized": None})["ebs_optimized"] == UNSET

    def test_an_empty_text_is_unset(self):
        assert instance({"tenancy": ""})["tenancy"] == known("default", origin=Origin.DOCUMENTED)

    @pytest.mark.parametrize("value", [False, 0])
    def test_false_and_nought_are_values(self, value):
        assert instance({"monitoring": value})["monitoring"] == known(value)

    def test_a_name_that_the_type_lacks_is_not_there(self):
        assert instance().get("storage_gb") is None
        with pytest.raises(KeyError):
            instance()["storage_gb"]

    def test_its_names_are_those_of_the_catalog_and_its_place(self):
        names = list(instance({"availability_zone": "eu-west-1a"}))
        assert names[:2] == ["region", "zone"]
        assert {"instance_type", "tenancy", "root_volume_type"} < set(names)
        assert len(instance({"availability_zone": "eu-west-1a"})) == len(names)

    def test_of_a_type_that_the_catalog_lacks_a_top_level_attribute_stands_for_its_name(self):
        found = attributes("aws_no_such_type", after={"instance_type": "t3.micro"})
        assert found["instance_type"] == known("t3.micro")
        assert found.get("engine") is None


class TestUnknown:
    def test_a_value_that_the_code_sets_comes_after_apply(self):
        assert instance(unknown={"instance_type": True}, sets=["instance_type"])["instance_type"] == AFTER_APPLY

    def test_a_value_that_the_code_never_sets_is_the_documented_default(self):
        found = instance(unknown={"tenancy": True}, sets=["ami"])["tenancy"]
        assert found == known("default", origin=Origin.DOCUMENTED)

    def test_without_a_configuration_an_unknown_value_may_have_been_set(self):
        assert instance(unknown={"tenancy": True}, sets=None)["tenancy"] == AFTER_APPLY

    def test_everything_may_be_unknown(self):
        document = plan(block("aws_instance", after=None, sets=["tenancy"]))
        document["resource_changes"][0]["change"]["after_unknown"] = True
        assert resource(document).attributes["tenancy"] == AFTER_APPLY

    def test_a_written_block_that_leaves_an_attribute_out_leaves_it_to_the_provider(self):
        found = instance(
            {"root_block_device": [{"volume_size": 8}]},
            unknown={"root_block_device": [{"volume_type": True}]},
            sets={"root_block_device": [{"volume_size": constant(8)}]},
        )
        assert found["root_volume_type"] == UNSET
        assert found["root_volume_size_gb"] == known(8)

    def test_a_written_block_that_sets_it_to_something_unknown_is_undecided(self):
        found = instance(
            {"root_block_device": [{}]},
            unknown={"root_block_device": [{"volume_type": True}]},
            sets={"root_block_device": [{"volume_type": refers("var.x")}]},
        )
        assert found["root_volume_type"] == AFTER_APPLY

    def test_a_dynamic_block_may_set_what_the_configuration_does_not_show(self):
        """Terraform 1.11 leaves `dynamic` blocks out of a plan's configuration."""
        found = instance(
            {"ebs_block_device": [{"volume_size": 8}]},
            unknown={"ebs_block_device": [{"volume_type": True}]},
            sets=["ami"],
        )
        assert found["data_volume_type"] == AFTER_APPLY

    def test_a_documented_default_never_hides_a_dynamic_block(self):
        found = instance(
            {"instance_market_options": [{}]},
            unknown={"instance_market_options": [{"market_type": True}]},
            sets=["ami"],
        )
        assert found["capacity_type"] == AFTER_APPLY

    def test_a_block_that_nobody_wrote_leaves_the_documented_default(self):
        found = instance(unknown={"instance_market_options": True}, sets=["ami"])
        assert found["capacity_type"] == known("on-demand", origin=Origin.DOCUMENTED)


class TestBlocks:
    def volumes(self, *blocks, mask=None, sensitive=None):
        return instance(
            {"ebs_block_device": list(blocks)},
            unknown={"ebs_block_device": mask} if mask else {},
            sensitive={"ebs_block_device": sensitive} if sensitive else {},
            sets={"ebs_block_device": [{"volume_type": refers("var.x")}]},
        )["data_volume_type"]

    def test_repeated_blocks_give_several_values(self):
        assert self.volumes({"volume_type": "gp3"}, {"volume_type": "io2"}) == known("gp3", "io2")

    def test_values_that_come_later_leave_the_known_ones(self):
        found = self.volumes({"volume_type": "gp3"}, {}, mask=[{}, {"volume_type": True}])
        assert found == Attribute(values=("gp3",), knowledge=Knowledge.AFTER_APPLY)

    def test_a_block_that_says_nothing_has_the_documented_default(self):
        document = plan(
            block(
                "google_sql_database_instance",
                after={"settings": [{"disk_type": "PD_HDD"}, {"disk_type": None}]},
            )
        )
        assert resource(document).attributes["volume_type"] == known("PD_HDD", "PD_SSD")

    @pytest.mark.parametrize("mask", [True, [True], [{"volume_type": True}]])
    def test_a_sensitive_mark_at_any_depth_covers_the_value(self, mask):
        assert self.volumes({"volume_type": "gp3"}, sensitive=mask) == known("gp3", sensitive=True)

    def test_no_blocks_are_unset(self):
        assert self.volumes() == UNSET


class TestRawPaths:
    def test_they_reach_any_value(self):
        found = instance({"root_block_device": [{"iops": 300}], "tags": {"Name": "n"}})
        assert found["attr:root_block_device.iops"] == known(300)
        assert found["attr:tags.Name"] == known("n")

    def test_a_list_of_scalars_is_several_values(self):
        assert instance({"security_groups": ["a", "b"]})["attr:security_groups"] == known("a", "b")

    def test_one_unknown_element_leaves_the_rest_known(self):
        found = instance({"security_groups": ["a", None]}, unknown={"security_groups": [False, True]},
                         sets=["security_groups"])  # fmt: skip
        assert found["attr:security_groups"] == Attribute(values=("a",), knowledge=Knowledge.AFTER_APPLY)

    def test_one_sensitive_element_hides_the_list(self):
        found = instance({"security_groups": ["a", "hush"]}, sensitive={"security_groups": [False, True]})
        assert found["attr:security_groups"] == known("a", "hush", sensitive=True)

    @pytest.mark.parametrize("path", ["attr:none", "attr:none.at.all", "attr:", "attr:tags", "attr:ami.deeper"])
    def test_what_is_not_there_or_no_scalar_is_unset(self, path):
        assert instance({"tags": {}, "ami": "ami-1"})[path] == UNSET


class TestSettingsOfSeveralPlaces:
    def test_a_machine_on_a_template_has_no_documented_defaults(self):
        template = [{"id": "lt-1", "version": "1"}]
        on_template = resource(plan(block("aws_instance", after={"launch_template": template})))
        alone = resource(plan(block("aws_instance", after={"launch_template": []})))
        assert on_template.attributes["tenancy"] == UNSET
        assert alone.attributes["tenancy"] == known("default", origin=Origin.DOCUMENTED)

    def test_each_of_two_places_that_are_set_counts(self):
        after = {
            "launch_specification": [{"instance_type": "t3.micro"}],
            "launch_template_config": [{"overrides": [{"instance_type": "p5.48xlarge"}]}],
        }
        fleet = resource(plan(block("aws_spot_fleet_request", after=after)))
        assert fleet.attributes["instance_type"] == known("t3.micro", "p5.48xlarge")
