"""Where a resource will run: by itself, its zone, its parent, or its provider; and never a guess."""

import pytest
from plan_builder import block, constant, plan, provider, refers, resource

from costguard.model.resource import AFTER_APPLY, UNSET, Knowledge, known
from costguard.model.tags import Origin


def region(document, address=""):
    return resource(document, address).attributes.get("region")


def from_provider(value):
    return known(value, origin=Origin.PROVIDER)


class TestAws:
    def bucket(self, after=None, **more):
        return block("aws_ebs_volume", after=after or {}, **more)

    def test_a_constant_of_the_provider(self):
        document = plan(self.bucket(), providers=provider("aws", region=constant("eu-west-1")))
        assert region(document) == from_provider("eu-west-1")

    def test_a_root_variable_that_was_given(self):
        document = plan(
            self.bucket(), providers=provider("aws", region=refers("var.region")), variables={"region": "eu-west-1"}
        )
        assert region(document) == from_provider("eu-west-1")

    def test_the_default_of_a_variable(self):
        declared = {"region": {"default": "eu-west-1"}}
        document = plan(self.bucket(), providers=provider("aws", region=refers("var.region")), declared=declared)
        assert region(document) == from_provider("eu-west-1")

    def test_a_variable_of_a_module_that_its_callers_pass_on(self):
        document = plan(
            self.bucket(module="module.a.module.b", provider="module.a.module.b:aws"),
            providers=provider("aws", module="module.a.module.b", region=refers("var.place")),
            calls={"module.a.module.b": {"place": refers("var.at")}, "module.a": {"at": refers("var.region")}},
            variables={"region": "eu-west-1"},
        )
        assert region(document) == from_provider("eu-west-1")

    @pytest.mark.parametrize(
        "expression",
        [refers("local.region"), refers("data.aws_region.a.name"), refers("var.a", "var.b"), refers("var.none"), {}],
    )
    def test_what_the_plan_does_not_say_is_not_known(self, expression):
        assert region(plan(self.bucket(), providers=provider("aws", region=expression))) == UNSET

    def test_a_template_with_one_variable_is_not_taken_for_the_variable(self):
        """`"${var.land}-1"` refers to `var.land` only, and looks just like it."""
        document = plan(
            self.bucket(), providers=provider("aws", region=refers("var.land")), variables={"land": "eu-west"}
        )
        assert region(document) == UNSET

    def test_each_alias_has_its_own(self):
        west = provider("aws", alias="west", region=constant("us-west-2"))
        document = plan(
            self.bucket(provider="aws.west"), providers=west | provider("aws", region=constant("eu-west-1"))
        )
        assert region(document) == from_provider("us-west-2")

    @pytest.mark.parametrize(
        ("after", "expected"),
        [
            ({"region": "eu-west-1"}, "eu-west-1"),
            ({"availability_zone": "eu-west-1a"}, "eu-west-1"),
            ({"availability_zone": "us-west-2-lax-1a"}, "us-west-2"),
            ({"availability_zone": "us-east-1-wl1-bos-wlz-1"}, "us-east-1"),
            ({"availability_zone": "us-gov-west-1b"}, "us-gov-west-1"),
            ({"availability_zone": "eusc-de-east-1a"}, "eusc-de-east-1"),
            ({"availability_zone": "us-isob-east-1a"}, "us-isob-east-1"),
            ({"arn": "arn:aws:ec2:ap-southeast-2:123456789012:volume/vol-1"}, "ap-southeast-2"),
            ({"arn": "arn:aws-cn:ec2:cn-north-1:123456789012:volume/vol-1"}, "cn-north-1"),
            ({"region": "eu-west-1", "arn": "arn:aws:ec2:us-east-1:1:volume/v"}, "eu-west-1"),
        ],
    )
    def test_the_resource_itself_says_more_than_the_provider(self, after, expected):
        document = plan(self.bucket(after), providers=provider("aws", region=constant("us-east-2")))
        assert region(document) == known(expected)

    @pytest.mark.parametrize("after", [{"arn": "arn:aws:s3:::b"}, {"arn": "eu-west-1"}, {"region": ""}, {"arn": None}])
    def test_an_arn_without_a_region_says_nothing(self, after):
        document = plan(self.bucket(after), providers=provider("aws", region=constant("us-east-2")))
        assert region(document) == from_provider("us-east-2")

    def test_a_region_that_the_code_sets_to_something_unknown_is_not_the_providers(self):
        document = plan(
            self.bucket(unknown={"region": True}, sets=["region"]),
            providers=provider("aws", region=constant("us-east-2")),
        )
        assert region(document) == AFTER_APPLY

    def test_a_region_that_the_provider_computes_is_the_providers(self):
        """`aws_s3_bucket.region` is computed in the AWS provider up to 5."""
        document = plan(
            self.bucket(unknown={"region": True}, sets=["bucket"]),
            providers=provider("aws", region=constant("us-east-2")),
        )
        assert region(document) == from_provider("us-east-2")

    @pytest.mark.parametrize(
        "kind", ["aws_iam_role", "aws_route53_zone", "aws_cloudfront_distribution", "awscc_iam_role"]
    )
    def test_a_global_service_has_none(self, kind):
        document = plan(block(kind, after={}), providers=provider("aws", region=constant("us-east-2")))
        assert region(document) is None

    def test_a_plan_without_configuration_does_not_say(self):
        document = plan(self.bucket())
        del document["configuration"]
        assert region(document) == UNSET


