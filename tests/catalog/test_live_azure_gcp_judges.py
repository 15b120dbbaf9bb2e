"""The live tables of Azure and Google Cloud are whole, and the clouds' own lists vouch for their paths."""

import csv
import gzip
import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest

from costguard.catalog.live.names import terraform_type
from costguard.catalog.live.tables import read_rows
from costguard.catalog.lookup import entries, entry
from costguard.model.cloud import Cloud

SHARED = Path(__file__).parents[3] / "shared"
CLOUDS = (Cloud.AZURE, Cloud.GCP)
NAMED = [known for known in entries() if known.cloud in CLOUDS and known.api_name]
ROWS = [(cloud, row) for cloud in CLOUDS for row in read_rows(cloud)]
NAME_ROWS = [(cloud, row) for cloud in CLOUDS for row in read_rows(f"{cloud}_names")]
READ = {(type_, row["attribute"]) for _, row in ROWS for type_ in row["type"].split("|")}

# Types whose resources are live under another name: no record says that one of these made it.
NEVER_TOLD = {
    "azurerm_app_service",  # azurerm 4 has web apps only
    "azurerm_app_service_plan",
    "azurerm_function_app",
    "azurerm_sql_database",  # azurerm 4 has azurerm_mssql_ only
    "azurerm_sql_elasticpool",
    "azurerm_sql_managed_instance",
    "azurerm_sql_server",
    "google_compute_instance_from_template",  # an instance like any other
    "google_secret_manager_regional_secret",  # only the middle of its name differs
}
# Native names beyond the catalog's: an entry's own is a neighbour's here, told apart by the record.
ALSO_NAMED = {
    "compute.googleapis.com/Address": "google_compute_global_address",
    "compute.googleapis.com/Disk": "google_compute_region_disk",
    "compute.googleapis.com/ForwardingRule": "google_compute_global_forwarding_rule",
}
# Attributes of types that are told, which no live path tells.
UNTOLD: Final = {
    "two properties that one word of Terraform joins": {
        ("azurerm_api_management", "sku"),
        ("azurerm_eventhub_cluster", "sku"),
        ("azurerm_integration_service_environment", "sku"),
        ("azurerm_mysql_flexible_server", "instance_type"),
        ("azurerm_postgresql_flexible_server", "instance_type"),
        ("azurerm_redis_enterprise_cluster", "sku"),
        ("azurerm_service_plan", "operating_system"),
    },
    "a resource of its own, or answered by a call of its own": {
        ("azurerm_app_configuration", "replica_region"),
        ("azurerm_application_insights", "daily_quota_gb"),
        ("azurerm_container_registry", "replica_region"),
        *((f"azurerm_cosmosdb_{part}", name) for part in (
            "cassandra_keyspace", "cassandra_table", "gremlin_database", "gremlin_graph", "mongo_collection",
            "mongo_database", "sql_container", "sql_database", "table",
        ) for name in ("capacity_units", "max_capacity_units")),
        ("azurerm_mssql_database", "backup_retention_days"),
        ("azurerm_storage_account", "backup_retention_days"),
        ("azurerm_storage_account", "versioning"),
        ("azurerm_stream_analytics_job", "capacity_units"),
        ("google_bigtable_instance", "max_count"),
        ("google_bigtable_instance", "min_count"),
        ("google_bigtable_instance", "node_count"),
        ("google_bigtable_instance", "volume_type"),
        ("google_compute_instance", "image"),
        ("google_dataflow_job", "instance_type"),
        ("google_dataflow_job", "max_count"),
    },
    "one list holds several roles: head and worker nodes, boot and data disks": {
        *((f"azurerm_hdinsight_{kind}_cluster", name)
          for kind in ("hadoop", "kafka", "spark") for name in ("instance_type", "master_instance_type", "node_count")),
        ("google_compute_instance", "root_volume_iops"),
        ("google_compute_instance", "root_volume_size_gb"),
        ("google_compute_instance", "root_volume_type"),
        ("google_compute_instance", "scratch_volume_size_gb"),
        ("google_notebooks_instance", "data_volume_size_gb"),
        ("google_notebooks_instance", "data_volume_type"),
        ("google_notebooks_instance", "root_volume_size_gb"),
        ("google_notebooks_instance", "root_volume_type"),
    },
    "the record counts or spells it otherwise than Terraform": {
        ("azurerm_cosmosdb_account", "replica_region"),  # West Europe
        ("azurerm_redhat_openshift_cluster", "node_count"),  # one profile a machine set and zone
        ("azurerm_redis_cache", "engine_version"),  # 6.0.14, where Terraform has 6
        ("google_cloudfunctions_function", "timeout_s"),  # 60s
        ("google_compute_disk", "image"),  # the image that a family stood for
        ("google_container_cluster", "node_count"),  # the first size, or all nodes of all zones
        ("google_container_node_pool", "node_count"),  # the first size
    },
    "kept by the Terraform provider alone": {
        (f"google_{type_}", "deletion_protection")
        for type_ in (
            "bigquery_table", "bigtable_instance", "cloud_run_v2_job", "cloud_run_v2_service", "container_cluster",
            "spanner_database", "sql_database_instance",
        )
    },
}  # fmt: skip
# Paths that Microsoft's list of aliases does not vouch for (2024-05), of types that it knows.
NO_ALIAS = {
    ("azurerm_app_service_certificate_order", "properties.productType"),  # it has no alias of this type
    ("azurerm_container_app_job", "properties.template.containers.resources.cpu"),  # nor of this
    ("azurerm_container_group", "properties.priority"),  # spot containers, API version 2022-10-01-preview
    ("azurerm_fabric_capacity", "sku.name"),  # it has no alias of this type
    ("azurerm_function_app_flex_consumption", "properties.functionAppConfig.scaleAndConcurrency.instanceMemoryMB"),
    ("azurerm_function_app_flex_consumption", "properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount"),
    ("azurerm_managed_disk", "managedByExtended"),  # written by Azure: no request carries it
    ("azurerm_managed_redis", "properties.highAvailability"),  # younger than the list
    ("azurerm_redhat_openshift_cluster", "properties.workerProfilesStatus.diskSizeGB"),  # written by Azure
    ("azurerm_redhat_openshift_cluster", "properties.workerProfilesStatus.vmSize"),
}
# Where Google's discovery documents describe a type otherwise than its asset type says: document, schema.
SCHEMAS = {
    "google_cloud_run_service": ("run.v1", "Service"),
    "google_cloud_run_v2_job": ("run.v2", "GoogleCloudRunV2Job"),
    "google_cloud_run_v2_service": ("run.v2", "GoogleCloudRunV2Service"),
    "google_cloudfunctions2_function": ("cloudfunctions.v2", "Function"),
    "google_compute_global_address": ("compute.v1", "Address"),
    "google_compute_global_forwarding_rule": ("compute.v1", "ForwardingRule"),
    "google_compute_region_disk": ("compute.v1", "Disk"),
    "google_firestore_database": ("firestore.v1", "GoogleFirestoreAdminV1Database"),
    "google_gke_backup_backup_plan": ("gkebackup.v1", "BackupPlan"),
    "google_notebooks_instance": ("notebooks.v1", "Instance"),
    "google_sql_database_instance": ("sqladmin.v1", "DatabaseInstance"),
    "google_vertex_ai_featurestore": ("aiplatform.v1", "GoogleCloudAiplatformV1Featurestore"),
    "google_apigee_environment": ("apigee.v1", "GoogleCloudApigeeV1Environment"),
    "google_cloud_scheduler_job": ("cloudscheduler.v1", "Job"),
    "google_pubsub_lite_topic": ("pubsublite.v1", "Topic"),
}
VERSIONS = {"bigquery": "v2", "logging": "v2", "monitoring": "v3", "notebooks": "v2", "tpu": "v2"}
NO_DOCUMENT = {"google_memorystore_instance"}
# Old exports of Compute Engine wrote lists in the singular; the documents are of today.
SINGULAR = {"user", "guestAccelerator", "networkInterface", "disk"}


