"""Live records of Azure and Google Cloud: which Terraform type they are, what they tell, and where they run."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.catalog.live.attributes import live_attributes
from costguard.catalog.live.names import terraform_type
from costguard.catalog.live.places import azure_region, gcp_region
from costguard.catalog.lookup import entry
from costguard.model.cloud import Cloud
from costguard.sources.terraform_plan.body import Body
from costguard.sources.terraform_plan.regions import RegionContext, region_of

SHARED = Path(__file__).parents[3] / "shared"

Attributes = dict[str, tuple[str, ...]]


class TestNames:
    @pytest.mark.parametrize(
        ("native_type", "body", "expected"),
        [
            ("microsoft.compute/virtualmachines", None, "azurerm_virtual_machine"),
            ("microsoft.compute/virtualmachines", {"properties": {"storageProfile": {"osDisk": {"osType": "Linux"}}}},
             "azurerm_linux_virtual_machine"),
            ("microsoft.compute/virtualmachines", {"properties": {"storageProfile": {"osDisk": {"osType": "windows"}}}},
             "azurerm_windows_virtual_machine"),
            ("Microsoft.Compute/virtualMachineScaleSets",
             {"properties": {"orchestrationMode": "Flexible", "virtualMachineProfile": {
                 "storageProfile": {"osDisk": {"osType": "Linux"}}}}},
             "azurerm_orchestrated_virtual_machine_scale_set"),
            ("Microsoft.Compute/virtualMachineScaleSets",
             {"properties": {"orchestrationMode": "Uniform", "virtualMachineProfile": {
                 "osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": False}}}}},
             "azurerm_linux_virtual_machine_scale_set"),
            ("microsoft.web/sites", {"kind": "app", "properties": {"reserved": False}}, "azurerm_windows_web_app"),
            ("microsoft.web/sites", {"kind": "app,linux,container"}, "azurerm_linux_web_app"),
            ("microsoft.web/sites", {"kind": "api", "properties": {"reserved": True}}, "azurerm_linux_web_app"),
            ("microsoft.web/sites", {"kind": "functionapp"}, "azurerm_windows_function_app"),
            ("microsoft.web/sites", {"kind": "functionapp,linux"}, "azurerm_linux_function_app"),
            ("microsoft.web/sites", {"kind": "functionapp,workflowapp"}, "azurerm_logic_app_standard"),
            ("microsoft.web/sites",
             {"kind": "functionapp,linux", "properties": {"functionAppConfig": {"runtime": {"name": "python"}}}},
             "azurerm_function_app_flex_consumption"),
            ("microsoft.web/serverfarms", {"kind": "functionapp"}, "azurerm_service_plan"),
            ("microsoft.cdn/profiles", {"sku": {"name": "Premium_AzureFrontDoor"}}, "azurerm_cdn_frontdoor_profile"),
            ("microsoft.cdn/profiles", {"sku": {"name": "Standard_Microsoft"}}, "azurerm_cdn_profile"),
            ("microsoft.cache/redisenterprise", {"sku": {"name": "EnterpriseFlash_F300"}},
             "azurerm_redis_enterprise_cluster"),
            ("microsoft.cache/redisenterprise", {"sku": {"name": "Balanced_B5"}}, "azurerm_managed_redis"),
            ("microsoft.sql/servers/databases", {}, "azurerm_mssql_database"),
            ("Microsoft.EventHub/namespaces/eventhubs", None, "azurerm_eventhub"),
        ],
    )  # fmt: skip
    def test_azure(self, native_type: str, body: Mapping[str, Any] | None, expected: str):
        assert terraform_type(Cloud.AZURE, native_type, body) == expected

    @pytest.mark.parametrize(
        ("native_type", "body", "expected"),
        [
            ("compute.googleapis.com/Disk", {"zone": "zones/us-east1-b"}, "google_compute_disk"),
            ("compute.googleapis.com/Disk", {"region": "regions/us-east1"}, "google_compute_region_disk"),
            ("compute.googleapis.com/RegionDisk", {"region": "regions/us-east1"}, "google_compute_region_disk"),
            ("compute.googleapis.com/Address", None, "google_compute_address"),
            ("compute.googleapis.com/Address", {"region": "r", "selfLink": "s"}, "google_compute_address"),
            ("compute.googleapis.com/Address", {"selfLink": "s"}, "google_compute_global_address"),
            ("compute.googleapis.com/GlobalAddress", {"selfLink": "s"}, "google_compute_global_address"),
            ("compute.googleapis.com/InstanceGroupManager", {"zone": "z"}, "google_compute_instance_group_manager"),
            ("compute.googleapis.com/InstanceGroupManager", {"region": "r"},
             "google_compute_region_instance_group_manager"),
            ("run.googleapis.com/Service", {"apiVersion": "serving.knative.dev/v1"}, "google_cloud_run_service"),
            ("run.googleapis.com/Service", {"ingress": "INGRESS_TRAFFIC_ALL"}, "google_cloud_run_v2_service"),
            ("cloudfunctions.googleapis.com/CloudFunction", None, "google_cloudfunctions_function"),
            ("cloudfunctions.googleapis.com/Function", None, "google_cloudfunctions2_function"),
            ("logging.googleapis.com/LogSink", {"resourceName": "organizations/1/sinks/a"},
             "google_logging_organization_sink"),
            ("appengine.googleapis.com/Version", {"env": "flexible"}, "google_app_engine_flexible_app_version"),
            ("sqladmin.googleapis.com/Instance", {}, "google_sql_database_instance"),
        ],
    )  # fmt: skip
    def test_google(self, native_type: str, body: Mapping[str, Any] | None, expected: str):
        assert terraform_type(Cloud.GCP, native_type, body) == expected


class TestAttributes:
    def test_a_virtual_machine_tells_what_a_plan_tells_of_it(self):
        body = {
            "properties": {
                "hardwareProfile": {"vmSize": "Standard_D4s_v5"},
                "priority": "Spot",
                "storageProfile": {
                    "imageReference": {"publisher": "Canonical", "offer": "ubuntu-24_04-lts"},
                    "osDisk": {
                        "osType": "Linux",
                        "diskSizeGB": 64,
                        "managedDisk": {"storageAccountType": "Premium_LRS"},
                    },
                },
            }
        }
        assert live_attributes("azurerm_linux_virtual_machine", body) == {
            "capacity_type": ("Spot",),
            "image": ("ubuntu-24_04-lts",),
            "instance_type": ("Standard_D4s_v5",),
            "license_model": (),
            "root_volume_size_gb": ("64",),
            "root_volume_type": ("Premium_LRS",),
            "ultra_disk": ("false",),
        }

    @pytest.mark.parametrize(
        ("type_", "body", "expected"),
        [
            ("azurerm_storage_account",
             {"kind": "StorageV2", "sku": {"name": "Standard_RAGRS", "tier": "Standard"},
              "properties": {"accessTier": "Cool", "publicNetworkAccess": "Disabled"}},
             {"tier": ("Standard",), "redundancy": ("RAGRS",), "account_kind": ("StorageV2",), "access_tier": ("Cool",),
              "publicly_accessible": ("false",), "hierarchical_namespace": ()}),
            ("azurerm_mssql_database",
             {"properties": {"currentServiceObjectiveName": "GP_S_Gen5_2", "maxSizeBytes": 34359738368,
                             "zoneRedundant": False, "minCapacity": 0.5, "autoPauseDelay": 60,
                             "requestedBackupStorageRedundancy": "Geo"}},
             {"sku": ("GP_S_Gen5_2",), "max_storage_gb": ("32",), "multi_az": ("false",), "redundancy": ("Geo",),
              "min_capacity_units": ("0.5",), "auto_pause_minutes": ("60",), "license_model": (), "attached_to": (),
              "replica_count": ()}),
            ("azurerm_managed_disk", {"managedBy": None, "sku": {"name": "Premium_LRS"},
                                      "properties": {"diskSizeGB": 128, "diskState": "Unattached"}},
             {"attached_to": (), "size_gb": ("128",), "volume_type": ("Premium_LRS",), "iops": (),
              "throughput_mbps": (), "tier": ()}),
            ("azurerm_log_analytics_workspace",
             {"properties": {"sku": {"name": "pergb2018"}, "retentionInDays": 30,
                             "workspaceCapping": {"dailyQuotaGb": -1.0}}},
             {"sku": ("PerGB2018",), "retention_days": ("30",), "daily_quota_gb": ("-1",), "capacity_units": ()}),
            ("azurerm_netapp_pool", {"properties": {"size": 4398046511104, "serviceLevel": "Premium"}},
             {"tier": ("Premium",), "size_tb": ("4",)}),
            ("azurerm_service_plan", {"sku": {"name": "P1V3", "capacity": 2}, "properties": {"zoneRedundant": False}},
             {"sku": ("P1v3",), "instance_count": ("2",), "multi_az": ("false",)}),
            ("azurerm_key_vault", {"properties": {"sku": {"family": "A", "name": "Standard"}}},
             {"sku": ("standard",), "deletion_protection": ("false",), "publicly_accessible": ()}),
        ],
    )  # fmt: skip
    def test_azure_in_our_units_and_words(self, type_: str, body: Mapping[str, Any], expected: Attributes):
        assert live_attributes(type_, body) == expected

    def test_a_cluster_tells_of_all_its_pools(self):
        pools = [{"vmSize": "Standard_D2s_v5", "count": 1}, {"vmSize": "Standard_NC6s_v3", "count": 3}]
        told = live_attributes("azurerm_kubernetes_cluster", {"properties": {"agentPoolProfiles": pools}})
        assert (told["instance_type"], told["node_count"]) == (("Standard_D2s_v5", "Standard_NC6s_v3"), ("1", "3"))

    @pytest.mark.parametrize(
        ("type_", "body", "expected"),
        [
            ("google_storage_bucket",
             {"storageClass": "NEARLINE", "versioning": {}, "retentionPolicy": {"retentionPeriod": "2592000"},
              "lifecycle": {"rule": [{"action": {"type": "Delete"}},
                                     {"action": {"type": "SetStorageClass", "storageClass": "COLDLINE"}}]}},
             {"storage_class": ("NEARLINE",), "versioning": ("false",), "autoclass": ("false",),
              "lifecycle_action": ("Delete", "SetStorageClass"), "lifecycle_storage_class": ("COLDLINE",),
              "retention_days": ("30",)}),
            ("google_bigquery_dataset", {"defaultTableExpirationMs": "5184000000"},
             {"billing_mode": (), "table_expiration_days": ("60",)}),
            ("google_redis_instance", {"tier": "BASIC", "memorySizeGb": 5, "redisVersion": "REDIS_7_0"},
             {"tier": ("BASIC",), "memory_gb": ("5",), "engine_version": ("REDIS_7_0",), "replica_count": ("0",)}),
            ("google_container_node_pool",
             {"config": {"machineType": "n2-standard-4", "diskSizeGb": 50, "diskType": "pd-balanced", "spot": True,
                         "accelerators": [{"acceleratorCount": "2", "acceleratorType": "nvidia-l4"}]},
              "autoscaling": {"totalMinNodeCount": 1, "totalMaxNodeCount": 9}},
             {"instance_type": ("n2-standard-4",), "min_count": ("1",), "max_count": ("9",), "spot": ("true",),
              "root_volume_size_gb": ("50",), "root_volume_type": ("pd-balanced",), "preemptible": ("false",),
              "gpu_type": ("nvidia-l4",), "gpu_count": ("2",)}),
        ],
    )  # fmt: skip
    def test_google_in_our_units_and_words(self, type_: str, body: Mapping[str, Any], expected: Attributes):
        assert live_attributes(type_, body) == expected

    @pytest.mark.parametrize(
        ("folder", "expected"),
        [
            ("compute/disks", {"size_gb": ("10",), "volume_type": ("pd-standard",)}),
            ("compute/images", {"size_gb": ("10",)}),
            ("compute/instances", {"instance_type": ("n1-standard-4",), "network_tier": ("PREMIUM",)}),
            ("cloudsql", {"instance_type": ("db-n1-standard-1",), "storage_gb": ("10",), "public_ip": ("true",)}),
            ("dataproc/clusters", {"instance_type": ("n1-standard-4",), "node_count": ("2",), "master_count": ("1",)}),
            ("gke", {"instance_type": ("n1-standard-1",), "engine_version": ("1.10.11-gke.1",), "spot": ("false",)}),
        ],
    )  # fmt: skip
    def test_a_record_of_cloud_asset_inventory(self, folder: str, expected: Attributes):
        asset = _first_asset(folder)
        data = asset["resource"]["data"]
        type_ = terraform_type(Cloud.GCP, asset["asset_type"], data)
        told = live_attributes(type_, data)
        assert {name: told[name] for name in expected} == expected

    def test_an_attached_disk_names_its_machine_in_old_and_new_records(self):
        old, new = {"user": ["https://x/instances/a"]}, {"users": ["https://x/instances/a"]}
        told = [live_attributes("google_compute_disk", body)["attached_to"] for body in (old, new, {})]
        assert told == [("https://x/instances/a",), ("https://x/instances/a",), ()]


class TestPlaces:
    @pytest.mark.parametrize(
        ("location", "expected"),
        [("West Europe", "westeurope"), ("eastus2", "eastus2"), ("global", None), ("Global", None), ("", None)],
    )
    def test_azure(self, location: str, expected: str | None):
        assert azure_region(location) == expected

    @pytest.mark.parametrize(
        ("place", "expected"),
        [
            ("us-central1-a", "us-central1"),
            ("https://www.googleapis.com/compute/v1/projects/p/zones/europe-west4-b", "europe-west4"),
            ("projects/p/regions/asia-east1", "asia-east1"),
            ("US-CENTRAL1", "us-central1"),
            ("EU", "eu"),
            ("nam4", "nam4"),
            ("projects/p/instanceConfigs/regional-us-east1", "us-east1"),
            ("global", None),
            ("", None),
        ],
    )
    def test_google(self, place: str, expected: str | None):
        assert gcp_region(place) == expected

    @given(
        st.from_regex(r"[a-z]{2,9}-[a-z]{2,9}[1-9]\d?(-[a-f])?", fullmatch=True)
        | st.sampled_from(["EU", "us", "global"])
    )
    def test_google_as_a_plan_tells_it(self, place: str):
        assert gcp_region(place) == _planned("google_storage_bucket", Cloud.GCP, place)

    @given(st.sampled_from(["West Europe", "eastus2", "global", "Brazil South", "UK South"]), st.booleans())
    def test_azure_as_a_plan_tells_it(self, location: str, in_capitals: bool):
        place = location.upper() if in_capitals else location
        assert azure_region(place) == _planned("azurerm_managed_disk", Cloud.AZURE, place)


def _planned(type_: str, cloud: Cloud, place: str) -> str | None:
    context = RegionContext(None, lambda _: None, lambda: None)
    found = region_of(type_, cloud, Body({"location": place}, {}, {}), entry(type_), context)
    return str(found.values[0]) if found is not None else None


def _first_asset(folder: str) -> Mapping[str, Any]:
    file = SHARED / "gcp" / "enforce_labels" / "assets" / folder / "data.json"
    if not file.exists():
        pytest.skip("the sample of asset records is not there")
    asset: Mapping[str, Any] = json.loads(file.read_text("utf-8"))[0]
    return asset