class TestAzure:
    @pytest.mark.parametrize("location", ["westeurope", "West Europe", "WestEurope", "west europe"])
    def test_every_spelling_of_a_location_is_one(self, location):
        assert region(plan(block("azurerm_resource_group", after={"location": location}))) == known("westeurope")

    def test_an_unknown_location_comes_after_apply(self):
        assert region(plan(block("azurerm_resource_group", after={}, unknown={"location": True}))) == AFTER_APPLY

    def test_an_unset_location_is_not_known(self):
        assert region(plan(block("azapi_resource", after={"location": None}))) == UNSET

    def test_a_global_location_is_none(self):
        assert region(plan(block("azurerm_bot_service_azure_bot", after={"location": "global"}))) is None

    def test_a_global_service_has_none_though_its_group_has(self):
        document = self.with_parent("azurerm_dns_zone", "resource_group_name", "azurerm_resource_group", "West Europe")
        assert region(document, "azurerm_dns_zone.this") is None

    def with_parent(self, kind, argument, parent, *locations, actions=("create",)):
        parents = [
            block(parent, name="p", index=f"[{number}]" if len(locations) > 1 else "", after={"location": location},
                  actions=actions)
            for number, location in enumerate(locations)
        ]  # fmt: skip
        return plan(block(kind, after={}, sets={argument: refers(f"{parent}.p.id", f"{parent}.p")}), *parents)

    @pytest.mark.parametrize(
        ("kind", "argument", "parent"),
        [
            ("azurerm_mssql_database", "server_id", "azurerm_mssql_server"),
            ("azurerm_kubernetes_cluster_node_pool", "kubernetes_cluster_id", "azurerm_kubernetes_cluster"),
            ("azurerm_storage_container", "storage_account_name", "azurerm_storage_account"),
        ],
    )
    def test_a_child_runs_where_its_parent_does(self, kind, argument, parent):
        document = self.with_parent(kind, argument, parent, "West Europe")
        assert region(document, f"{kind}.this") == known("westeurope")

    def test_a_grandchild_runs_where_its_grandparent_does(self):
        group = refers("azurerm_resource_group.g.name", "azurerm_resource_group.g")
        document = plan(
            block("azurerm_mssql_database", after={}, sets={"server_id": refers("azurerm_mssql_server.s.id")}),
            block("azurerm_mssql_server", name="s", after={}, sets={"resource_group_name": group}),
            block("azurerm_resource_group", name="g", after={"location": "West Europe"}),
        )  # fmt: skip
        assert region(document, "azurerm_mssql_database.this") == known("westeurope")

    def test_parents_that_refer_to_each_other_end_somewhere(self):
        document = plan(
            block("azurerm_mssql_database", after={}, sets={"server_id": refers("azurerm_mssql_server.s.id")}),
            block("azurerm_mssql_server", name="s", after={}, sets={"server_id": refers("azurerm_mssql_server.s.id")}),
        )
        assert region(document, "azurerm_mssql_database.this") == UNSET

    def test_of_several_parents_in_one_place_any_will_do(self):
        document = self.with_parent(
            "azurerm_mssql_database", "server_id", "azurerm_mssql_server", "West Europe", "westeurope"
        )
        assert region(document, "azurerm_mssql_database.this") == known("westeurope")

    def test_which_of_several_parents_is_meant_stands_in_no_plan(self):
        document = self.with_parent(
            "azurerm_mssql_database", "server_id", "azurerm_mssql_server", "westeurope", "eastus"
        )
        assert region(document, "azurerm_mssql_database.this").knowledge is Knowledge.AFTER_APPLY

    def test_a_parent_that_goes_is_no_parent(self):
        document = self.with_parent(
            "azurerm_mssql_database", "server_id", "azurerm_mssql_server", "westeurope", actions=["delete"]
        )
        assert region(document, "azurerm_mssql_database.this") == UNSET

    def test_a_parent_outside_the_plan_leaves_the_region_open(self):
        """Not known is never compliant."""
        document = plan(block("azurerm_mssql_database", after={}, sets={"server_id": refers("var.server")}))
        assert region(document) == UNSET

    def test_a_type_that_nobody_knows_and_that_says_nothing_has_none(self):
        assert region(plan(block("azurerm_no_such_type", after={}))) is None


