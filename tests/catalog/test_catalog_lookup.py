"""What a user of the catalog asks, and how little is read to answer."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.catalog import lookup, reading
from costguard.catalog.entry import AttributeName, AttributePath, RegionSource
from costguard.catalog.lookup import attribute_names, entries, entry, is_global
from costguard.model.cloud import Cloud


def test_an_entry_names_one_type_in_every_api():
    volume = entry("aws_ebs_volume")
    assert volume is not None
    assert (volume.title, volume.service, volume.cloud) == ("EBS volume", "Amazon EBS", Cloud.AWS)
    assert volume.api_name == "AWS::EC2::Volume"
    assert volume.region is RegionSource.PROVIDER
    assert volume.attributes["volume_type"] == AttributePath(("type",), default="gp2")


@pytest.mark.parametrize(
    ("resource_type", "paths"),
    [
        ("aws_ebs_volume", ("size",)),
        ("azurerm_managed_disk", ("disk_size_gb",)),
        ("google_compute_disk", ("size",)),
    ],
)
def test_one_name_means_the_same_on_every_cloud(resource_type: str, paths: tuple[str, ...]):
    assert entry(resource_type).attributes["size_gb"].paths == paths


@pytest.mark.parametrize(
    ("resource_type", "path"),
    [
        ("aws_instance", "instance_type"),
        ("aws_db_instance", "instance_class"),
        ("aws_elasticache_cluster", "node_type"),
        ("azurerm_linux_virtual_machine", "size"),
        ("azurerm_virtual_machine", "vm_size"),
        ("azurerm_postgresql_flexible_server", "sku_name"),
        ("google_compute_instance", "machine_type"),
        ("google_sql_database_instance", "settings.tier"),
    ],
)
def test_a_machine_size_is_an_instance_type_whatever_the_provider_calls_it(resource_type: str, path: str):
    assert entry(resource_type).attributes["instance_type"].paths == (path,)


def test_megabytes_are_divided_into_the_attributes_unit():
    storage = entry("azurerm_postgresql_flexible_server").attributes["storage_gb"]
    assert (storage.paths, storage.divide) == (("storage_mb",), 1024)


def test_a_machine_type_of_google_may_be_a_url():
    assert entry("google_compute_instance").attributes["instance_type"].last_segment


def test_names_of_several_provider_versions_stand_side_by_side():
    nodes = entry("aws_elasticache_replication_group").attributes["node_count"]
    assert nodes.paths == ("num_cache_clusters", "number_cache_clusters")


@pytest.mark.parametrize("resource_type", ["", "aws_", "aws_no_such_thing", "random_pet", "azuread_group"])
def test_a_type_that_is_not_there_is_none(resource_type: str):
    assert entry(resource_type) is None


def test_every_entry_is_found_by_its_type_in_sorted_order():
    everything = entries()
    assert [entry(known.type) for known in everything] == list(everything)
    assert [known.type for known in everything] == sorted(known.type for known in everything)


def test_the_vocabulary_tells_title_unit_and_kind():
    assert attribute_names()["size_gb"] == AttributeName(
        "size_gb", "Size of the disk, volume, image, share or file system", "GB", "number"
    )


@pytest.mark.parametrize(
    ("resource_type", "tags_path"),
    [
        ("aws_instance", "tags"),
        ("aws_autoscaling_group", "tag"),
        ("awscc_s3_bucket", "tags"),
        ("azapi_resource", "tags"),
        ("google_compute_instance", "labels"),
        ("google_container_cluster", "resource_labels"),
        ("google_container_node_pool", "node_config.resource_labels"),
        ("google_sql_database_instance", "settings.user_labels"),
        ("google_cloud_run_service", "metadata.labels"),
        ("google_filestore_instance", "labels"),
    ],
)
def test_tags_are_found_where_the_provider_puts_them(resource_type: str, tags_path: str):
    assert entry(resource_type).tags_path == tags_path


@pytest.mark.parametrize(
    ("resource_type", "tags_path"),
    [
        ("google_monitoring_notification_channel", "user_labels"),  # `labels` configures the channel
        ("google_monitoring_metric_descriptor", None),  # `labels` are blocks that describe the metric
        ("google_cloud_identity_group", None),  # `labels` say what kind of group it is
        ("google_dialogflow_cx_intent", None),  # `labels` are the agent's own
        ("google_deployment_manager_deployment", None),  # `labels` are blocks
    ],
)
def test_a_top_level_labels_that_is_no_label_map_is_not_taken_for_one(resource_type: str, tags_path: str | None):
    """Schema of hashicorp/google 7.12."""
    assert entry(resource_type).tags_path == tags_path


@pytest.mark.parametrize(
    "resource_type",
    ["aws_iam_role", "aws_iam_service_linked_role", "aws_route53_zone", "azurerm_dns_zone", "google_pubsub_topic"],
)
def test_a_global_type_has_no_region(resource_type: str):
    assert is_global(resource_type)


@pytest.mark.parametrize(
    "resource_type",
    ["aws_instance", "aws_no_such_thing", "azurerm_subnet", "google_compute_disk", "random_pet"],
)
def test_any_other_type_has_one(resource_type: str):
    assert not is_global(resource_type)


@given(st.text())
def test_any_text_may_be_asked_for(text: str):
    found = entry(text)
    assert found is None or found.type == text


def test_only_the_cloud_that_is_asked_for_is_read(monkeypatch: pytest.MonkeyPatch):
    read: list[Cloud] = []
    original = reading.read_entries

    def counted(cloud: Cloud):
        read.append(cloud)
        return original(cloud)

    monkeypatch.setattr(reading, "read_entries", counted)
    lookup._entries_of.cache_clear()
    for resource_type in ("google_project", "google_folder", "random_pet"):
        entry(resource_type)
    assert read == [Cloud.GCP]


def test_nothing_is_read_before_it_is_asked_for():
    code = "import sys, costguard.catalog.lookup; sys.exit('costguard.catalog.reading' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
