"""The tags that an AWS resource will carry: every situation that plans of the real provider show."""

import pytest
from plan_builder import UNSEEN, aws, block, constant, entries, incomplete, plan, refers, resource

from costguard.model.tags import Origin, Tag

OWN = Origin.RESOURCE
DEFAULT = Origin.PROVIDER


def bucket(*, tags=None, tags_all=None, unknown=(), sets=("tags",), **more):
    """An S3 bucket as the AWS provider plans it: what is not known is not in `after`."""
    after = {"bucket": "b", "tags": tags, "tags_all": tags_all}
    known = {name: value for name, value in after.items() if name not in unknown}
    return block("aws_s3_bucket", after=known, unknown=dict.fromkeys(unknown, True), sets=sets, **more)


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

    def test_behind_a_local_value_any_default_may_come_from_a_sensitive_variable(self):
        """A local may pass it through any function, so its text tells nothing."""
        document = plan(
            bucket(tags={"Own": "hush"}, tags_all={"Own": "hush", "Owner": "hush", "Team": "t"}),
            providers=aws(refers("local.tags")),
            declared={"owner": {"sensitive": True}, "team": {}},
            variables={"owner": {"name": ["hush"]}, "team": "t"},
        )
        found = resource(document).tags.entries
        assert {key: tag.sensitive for key, tag in found.items()} == {"Own": False, "Owner": True, "Team": True}


class TestWhatAPlanDoesNotShow:
    NOT_SHOWN = "the provider's default tags are an expression that the plan does not show"
    FRESH = bucket(unknown=["tags_all"], sets=(), name="fresh")

    def test_merged_tags_of_an_update_may_be_those_of_its_state(self):
        stale = bucket(tags={}, tags_all={"Owner": "old"}, actions=["update"], before={}, name="stale")
        document = plan(self.FRESH, stale, providers=aws(refers("local.tags")))
        for name in ("fresh", "stale"):
            assert entries(document, f"aws_s3_bucket.{name}") == {}
            assert "local.tags" in incomplete(document, f"aws_s3_bucket.{name}")

    def test_merged_tags_of_an_update_count_where_a_create_shows_the_defaults(self):
        made = bucket(tags_all={"Owner": "x"}, sets=(), name="made")
        updated = bucket(tags={}, tags_all={"Owner": "x"}, actions=["update"], before={}, name="updated")
        document = plan(made, updated, providers=aws(refers("local.tags")))
        assert entries(document, "aws_s3_bucket.updated") == {"Owner": ("x", DEFAULT)}

    def test_an_empty_default_is_empty_though_the_merged_map_marks_it_unknown(self):
        own = {"Name": "a"}
        shown = block("aws_s3_bucket", after={"tags": own, "tags_all": own}, unknown={"tags_all": {"Owner": True}})
        document = plan(shown, providers=aws(constant({"Owner": ""})))
        assert entries(document) == {"Name": ("a", OWN), "Owner": ("", DEFAULT)}

    def test_defaults_without_a_reference_are_an_expression_that_is_not_shown(self):
        document = plan(self.FRESH, providers=aws({}))
        assert (entries(document), incomplete(document)) == ({}, self.NOT_SHOWN)

    def test_a_root_variable_that_holds_something_may_stand_beside_something_unknown(self):
        filled = plan(self.FRESH, providers=aws(refers("var.owner")), variables={"owner": "team-a"})
        empty = plan(self.FRESH, providers=aws(refers("var.tags")), variables={"tags": {}})
        assert "var.owner" in incomplete(filled)
        assert incomplete(empty) == ""

    def test_tags_that_are_an_argument_of_their_own_are_not_judged(self):
        words = block("azurerm_sentinel_threat_intelligence_indicator", after={"tags": ["a", "b"]})
        assert resource(plan(words)).tags is None
