"""The tags that a resource will carry: every situation that plans of real providers show."""

import pytest
from plan_builder import block, constant, default_tags, plan, provider, refers, resource, resources

from costguard.model.errors import BadInput
from costguard.model.tags import Origin, Tag

OWN = Origin.RESOURCE
DEFAULT = Origin.PROVIDER
UNSEEN = "its tags are known only after apply"


def bucket(*, tags=None, tags_all=None, unknown=(), sets=("tags",), **more):
    """An S3 bucket as the AWS provider plans it: what is not known is not in `after`."""
    after = {"bucket": "b", "tags": tags, "tags_all": tags_all}
    known = {name: value for name, value in after.items() if name not in unknown}
    return block("aws_s3_bucket", after=known, unknown=dict.fromkeys(unknown, True), sets=sets, **more)


def aws(expression=None, **more):
    return provider(**({} if expression is None else {"default_tags": default_tags(expression)}), **more)


def entries(document, address=""):
    return {key: (tag.value, tag.origin) for key, tag in resource(document, address).tags.entries.items()}


def incomplete(document, address=""):
    return resource(document, address).tags.incomplete


class TestMissing:
    def test_an_untagged_create_without_defaults_has_no_tags_though_tags_all_is_unknown(self):
        document = plan(bucket(unknown=["tags_all"], sets=()), providers=aws())
        assert entries(document) == {}
        assert incomplete(document) == ""

    def test_the_same_holds_in_a_plan_that_carries_no_configuration(self):
        document = plan(bucket(unknown=["tags_all"]))
        del document["configuration"]
        assert entries(document) == {}
        assert incomplete(document) == ""

    def test_an_unknown_map_that_the_configuration_never_sets_is_computed_and_empty(self):
        document = plan(bucket(unknown=["tags", "tags_all"], sets=["bucket"]), providers=aws())
        assert entries(document) == {}
        assert incomplete(document) == ""

    def test_a_null_value_removes_its_key(self):
        document = plan(bucket(tags={"Owner": None, "Env": "prod"}, unknown=["tags_all"]), providers=aws())
        assert entries(document) == {"Env": ("prod", OWN)}

    def test_an_empty_value_is_there_and_empty_though_tags_all_leaves_it_out(self):
        document = plan(bucket(tags={"Owner": "", "Env": "prod"}, unknown=["tags_all"]), providers=aws())
        assert entries(document) == {"Owner": ("", OWN), "Env": ("prod", OWN)}
        assert incomplete(document) == ""


