"""Where a resource of Azure or Google Cloud will run: by itself, its parent, or its provider; and in which zone."""

import pytest
from plan_builder import block, constant, plan, provider, refers, resource

from costguard.model.resource import AFTER_APPLY, UNSET, Knowledge, known
from costguard.model.tags import Origin


def region(document, address=""):
    return resource(document, address).attributes.get("region")


def from_provider(value):
    return known(value, origin=Origin.PROVIDER)


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

    def test_many_ways_to_a_parent_are_gone_once(self):
        """Each step could go on in a score of ways; all of them together would take hours."""
        arguments = ("server_id", "server_name", "storage_account_id", "namespace_id", "account_name", "factory_id",
                     "workspace_id", "key_vault_id", "loadbalancer_id", "virtual_hub_id", "account_id", "profile_id",
                     "cluster_id", "cluster", "instance", "service_plan_id", "elastic_pool_id")  # fmt: skip
        servers = [f"azurerm_mssql_server.{name}.id" for name in "abcdefgh"]
        blocks = [
            block("azurerm_mssql_server", name=name, after={}, sets={each: refers(*servers) for each in arguments})
            for name in "abcdefgh"
        ]
        child = block("azurerm_mssql_database", after={}, sets={"server_id": refers(*servers)})
        assert region(plan(child, *blocks), "azurerm_mssql_database.this") == UNSET

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


def test_a_zonal_google_resource_runs_in_the_providers_zone():
    document = plan(
        block("google_compute_disk", after={"zone": None}),
        providers=provider("google", region=constant("us-central1"), zone=constant("europe-west1-b")),
    )
    assert resource(document).attributes["region"] == known("europe-west1", origin=Origin.PROVIDER)
