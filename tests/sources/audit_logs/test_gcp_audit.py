"""Which resource an entry of Google Cloud's audit logs creates."""

import pytest
from log_samples import SAMPLES, requests_in

from costguard.catalog.lookup import entries
from costguard.model.cloud import Cloud
from costguard.sources.audit_logs.gcp_methods import created
from costguard.sources.audit_logs.recorded_request import RecordedRequest

FOUND = requests_in(SAMPLES / "gcp_audit.json")


@pytest.mark.parametrize(
    ("service", "method", "kind"),
    [
        ("compute.googleapis.com", "v1.compute.instances.insert", "compute.googleapis.com/Instance"),
        ("compute.googleapis.com", "beta.compute.disks.insert", "compute.googleapis.com/Disk"),
        ("compute.googleapis.com", "v1.compute.addresses.insert", "compute.googleapis.com/Address"),
        ("compute.googleapis.com", "v1.compute.resourcePolicies.insert", "compute.googleapis.com/ResourcePolicy"),
        ("compute.googleapis.com", "v1.compute.regionDisks.insert", "compute.googleapis.com/RegionDisk"),
        ("storage.googleapis.com", "storage.buckets.create", "storage.googleapis.com/Bucket"),
        ("cloudsql.googleapis.com", "cloudsql.instances.create", "sqladmin.googleapis.com/Instance"),
        ("container.googleapis.com", "google.container.v1.ClusterManager.CreateCluster",
         "container.googleapis.com/Cluster"),
        ("container.googleapis.com", "google.container.v1beta1.ClusterManager.CreateNodePool",
         "container.googleapis.com/NodePool"),
        ("run.googleapis.com", "google.cloud.run.v2.Services.CreateService", "run.googleapis.com/Service"),
        ("bigquery.googleapis.com", "google.cloud.bigquery.v2.DatasetService.InsertDataset",
         "bigquery.googleapis.com/Dataset"),
        ("pubsub.googleapis.com", "google.pubsub.v1.Publisher.CreateTopic", "pubsub.googleapis.com/Topic"),
    ],
)  # fmt: skip
def test_a_method_tells_the_type(service, method, kind):
    found = created(service, method)
    assert found is not None
    assert found.cai_type == kind
    assert kind in {known.api_name for known in entries() if known.cloud is Cloud.GCP}


@pytest.mark.parametrize("method", ["v1.compute.instances.setLabels", "storage.buckets.get", "", "CreateCluster"])
def test_other_methods_create_nothing(method):
    assert created("compute.googleapis.com", method) is None


def test_an_operation_of_two_entries_is_one_request():
    """The second entry tells only that it is over; labels are a list in Compute Engine's log."""
    assert FOUND["g1"] == RecordedRequest(
        cloud=Cloud.GCP,
        at="2026-10-04T10:00:01.123456Z",
        operation="compute.googleapis.com/Instance",
        where=f"{SAMPLES / 'gcp_audit.json'}, record 1",
        id="g1",
        principal="mara@example.com",
        account="shop",
        region="europe-west1",
        body={
            "name": "web1",
            "machineType": "projects/shop/zones/europe-west1-b/machineTypes/e2-small",
            "labels": {"cost_center": "cc-100", "environment": "dev"},
        },
    )
    assert "g2" not in FOUND


def test_what_failed_is_not_judged():
    assert "g4" not in FOUND


@pytest.mark.parametrize(
    ("record", "body"),
    [
        ("g5", {"name": "main", "resourceLabels": {"cost_center": "cc-100"}}),
        ("g6", None),
        ("g7", {"name": "orders", "databaseVersion": "POSTGRES_16", "region": "europe-west1",
                "settings": {"tier": "db-f1-micro", "userLabels": {"cost_center": "cc-100"}}}),
    ],
)  # fmt: skip
def test_the_resource_is_found_in_the_request(record, body):
    assert FOUND[record].body == body


def test_the_place_is_told_even_where_the_resource_is_not():
    assert FOUND["g6"].region == "us-east4"