class TestTables:
    def test_a_row_is_of_an_attribute_of_its_entries_and_of_its_cloud(self):
        wrong = [
            (type_, row["attribute"])
            for cloud, row in ROWS
            for type_ in row["type"].split("|")
            if (known := entry(type_)) is None or known.cloud is not cloud or row["attribute"] not in known.attributes
        ]
        assert wrong == []

    def test_rows_are_sorted_and_no_attribute_of_a_type_is_told_twice(self):
        keys = [(row["type"], row["attribute"]) for _, row in ROWS]
        assert keys == sorted(keys)
        assert len(READ) == sum(len(row["type"].split("|")) for _, row in ROWS)

    def test_every_attribute_of_every_type_that_is_told_is_read_or_explained(self):
        told = {known.type for known in NAMED} | {row["terraform_type"] for _, row in NAME_ROWS}
        missing = {(known.type, name) for known in entries() if known.type in told for name in known.attributes}
        explained = {each for group in UNTOLD.values() for each in group}
        assert missing - READ - {each for each in missing if each[0] in NEVER_TOLD} == explained

    def test_only_types_that_a_record_can_be_are_read(self):
        assert {type_ for type_, _ in READ} & NEVER_TOLD == set()


class TestNames:
    def test_a_name_that_several_entries_share_has_a_default(self):
        shared = {
            (known.cloud, known.api_name.lower())
            for known in NAMED
            if sum(other.api_name.lower() == known.api_name.lower() for other in NAMED) > 1
        }
        with_default = {(cloud, row["native_type"].lower()) for cloud, row in NAME_ROWS if not row["path"]}
        assert shared - with_default == set()

    def test_the_last_row_of_a_name_is_its_only_default(self):
        last = {row["native_type"]: row["path"] for _, row in NAME_ROWS}
        assert set(last.values()) == {""}
        assert sum(not row["path"] for _, row in NAME_ROWS) == len(last)

    def test_a_name_gives_only_entries_that_bear_it_or_that_the_catalog_leaves_unnamed(self):
        wrong = [
            row
            for _, row in NAME_ROWS
            if (known := entry(row["terraform_type"])) is None
            or (
                known.api_name.lower() not in ("", row["native_type"].lower())
                and ALSO_NAMED.get(row["native_type"]) != known.type
            )
        ]
        assert wrong == []

    def test_every_entry_is_what_some_record_of_its_name_is(self):
        reached = {row["terraform_type"] for _, row in NAME_ROWS}
        reached |= {terraform_type(known.cloud, known.api_name) for known in NAMED}
        assert {known.type for known in NAMED} - reached == NEVER_TOLD