class TestDefaults:
    def test_tags_that_all_come_from_the_provider_are_there(self):
        document = plan(bucket(tags_all={"Owner": "x"}, sets=()), providers=aws(constant({"Owner": "x"})))
        assert entries(document) == {"Owner": ("x", DEFAULT)}

    def test_an_own_value_wins_over_the_default(self):
        document = plan(
            bucket(tags={"Owner": "me"}, tags_all={"Owner": "me", "Team": "t"}),
            providers=aws(constant({"Owner": "x", "Team": "t"})),
        )
        assert entries(document) == {"Owner": ("me", OWN), "Team": ("t", DEFAULT)}

    def test_they_reach_a_resource_whose_merged_tags_are_unknown(self):
        """An empty value makes all of `tags_all` unknown."""
        document = plan(
            bucket(tags={"Owner": ""}, unknown=["tags_all"]), providers=aws(constant({"Owner": "x", "Team": "t"}))
        )
        assert entries(document) == {"Owner": ("", OWN), "Team": ("t", DEFAULT)}
        assert incomplete(document) == ""

    def test_those_of_an_alias_stay_with_the_alias(self):
        document = plan(
            bucket(unknown=["tags_all"], sets=(), provider="aws"),
            bucket(tags={"A": ""}, unknown=["tags_all"], name="west", provider="aws.west"),
            providers=aws() | aws(constant({"Owner": "x"}), alias="west"),
        )
        assert entries(document, "aws_s3_bucket.this") == {}
        assert entries(document, "aws_s3_bucket.west") == {"A": ("", OWN), "Owner": ("x", DEFAULT)}

    @pytest.mark.parametrize("key", ["aws", "module.a.module.b:aws", "module.a:aws"])
    def test_a_module_inherits_those_of_its_parents(self, key):
        document = plan(
            bucket(tags={"A": ""}, unknown=["tags_all"], module="module.a.module.b", provider=key),
            providers=aws(constant({"Owner": "x"})),
        )
        assert entries(document) == {"A": ("", OWN), "Owner": ("x", DEFAULT)}

    def test_the_nearest_parent_that_configures_the_provider_wins(self):
        document = plan(
            bucket(tags={"A": ""}, unknown=["tags_all"], module="module.a.module.b", provider="module.a.module.b:aws"),
            providers=aws(constant({"Owner": "root"})) | aws(constant({"Owner": "a"}), module="module.a"),
        )
        assert entries(document)["Owner"] == ("a", DEFAULT)

    def test_an_entry_without_expressions_configures_nothing(self):
        """It only says that the module requires the provider."""
        document = plan(
            bucket(tags={"A": ""}, unknown=["tags_all"], module="module.a", provider="module.a:aws"),
            providers=aws(constant({"Owner": "x"})) | {"module.a:aws": {"name": "aws", "version_constraint": ">= 5"}},
        )
        assert entries(document)["Owner"] == ("x", DEFAULT)

    def test_a_module_with_a_provider_block_of_its_own_has_its_own(self):
        document = plan(
            bucket(tags={"A": ""}, unknown=["tags_all"], module='module.a["x.y"]', provider="module.a:aws"),
            providers=aws(constant({"Owner": "x"})) | aws(constant({"Team": "t"}), module="module.a"),
        )
        assert entries(document) == {"A": ("", OWN), "Team": ("t", DEFAULT)}

    def test_given_by_a_reference_they_show_themselves_on_other_resources(self):
        document = plan(
            bucket(tags={"A": ""}, unknown=["tags_all"]),
            bucket(tags_all={"Owner": "x"}, name="seen", sets=()),
            providers=aws(refers("local.tags")),
        )
        assert entries(document, "aws_s3_bucket.this") == {"A": ("", OWN), "Owner": ("x", DEFAULT)}
        assert incomplete(document, "aws_s3_bucket.this") == ""

    def test_seen_only_beside_own_tags_there_may_be_more_of_them(self):
        document = plan(
            bucket(tags={"A": ""}, unknown=["tags_all"]),
            bucket(tags={"Team": "t"}, tags_all={"Owner": "x", "Team": "t"}, name="seen"),
            providers=aws(refers("local.tags")),
        )
        assert entries(document, "aws_s3_bucket.this") == {"A": ("", OWN), "Owner": ("x", DEFAULT)}
        assert "local.tags" in incomplete(document, "aws_s3_bucket.this")

    def test_what_one_instance_shows_says_nothing_of_another(self):
        document = plan(
            bucket(tags={"A": ""}, unknown=["tags_all"]),
            bucket(tags_all={"Owner": "x"}, name="seen", sets=(), provider="aws.west"),
            providers=aws(refers("local.tags")) | aws(constant({"Owner": "x"}), alias="west"),
        )
        assert entries(document, "aws_s3_bucket.this") == {"A": ("", OWN)}

    def test_given_by_a_root_variable_they_are_always_known_so_none_seen_means_none(self):
        document = plan(bucket(unknown=["tags_all"], sets=()), providers=aws(refers("var.tags")))
        assert entries(document) == {}
        assert incomplete(document) == ""

    def test_given_by_a_variable_of_a_module_they_may_be_unknown(self):
        document = plan(
            bucket(unknown=["tags_all"], sets=(), module="module.a", provider="module.a:aws"),
            providers=aws(refers("var.tags"), module="module.a"),
        )
        assert "var.tags" in incomplete(document)

    def test_given_by_something_unknown_nothing_is_certain_of_an_untagged_resource(self):
        document = plan(bucket(unknown=["tags_all"], sets=()), providers=aws(refers("random_id.a.hex")))
        assert entries(document) == {}
        assert incomplete(document) == (
            "the provider's default tags refer to random_id.a.hex, which may be known only after apply"
        )

    def test_given_by_something_unknown_they_lack_in_merged_tags_that_are_known(self):
        document = plan(bucket(tags={"A": "a"}, tags_all={"A": "a"}), providers=aws(refers("random_id.a.hex")))
        assert entries(document) == {"A": ("a", OWN)}
        assert "random_id.a.hex" in incomplete(document)

    def test_ignore_tags_drops_a_key_from_the_merged_tags_only(self):
        document = plan(
            bucket(tags={"Owner": "x", "CostCenter": "c"}, tags_all={"Owner": "x", "Team": "t"}),
            providers=aws(constant({"Team": "t"})),
        )
        assert entries(document) == {"Owner": ("x", OWN), "CostCenter": ("c", OWN), "Team": ("t", DEFAULT)}

    def test_a_drift_that_shows_tags_and_no_merged_tags_is_the_union(self):
        drifted = bucket(tags={"Owner": "x"}, tags_all={}, actions=["update"], before={})
        assert entries(plan(drifted, providers=aws())) == {"Owner": ("x", OWN)}