class TestGoogle:
    @pytest.mark.parametrize(
        ("kind", "after", "expected"),
        [
            ("google_compute_instance", {"zone": "europe-west1-b"}, "europe-west1"),
            ("google_compute_address", {"region": "europe-west1"}, "europe-west1"),
            ("google_compute_address", {"region": "https://compute.googleapis.com/v1/p/regions/us-east4"}, "us-east4"),
            ("google_compute_instance", {"zone": "projects/p/zones/us-east4-c"}, "us-east4"),
            ("google_storage_bucket", {"location": "EU"}, "eu"),
            ("google_storage_bucket", {"location": "EUROPE-WEST1"}, "europe-west1"),
            ("google_storage_bucket", {"location": "NAM4"}, "nam4"),
            ("google_container_cluster", {"location": "europe-west1-b"}, "europe-west1"),
            ("google_spanner_instance", {"config": "regional-europe-west1"}, "europe-west1"),
            ("google_spanner_instance", {"config": "projects/p/instanceConfigs/nam3"}, "nam3"),
        ],
    )  # fmt: skip
    def test_the_resource_says_it_in_many_ways(self, kind, after, expected):
        assert region(plan(block(kind, after=after))) == known(expected)

    @pytest.mark.parametrize("arguments", [{"region": "europe-west1"}, {"zone": "europe-west1-b"}])
    def test_the_provider_says_it_where_the_resource_does_not(self, arguments):
        document = plan(
            block("google_compute_instance", after={"zone": None}),
            providers=provider("google", **{name: constant(value) for name, value in arguments.items()}),
        )
        assert region(document) == from_provider("europe-west1")

    def test_a_zone_that_the_provider_computes_is_the_providers(self):
        document = plan(
            block("google_compute_instance", after={}, unknown={"zone": True}, sets=["name"]),
            providers=provider("google", region=constant("europe-west1")),
        )
        assert region(document) == from_provider("europe-west1")

    def test_a_zone_that_the_code_sets_to_something_unknown_is_not_the_providers(self):
        document = plan(
            block("google_compute_instance", after={}, unknown={"zone": True}, sets=["zone"]),
            providers=provider("google", region=constant("europe-west1")),
        )
        assert region(document) == AFTER_APPLY

    def test_nobody_says_it(self):
        assert (
            region(plan(block("google_compute_instance", after={"zone": None}), providers=provider("google"))) == UNSET
        )

    @pytest.mark.parametrize(
        ("kind", "after"),
        [
            ("google_compute_no_such_address", {"region": "global"}),
            ("google_kms_key_ring", {"location": "global"}),
            ("google_pubsub_topic", {}),
        ],
    )
    def test_what_is_global_has_none(self, kind, after):
        document = plan(block(kind, after=after), providers=provider("google", region=constant("europe-west1")))
        assert region(document) is None

    def test_an_unknown_spanner_configuration_comes_after_apply(self):
        assert region(plan(block("google_spanner_instance", after={}, unknown={"config": True}))) == AFTER_APPLY

    def test_an_unset_spanner_configuration_is_not_known(self):
        assert region(plan(block("google_spanner_instance", after={"config": None}))) == UNSET

    def test_a_child_runs_where_its_parent_does(self):
        document = plan(
            block("google_sql_database", after={}, sets={"instance": refers("google_sql_database_instance.i.name")}),
            block("google_sql_database_instance", name="i", after={"region": "europe-west1"}),
        )
        assert region(document, "google_sql_database.this") == known("europe-west1")


class TestSensitive:
    @pytest.mark.parametrize(
        ("kind", "name", "value"),
        [
            ("aws_ebs_volume", "region", "eu-west-1"),
            ("azurerm_resource_group", "location", "westeurope"),
            ("google_storage_bucket", "location", "europe-west1"),
        ],
    )
    def test_a_place_that_is_marked_is_never_shown(self, kind, name, value):
        document = plan(block(kind, after={name: value}, sensitive={name: True}))
        assert region(document) == known(value, sensitive=True)


class TestZone:
    def zone(self, kind, after, unknown=None):
        return resource(plan(block(kind, after=after, unknown=unknown))).attributes.get("zone")

    def test_each_cloud_has_its_own_word(self):
        assert self.zone("aws_ebs_volume", {"availability_zone": "eu-west-1a"}) == known("eu-west-1a")
        assert self.zone("azurerm_linux_virtual_machine", {"zone": "1"}) == known("1")
        assert self.zone("google_compute_disk", {"zone": "projects/p/zones/us-east4-c"}) == known("us-east4-c")

    def test_a_resource_in_several_zones_has_several(self):
        assert self.zone("azurerm_kubernetes_cluster_node_pool", {"zones": ["1", "2"]}) == known("1", "2")

    def test_an_unknown_zone_comes_after_apply(self):
        assert self.zone("aws_ebs_volume", {}, {"availability_zone": True}) == AFTER_APPLY

    def test_a_zone_among_unknown_ones_leaves_the_rest_open(self):
        found = self.zone("azurerm_kubernetes_cluster_node_pool", {"zones": ["1", None]}, {"zones": [False, True]})
        assert (found.values, found.knowledge) == (("1",), Knowledge.AFTER_APPLY)

    def test_an_unset_zone_is_not_known(self):
        assert self.zone("aws_ebs_volume", {"availability_zone": None}) == UNSET

    def test_a_resource_without_zones_has_none(self):
        assert self.zone("aws_s3_bucket", {}) is None