class TestJudges:
    def test_microsofts_aliases_vouch_for_every_path_but_these(self):
        known = _alias_paths()
        missing = {
            (type_, path)
            for type_, path in _paths(Cloud.AZURE)
            if (arm := _arm(type_)) and path != "kind" and path.lower() not in known.get(arm, set())
        }
        assert missing == NO_ALIAS

    def test_googles_own_documents_vouch_for_every_path_but_the_singular_ones(self):
        missing = {
            (type_, path)
            for type_, path in _paths(Cloud.GCP)
            if type_ not in NO_DOCUMENT and not _is_described(type_, path.split("."))
        }
        assert {path for _, path in missing if SINGULAR.isdisjoint(path.split("."))} == set()
        assert {type_ for type_, _ in missing if not type_.startswith("google_compute_")} == set()


def _paths(cloud: Cloud) -> set[tuple[str, str]]:
    return {
        (type_, path)
        for of, row in ROWS
        if of is cloud
        for type_ in row["type"].split("|")
        for path in row["paths"].split("|")
    }


def _arm(type_: str) -> str:
    known = entry(type_)
    return known.api_name.lower() if known is not None else ""


def _alias_paths() -> Mapping[str, set[str]]:
    """Paths of Microsoft's aliases by resource type, in lower case and without the marks of lists."""
    file = SHARED / "azure" / "policy-aliases.csv.gz"
    if not file.exists():
        pytest.skip("Microsoft's list of aliases is not there")
    found: dict[str, set[str]] = {}
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        for alias, path in csv.reader(lines):
            found.setdefault(alias.rpartition("/")[0].lower(), set()).add(path.lower().replace("[*]", ""))
    return found


def _is_described(type_: str, segments: list[str]) -> bool:
    """Whether a path exists in Google's schema of a type; below a map every name does."""
    document, name = SCHEMAS.get(type_) or _by_asset_type(type_)
    schemas = _schemas(document)
    schema: Mapping[str, Any] = schemas[name]
    for segment in segments:
        below = schema.get("properties", {}).get(segment) or schema.get("additionalProperties")
        if below is None:
            return False
        while "items" in below or "$ref" in below:
            below = below["items"] if "items" in below else schemas[below["$ref"]]
        schema = below
    return True


def _by_asset_type(type_: str) -> tuple[str, str]:
    known = entry(type_)
    assert known is not None
    service, _, kind = known.api_name.partition("/")
    api = service.removesuffix(".googleapis.com")
    return f"{api}.{VERSIONS.get(api, 'v1')}", kind


@cache
def _schemas(document: str) -> Mapping[str, Any]:
    found = find_spec("googleapiclient")
    if found is None or found.origin is None:
        pytest.skip("Google's client, which carries its APIs, is not there")
    file = Path(found.origin).parent / "discovery_cache" / "documents" / f"{document}.json"
    schemas: Mapping[str, Any] = json.loads(file.read_text("utf-8"))["schemas"]
    return schemas