class TestUnknown:
    def test_one_unknown_value_hides_the_whole_map_of_an_sdk_resource(self):
        document = plan(bucket(unknown=["tags", "tags_all"]), providers=aws())
        assert entries(document) == {}
        assert incomplete(document) == UNSEEN

    def test_behind_an_unknown_map_a_default_may_have_another_value(self):
        document = plan(bucket(unknown=["tags", "tags_all"]), providers=aws(constant({"Owner": "x"})))
        assert entries(document) == {"Owner": (None, DEFAULT)}
        assert incomplete(document) == UNSEEN

    def test_a_framework_resource_shows_the_unknown_key_by_key(self):
        rule = block(
            "aws_vpc_security_group_ingress_rule",
            after={"tags": {"Env": "prod", "Owner": None}},
            unknown={"tags": {"CostCenter": True}, "tags_all": True},
            sets=["tags"],
        )
        document = plan(rule, providers=aws())
        assert entries(document) == {"Env": ("prod", OWN), "CostCenter": (None, OWN)}
        assert incomplete(document) == ""

    def test_known_keys_stay_known_where_the_merged_tags_are_unknown(self):
        document = plan(bucket(tags={"Env": "prod"}, unknown=["tags_all"]), providers=aws())
        assert entries(document) == {"Env": ("prod", OWN)}

    def test_a_key_whose_mask_is_false_is_known(self):
        known = block("aws_s3_bucket", after={"tags": {"Env": "prod"}}, unknown={"tags": {"Env": False}}, sets=["tags"])
        assert entries(plan(known)) == {"Env": ("prod", OWN)}


class TestSensitive:
    def tags_of(self, sensitive):
        planned = bucket(tags={"A": "s", "B": "c"}, tags_all={"A": "s", "B": "c"}, sensitive=sensitive)
        return resource(plan(planned, providers=aws())).tags.entries

    def test_a_marked_key_is_sensitive_though_tags_all_shows_it_in_clear(self):
        assert self.tags_of({"tags": {"A": True}, "tags_all": {}}) == {
            "A": Tag(value="s", sensitive=True),
            "B": Tag(value="c"),
        }

    @pytest.mark.parametrize("mark", [True, {"tags": True}])
    def test_a_marked_map_makes_every_key_sensitive(self, mark):
        assert all(tag.sensitive for tag in self.tags_of(mark).values())

    def test_a_default_that_refers_to_a_sensitive_variable_is_sensitive_though_nothing_marks_it(self):
        document = plan(
            bucket(tags_all={"Owner": "hush"}, sets=()),
            providers=aws(refers("var.owner")),
            declared={"owner": {"sensitive": True}},
        )
        assert resource(document).tags.entries == {"Owner": Tag(value="hush", origin=DEFAULT, sensitive=True)}

    def test_a_default_with_the_text_of_a_sensitive_variable_is_sensitive_through_a_local_value(self):
        document = plan(
            bucket(tags={"Own": "hush"}, tags_all={"Own": "hush", "Owner": "hush", "Team": "t"}),
            providers=aws(refers("local.tags")),
            declared={"owner": {"sensitive": True}, "team": {}},
            variables={"owner": {"name": ["hush"]}, "team": "t"},
        )
        found = resource(document).tags.entries
        assert {key: tag.sensitive for key, tag in found.items()} == {"Own": False, "Owner": True, "Team": False}


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


class TestAzure:
    def test_keys_ignore_case(self):
        group = resource(plan(block("azurerm_resource_group", after={"tags": {"costcenter": "c"}})))
        assert group.tags.find("CostCenter", group.cloud) == ("costcenter", Tag(value="c"))

    def test_the_provider_has_no_defaults(self):
        document = plan(block("azurerm_resource_group", after={"tags": None}), providers=provider("azurerm"))
        assert entries(document) == {}
        assert incomplete(document) == ""

    def test_unknown_tags_are_undecided(self):
        planned = block("azurerm_resource_group", after={}, unknown={"tags": True}, sets=["tags"])
        assert incomplete(plan(planned)) == UNSEEN

    def test_azapi_plans_its_default_tags_into_the_resource(self):
        """Its provider writes them into `tags` when it plans (azapi 1.13 and 2)."""
        document = plan(
            block("azapi_resource", after={"tags": {"Owner": "x"}}, sets=["type", "name"]),
            providers=provider("azapi", default_tags=constant({"Owner": "x"})),
        )
        assert resource(document).tags.entries["Owner"].value == "x"


