"""The organisation that tests read: two folders deep, three projects, one of which is being deleted."""

from typing import Any

from google_stub import Google

ORGANIZATION = "organizations/900"
FOLDER = "folders/800"
INNER_FOLDER = "folders/801"


def shop() -> Google:
    """The organisation and its projects, without resources."""
    return Google(
        organizations=[{"name": ORGANIZATION, "displayName": "shop.example", "state": "ACTIVE"}],
        folders=[
            {"name": FOLDER, "displayName": "Production", "parent": ORGANIZATION, "state": "ACTIVE"},
            {"name": INNER_FOLDER, "displayName": "Checkout", "parent": FOLDER, "state": "ACTIVE"},
        ],
        projects=[
            project(101, "shop-cart", INNER_FOLDER, {"owner": "cart"}),
            project(102, "shop-search", FOLDER),
            project(103, "shop-old", FOLDER, state="DELETE_REQUESTED"),
            project(104, "elsewhere", "organizations/901"),
        ],
    )


def project(
    number: int, project_id: str, parent: str, labels: dict[str, str] | None = None, state: str = "ACTIVE"
) -> dict[str, Any]:
    """A project as Resource Manager tells it."""
    told = {"name": f"projects/{number}", "projectId": project_id, "displayName": project_id.title(), "state": state}
    return {**told, "parent": parent, "labels": labels or {}}


def found_disk(number: int, project_id: str, name: str, labels: dict[str, str] | None = None) -> dict[str, Any]:
    """A disk as SearchAllResources tells it."""
    body = {
        "name": name,
        "sizeGb": "10",
        "zone": f"https://www.googleapis.com/compute/v1/projects/{project_id}/zones/us-east1-b",
    }
    return {
        "name": f"//compute.googleapis.com/projects/{project_id}/zones/us-east1-b/disks/{name}",
        "assetType": "compute.googleapis.com/Disk",
        "project": f"projects/{number}",
        "folders": [FOLDER],
        "organization": ORGANIZATION,
        "location": "us-east1-b",
        "labels": labels or {},
        "versionedResources": [{"version": "v1", "resource": {**body, "labels": labels or {}}}],
    }


def listed_disk(number: int, project_id: str, name: str, labels: dict[str, str] | None = None) -> dict[str, Any]:
    """The same disk as ListAssets tells it."""
    found = found_disk(number, project_id, name, labels)
    return {
        "name": found["name"],
        "assetType": found["assetType"],
        "ancestors": [f"projects/{number}", FOLDER, ORGANIZATION],
        "resource": {
            "version": "v1",
            "parent": f"//cloudresourcemanager.googleapis.com/projects/{number}",
            "location": "us-east1-b",
            "data": found["versionedResources"][0]["resource"],
        },
    }
