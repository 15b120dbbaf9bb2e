"""One record of Cloud Asset Inventory as an item."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from google_shop import found_disk, listed_disk
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.cloud import Cloud
from costguard.sources.gcp.asset_record import item_of

SHARED = Path(__file__).parents[4] / "shared" / "gcp" / "enforce_labels" / "assets"
IDS = {"101": "shop-cart"}


def asset(asset_type: str, data: Any = None, **more: Any) -> dict[str, Any]:
    name = more.pop("name", f"//{asset_type.partition('/')[0]}/projects/shop-cart/things/one")
    return {"name": name, "assetType": asset_type, "resource": {"data": data or {}}, **more}


def test_a_search_result_and_an_asset_of_one_disk_are_one_item():
    labels = {"owner": "cart"}
    found = item_of(found_disk(101, "shop-cart", "d1", labels), IDS)
    assert found == item_of(listed_disk(101, "shop-cart", "d1", labels), IDS)
    assert found is not None
    assert (found.id, found.cloud, found.type, found.native_type, found.account, found.region, found.tags) == (
        "//compute.googleapis.com/projects/shop-cart/zones/us-east1-b/disks/d1",
        Cloud.GCP,
        "google_compute_disk",
        "compute.googleapis.com/Disk",
        "shop-cart",
        "us-east1",
        labels,
    )
    assert (found.source, found.tags_incomplete) == ("cloud-asset", "")


def test_an_export_in_snake_case_reads_as_one_in_camel_case():
    camel = listed_disk(101, "shop-cart", "d1", {"owner": "cart"})
    snake = {"asset_type" if key == "assetType" else key: value for key, value in camel.items()}
    assert item_of(snake, IDS) == item_of(camel, IDS)


def test_a_body_that_is_json_text_is_read_as_from_an_export_to_bigquery():
    record = listed_disk(101, "shop-cart", "d1", {"owner": "cart"})
    as_text = {**record, "resource": {**record["resource"], "data": json.dumps(record["resource"]["data"])}}
    assert item_of(as_text, IDS) == item_of(record, IDS)


@pytest.mark.parametrize(
    ("asset_type", "data"),
    [
        ("compute.googleapis.com/Instance", {"labels": {"owner": "a"}}),
        ("sqladmin.googleapis.com/Instance", {"settings": {"userLabels": {"owner": "a"}}}),
        ("container.googleapis.com/Cluster", {"resourceLabels": {"owner": "a"}}),
        (
            "container.googleapis.com/NodePool",
            {"config": {"resourceLabels": {"owner": "a"}, "labels": {"kubernetes": "only"}}},
        ),
        ("compute.googleapis.com/InstanceTemplate", {"properties": {"labels": {"owner": "a"}}}),
        ("run.googleapis.com/Service", {"metadata": {"labels": {"owner": "a"}}}),
        ("monitoring.googleapis.com/AlertPolicy", {"userLabels": {"owner": "a"}}),
        ("spanner.googleapis.com/Instance", {"instance": {"labels": {"owner": "a"}}}),
    ],
)
def test_labels_are_found_where_each_service_puts_them(asset_type, data):
    item = item_of(asset(asset_type, data), {})
    assert item is not None
    assert item.tags == {"owner": "a"}


def test_a_type_that_takes_labels_and_has_none_has_none():
    item = item_of(asset("compute.googleapis.com/Disk", {"sizeGb": "10"}), {})
    assert item is not None
    assert (item.tags, item.tags_incomplete) == ({}, "")


def test_labels_of_a_record_without_its_body_are_not_told():
    item = item_of(
        {"name": "//compute.googleapis.com/projects/p/x/disks/d", "assetType": "compute.googleapis.com/Disk"}, {}
    )
    assert item is not None
    assert item.tags == {}
    assert item.tags_incomplete == "the record does not hold the resource's own data, where its labels lie"
    assert item.attributes == {}


def test_an_empty_body_tells_nothing_rather_than_that_nothing_is_set():
    item = item_of(asset("compute.googleapis.com/Disk", {}), {})
    assert item is not None
    assert item.tags_incomplete != ""
    assert item.attributes == {}


def test_a_search_result_whose_json_leaves_out_empty_labels_has_none():
    record = {**found_disk(101, "shop-cart", "d1"), "versionedResources": []}
    del record["labels"]
    item = item_of(record, IDS)
    assert item is not None
    assert (item.tags, item.tags_incomplete, item.attributes) == ({}, "", {})


def test_a_type_that_takes_no_labels_has_no_tags():
    item = item_of(asset("compute.googleapis.com/Network", {"name": "default", "labels": {"a": "b"}}), {})
    assert item is not None
    assert item.tags is None


def test_a_label_that_is_no_text_is_there_but_not_told():
    item = item_of(asset("compute.googleapis.com/Disk", {"labels": {"owner": 7, "": "x"}}), {})
    assert item is not None
    assert item.tags == {"owner": None, "": "x"}


@pytest.mark.parametrize("key", ["tags", "effectiveTags"])
def test_googles_tags_are_no_labels(key):
    told = [{"tagKey": "900/owner", "tagValue": "900/owner/cart"}]
    item = item_of({**found_disk(101, "shop-cart", "d1"), key: told}, IDS)
    assert item is not None
    assert item.tags == {}


def test_an_unknown_type_is_kept_for_its_labels_only():
    labelled = item_of(asset("foo.googleapis.com/BarBaz", {"labels": {"owner": "a"}}), {})
    assert labelled is not None
    assert (labelled.type, labelled.tags, labelled.attributes) == ("google_foo_bar_baz", {"owner": "a"}, {})
    assert item_of(asset("foo.googleapis.com/BarBaz", {"name": "x"}), {}) is None
    assert item_of(asset("k8s.io/Pod", {"metadata": {"name": "x"}}), {}) is None


@pytest.mark.parametrize("told", ["iamPolicy", "iam_policy", "orgPolicy", "accessPolicy", "relatedAsset"])
def test_a_record_of_another_content_type_describes_no_resource(told):
    record = {"name": "//compute.googleapis.com/projects/p/x/disks/d", "assetType": "compute.googleapis.com/Disk"}
    assert item_of({**record, told: {"bindings": []}}, {}) is None


@pytest.mark.parametrize("record", [{}, {"name": "//x"}, {"assetType": "a/B"}, {"name": 7, "assetType": "a/B"}])
def test_what_has_no_name_or_type_is_no_resource(record):
    assert item_of(record, {}) is None


@pytest.mark.parametrize(
    ("record", "account"),
    [
        ({"ancestors": ["projects/101", "folders/1"]}, "shop-cart"),
        ({"ancestors": ["projects/555"]}, "shop-cart"),  # its id stands in its name
        ({"ancestors": ["projects/555"], "name": "//storage.googleapis.com/bucket"}, "555"),
        ({"ancestors": ["projects/101"], "name": "//storage.googleapis.com/bucket"}, "shop-cart"),
        ({"name": "//secretmanager.googleapis.com/projects/101/secrets/s"}, "shop-cart"),
        ({"name": "//cloudsql.googleapis.com/instances/x", "resource": {"data": {"project": "p-1"}}}, "p-1"),
        ({"name": "//storage.googleapis.com/b", "resource": {"data": {"projectNumber": 101}}}, "shop-cart"),
        ({"ancestors": ["folders/1", "organizations/2"], "name": "//x.googleapis.com/folders/1"}, "folders/1"),
        ({"name": "//storage.googleapis.com/b", "resource": {"data": {"a": 1}}}, ""),
    ],
)
def test_the_project_is_told_by_whatever_names_it(record, account):
    item = item_of(asset("storage.googleapis.com/Bucket", {"name": "b"}, **record), IDS)
    assert item is not None
    assert item.account == account


@pytest.mark.parametrize(
    ("asset_type", "resource", "region"),
    [
        ("compute.googleapis.com/Disk", {"location": "us-east1-b", "data": {"a": 1}}, "us-east1"),
        ("compute.googleapis.com/Disk", {"data": {"zone": "https://www.x/zones/us-west1-a"}}, "us-west1"),
        ("storage.googleapis.com/Bucket", {"data": {"location": "US-CENTRAL1"}}, "us-central1"),
        ("storage.googleapis.com/Bucket", {"data": {"location": "EU"}}, "eu"),
        ("sqladmin.googleapis.com/Instance", {"data": {"gceZone": "europe-west1-b"}}, "europe-west1"),
        (
            "spanner.googleapis.com/Instance",
            {"data": {"config": "projects/p/instanceConfigs/regional-us-west1"}},
            "us-west1",
        ),
        ("spanner.googleapis.com/Instance", {"data": {"instance": {"config": "x/regional-us-west1"}}}, "us-west1"),
        ("compute.googleapis.com/Image", {"location": "us", "data": {"a": 1}}, None),
        ("dataproc.googleapis.com/Cluster", {"location": "global", "data": {"a": 1}}, None),
        ("storage.googleapis.com/Bucket", {"data": {"a": 1}}, None),
    ],
)
def test_the_region_is_told_by_whatever_names_a_place(asset_type, resource, region):
    item = item_of({**asset(asset_type), "resource": resource}, {})
    assert item is not None
    assert item.region == region


def test_the_name_tells_the_region_where_nothing_else_does():
    name = "//redis.googleapis.com/projects/p/locations/europe-west4/instances/r"
    item = item_of(asset("redis.googleapis.com/Instance", {"tier": "BASIC"}, name=name), {})
    assert item is not None
    assert item.region == "europe-west4"


def test_a_known_type_tells_its_attributes():
    item = item_of(listed_disk(101, "shop-cart", "d1"), IDS)
    assert item is not None
    assert item.attributes["size_gb"] == ("10",)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
fields = ["name", "assetType", "asset_type", "resource", "labels", "ancestors", "project", "folders", "location"]


@given(st.dictionaries(st.sampled_from([*fields, "versionedResources", "organization"]), json_values))
def test_no_record_of_whatever_shape_is_an_error(record):
    item = item_of({"name": "//a/b", "assetType": "compute.googleapis.com/Disk", **record}, {})
    assert item is None or item.cloud is Cloud.GCP


@given(json_values)
def test_no_body_of_whatever_shape_is_an_error(data):
    item = item_of({**asset("sqladmin.googleapis.com/Instance"), "resource": {"data": data}}, {})
    assert item is not None
    assert item.type == "google_sql_database_instance"


@pytest.mark.skipif(not SHARED.exists(), reason="the shared records are not beside this checkout")
def test_published_records_read_with_the_labels_that_their_names_promise():
    records = [record for path in sorted(SHARED.rglob("data.json")) for record in json.loads(path.read_text())]
    items = [item_of(record, {}) for record in records]
    assert len(records) == 68
    assert None not in items
    for item in items:
        assert item is not None
        assert item.tags is not None
        assert item.account != ""
        absent = re.findall(
            r"missing-(label\d)|(label\d)-missing", item.id if "Project" not in item.native_type else item.account
        )
        assert item.tags.keys() & {label for pair in absent for label in pair} == set()
        if "missing-labels" in item.id:
            assert item.tags.keys() & {"label1", "label2"} == set()