class TestGoogle:
    @pytest.mark.parametrize(
        ("kind", "after"),
        [
            ("google_storage_bucket", {"labels": {"a": "1"}}),
            ("google_container_cluster", {"resource_labels": {"a": "1"}}),
            ("google_monitoring_alert_policy", {"user_labels": {"a": "1"}}),
            ("google_sql_database_instance", {"settings": [{"user_labels": {"a": "1"}}]}),
            ("google_no_such_type", {"labels": {"a": "1"}}),
            ("google_no_such_type", {"resource_labels": {"a": "1"}}),
            ("google_no_such_type", {"user_labels": {"a": "1"}}),
        ],
    )
    def test_labels_lie_where_the_type_has_them(self, kind, after):
        assert entries(plan(block(kind, after=after))) == {"a": ("1", OWN)}

    @pytest.mark.parametrize("merged", ["effective_labels", "terraform_labels"])
    def test_default_labels_show_in_the_merged_labels(self, merged):
        document = plan(
            block("google_storage_bucket", after={"labels": {"a": "1"}, merged: {"a": "1", "b": "2"}}, sets=["labels"]),
            providers=provider("google", default_labels=constant({"b": "2"})),
        )
        assert entries(document) == {"a": ("1", OWN), "b": ("2", DEFAULT)}

    def test_default_labels_reach_a_resource_whose_merged_labels_are_unknown(self):
        document = plan(
            block("google_storage_bucket", after={"labels": None}, unknown={"effective_labels": True}),
            providers=provider("google", default_labels=constant({"b": "2"})),
        )
        assert entries(document) == {"b": ("2", DEFAULT)}

    def test_a_resource_with_nothing_but_googles_own_label_misses_every_other(self):
        mark = {"goog-terraform-provisioned": "true"}
        document = plan(
            block("google_storage_bucket", after={"labels": None, "effective_labels": mark}),
            providers=provider("google"),
        )
        assert entries(document) == {"goog-terraform-provisioned": ("true", DEFAULT)}
        assert incomplete(document) == ""

    def test_googles_own_label_says_nothing_of_unknown_default_labels(self):
        mark = {"goog-terraform-provisioned": "true"}
        document = plan(
            block("google_storage_bucket", after={"labels": None, "effective_labels": mark}),
            providers=provider("google", default_labels=refers("random_id.a.hex")),
        )
        assert "random_id.a.hex" in incomplete(document)

    def test_network_tags_are_no_labels(self):
        planned = block("google_compute_instance", after={"tags": ["web", "ssh"], "labels": {"a": "1"}})
        assert entries(plan(planned)) == {"a": ("1", OWN)}

    def test_a_machine_with_network_tags_only_has_no_labels(self):
        planned = block("google_compute_instance", after={"tags": ["web"], "labels": None})
        assert entries(plan(planned)) == {}

    def test_a_type_with_nothing_but_network_tags_is_not_judged(self):
        assert resource(plan(block("google_compute_firewall", after={"tags": ["web"]}))).tags is None

    def test_the_labels_of_a_notification_channel_are_its_configuration(self):
        planned = block(
            "google_monitoring_notification_channel", after={"labels": {"email_address": "a@b"}, "user_labels": {}}
        )
        assert entries(plan(planned)) == {}

    def test_unknown_user_labels_in_a_dynamic_block_are_undecided(self):
        """The configuration leaves `dynamic` blocks out, but the plan shows what is in them."""
        planned = block(
            "google_sql_database_instance",
            after={"settings": [{"tier": "db-f1-micro"}]},
            unknown={"settings": [{"user_labels": True}]},
            sets=["name"],
        )
        assert incomplete(plan(planned)) == UNSEEN

    def test_unset_user_labels_in_a_written_block_are_missing(self):
        planned = block(
            "google_sql_database_instance",
            after={"settings": [{"tier": "db-f1-micro"}]},
            unknown={"settings": [{"user_labels": True}]},
            sets={"settings": [{"tier": constant("db-f1-micro")}]},
        )
        assert incomplete(plan(planned)) == ""


class TestNotTaggable:
    @pytest.mark.parametrize("kind", ["aws_s3_bucket", "azurerm_resource_group", "google_storage_bucket"])
    def test_a_resource_cut_down_to_less_than_its_tags_is_not_judged(self, kind):
        assert resource(plan(block(kind, after={"name": "a"}))).tags is None

    def test_a_create_whose_values_were_cut_away_is_not_judged(self):
        assert resource(plan(block("aws_s3_bucket", after=None))).tags is None

    def test_a_resource_of_no_cloud_is_left_out(self):
        assert resources(plan(block("random_id", after={"tags": {}}))) == ()


class TestRefused:
    @pytest.mark.parametrize(
        ("tags", "says"),
        [
            ({"A": 5}, "aws_s3_bucket.this.tags['A'] is not text"),
            ({"A": {"b": "c"}}, "aws_s3_bucket.this.tags['A'] is not text"),
            ("A=5", "aws_s3_bucket.this.tags is not a map of tags"),
            (["A"], "aws_s3_bucket.this.tags is a list of something else than tags"),
            ([{"key": 1, "value": "a"}], "aws_s3_bucket.this.tags is a list of something else than tags"),
        ],
    )
    def test_what_is_not_shaped_like_tags_is_bad_input(self, tags, says):
        with pytest.raises(BadInput, match=f"^{says.replace('[', chr(92) + '[')}"):
            resources(plan(block("aws_s3_bucket", after={"tags": tags})))
