"""Exports of Google's Cloud Asset Inventory, and the projects that stand among the assets."""

import json
from pathlib import Path

import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Container, ContainerKind, Item, ReadStatus, ScopeRead
from costguard.sources.snapshot.read import read_snapshot
from costguard.tables.inventory import items_of

ASSETS = Path(__file__).parents[4] / "shared" / "gcp" / "enforce_labels" / "assets"
MANAGER = "cloudresourcemanager.googleapis.com"
PROJECT = {
    "name": f"//{MANAGER}/projects/42",
    "asset_type": f"{MANAGER}/Project",
    "resource": {
        "parent": f"//{MANAGER}/folders/7",
        "data": {"projectId": "shop-prod", "projectNumber": "42", "name": "Shop", "labels": {"owner": "shop"},
                 "lifecycleState": "ACTIVE", "parent": {"type": "folder", "id": "7"}},
    },
}  # fmt: skip
FOLDER = {
    "name": f"//{MANAGER}/folders/7",
    "assetType": f"{MANAGER}/Folder",
    "resource": {"data": {"displayName": "Prod", "name": "folders/7", "parent": "organizations/1"}},
}
ORGANIZATION = {
    "name": f"//{MANAGER}/organizations/1",
    "assetType": f"{MANAGER}/Organization",
    "resource": {"data": {"displayName": "shop.example", "name": "organizations/1"}},
}
DISK = {
    "name": "//compute.googleapis.com/projects/shop-prod/zones/europe-west1-b/disks/d",
    "asset_type": "compute.googleapis.com/Disk",
    "resource": {"data": {"name": "d", "sizeGb": "500", "labels": {"owner": "shop"}}},
    "ancestors": ["projects/42", "folders/7", "organizations/1"],
}


def write(folder: Path, *records) -> str:
    path = folder / "assets.ndjson"
    path.write_text("\n".join(map(json.dumps, records)))
    return str(path)


def items(path: str) -> list[Item]:
    return [item for batch in read_snapshot((path,)).batches() for item in items_of(batch)]


def test_an_asset_reads_as_an_item_of_its_project(tmp_path):
    disk = next(item for item in items(write(tmp_path, DISK, PROJECT)) if item.type == "google_compute_disk")
    assert (disk.id, disk.account, disk.region) == (DISK["name"], "shop-prod", "europe-west1")
    assert (disk.tags, disk.attributes["size_gb"]) == ({"owner": "shop"}, ("500",))


@pytest.mark.parametrize("record", [{"b": 1}, {**DISK, "name": ""}, {"name": DISK["name"], "resource": {}}])
def test_a_record_that_is_no_asset_is_refused_with_its_line(tmp_path, record):
    path = write(tmp_path, DISK, record)
    with pytest.raises(BadInput) as caught:
        read_snapshot((path,), kind="cai")
    assert str(caught.value) == (
        f"{path}:2 has no name and asset type, as every asset has; give what "
        "`gcloud asset export --content-type=resource` writes"
    )


def test_projects_folders_and_the_organisation_are_containers(tmp_path):
    assert read_snapshot((write(tmp_path, DISK, PROJECT, FOLDER, ORGANIZATION),)).containers == (
        Container(Cloud.GCP, ContainerKind.ACCOUNT, "shop-prod", "Shop", "folders/7", "shop.example/Prod/Shop",
                  {"owner": "shop"}),
        Container(Cloud.GCP, ContainerKind.FOLDER, "folders/7", "Prod", "organizations/1", "shop.example/Prod", {}),
        Container(Cloud.GCP, ContainerKind.ORGANIZATION, "organizations/1", "shop.example", "", "shop.example", {}),
    )  # fmt: skip


def test_a_project_that_is_to_be_deleted_is_no_container(tmp_path):
    gone = json.loads(json.dumps(PROJECT))
    gone["resource"]["data"]["lifecycleState"] = "DELETE_REQUESTED"
    assert read_snapshot((write(tmp_path, gone, DISK),)).containers == ()


def test_an_array_reads_like_lines(tmp_path):
    array = tmp_path / "assets.json"
    array.write_text(json.dumps([PROJECT, DISK], indent=2))
    assert items(str(array)) == items(write(tmp_path, PROJECT, DISK))


def test_coverage_is_of_the_asset_inventory(tmp_path):
    inventory = read_snapshot((write(tmp_path, DISK, PROJECT),))
    list(inventory.batches())
    assert inventory.coverage() == (ScopeRead(Cloud.GCP, "shop-prod", "*", "cloud-asset", ReadStatus.COMPLETE, 2),)


@pytest.mark.skipif(not ASSETS.is_dir(), reason="real-shaped asset records are not beside the repository")
def test_records_of_every_shape_read():
    paths = sorted(ASSETS.rglob("data.json"))
    found = {str(path.parent.relative_to(ASSETS)): items(str(path)) for path in paths}
    assert all(item.cloud is Cloud.GCP and item.tags is not None for each in found.values() for item in each)
    assert {name: len(each) for name, each in found.items()} == {
        name: len(json.loads((ASSETS / name / "data.json").read_text())) for name in found
    }
    assert found["bq"][0].account == "cf-test-project-aw"


def test_what_runs_in_a_cluster_is_no_resource_of_google(tmp_path):
    pod = {
        "name": "//container.googleapis.com/projects/shop-prod/zones/z/clusters/c/k8s/namespaces/n/pods/p",
        "asset_type": "k8s.io/Pod",
        "resource": {"data": {"metadata": {"labels": {"app": "shop"}}}},
    }
    deployment = {**pod, "name": pod["name"] + "2", "asset_type": "apps.k8s.io/Deployment"}
    assert items(write(tmp_path, pod, deployment)) == []


def test_a_record_that_holds_a_resource_beside_its_policy_is_read(tmp_path):
    (disk,) = items(write(tmp_path, {**DISK, "iam_policy": {"bindings": [{"role": "roles/viewer"}]}}))
    assert disk.tags == {"owner": "shop"}


def test_a_path_from_the_root_tells_the_project_as_ancestors_do(tmp_path):
    bucket = {
        "name": "//storage.googleapis.com/b",
        "asset_type": "storage.googleapis.com/Bucket",
        "ancestry_path": "organization/1/folder/7/project/shop-prod",
        "resource": {"data": {"labels": {}, "location": "EU"}},
    }
    (item,) = items(write(tmp_path, bucket))
    assert (item.account, item.region, item.tags) == ("shop-prod", "eu", {})


def test_labels_in_a_list_of_pairs_read_too(tmp_path):
    composite = {
        "name": "//deploymentmanager.googleapis.com/projects/shop-prod/global/compositeTypes/c",
        "asset_type": "deploymentmanager.googleapis.com/CompositeType",
        "resource": {"data": {"labels": [{"key": "owner", "value": "shop"}]}},
    }
    (item,) = items(write(tmp_path, composite))
    assert item.tags == {"owner": "shop"}


@pytest.mark.parametrize(
    "state", [{"lifecycleState": "DELETE_REQUESTED"}, {"lifecycleState": "", "state": "DELETE_REQUESTED"}]
)
def test_a_project_that_waits_for_its_end_is_left_out(tmp_path, state):
    data = {**PROJECT["resource"]["data"], **state}
    path = write(tmp_path, {**PROJECT, "resource": {**PROJECT["resource"], "data": data}}, DISK)
    assert [item.type for item in items(path)] == ["google_compute_disk"]
    assert read_snapshot((path,)).containers == ()
