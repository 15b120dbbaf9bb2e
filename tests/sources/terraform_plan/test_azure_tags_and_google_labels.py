"""The tags of Azure and the labels of Google Cloud; and what has neither, on any cloud."""

import pytest
from plan_builder import UNSEEN, block, constant, entries, incomplete, plan, provider, refers, resource, resources

from costguard.model.errors import BadInput
from costguard.model.tags import Origin, Tag

OWN = Origin.RESOURCE
DEFAULT = Origin.PROVIDER


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
