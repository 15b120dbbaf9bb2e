"""One resource as Azure tells it, and the item of the inventory that it becomes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.catalog.live.attributes import live_attributes, live_paths
from costguard.catalog.lookup import entries
from costguard.model.cloud import Cloud
from costguard.sources.azure.by_graph import RESOURCES_QUERY
from costguard.sources.azure.records import item_of

SUBSCRIPTION = "AAAAAAAA-0000-4000-8000-000000000000"
DISK = "Microsoft.Compute/disks"
# Resource Graph has no such column, and a query that names it fails.
NOT_COLUMNS = {"managedByExtended"}


def row(native_type: str = DISK, **more: object) -> dict:
    told = {
        "id": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/Web-RG/providers/{native_type}/one",
        "name": "one",
        "type": native_type.lower(),
        "location": "westeurope",
        "subscriptionId": SUBSCRIPTION,
        "resourceGroup": "web-rg",
        "tags": None,
        "properties": {},
    }
    return told | more


def test_a_resource_keeps_its_id_and_is_placed_in_lower_case():
    item = item_of(row(), "resource-graph")
    assert item.id == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/Web-RG/providers/{DISK}/one"
    assert (item.cloud, item.account, item.group) == (Cloud.AZURE, SUBSCRIPTION.lower(), "web-rg")
    assert item.source == "resource-graph"


def test_the_type_is_terraforms_and_the_native_one_is_written_as_azure_writes_it():
    item = item_of(row(), "resource-graph")
    assert (item.type, item.native_type) == ("azurerm_managed_disk", DISK)


def test_a_type_that_the_catalog_lacks_gets_a_made_up_name():
    item = item_of(row("Microsoft.Quantum/workspaces"), "resource-graph")
    assert (item.type, item.native_type) == ("azurerm_quantum_workspaces", "microsoft.quantum/workspaces")


@pytest.mark.parametrize(("os_type", "name"), [("Linux", "linux"), ("Windows", "windows")])
def test_the_record_tells_types_apart_that_share_a_name(os_type: str, name: str):
    body = {"storageProfile": {"osDisk": {"osType": os_type}}}
    item = item_of(row("Microsoft.Compute/virtualMachines", properties=body), "resource-graph")
    assert item.type == f"azurerm_{name}_virtual_machine"


@pytest.mark.parametrize(
    ("kind", "told", "tags"),
    [
        (DISK, None, {}),
        (DISK, {}, {}),
        (DISK, {"Owner": "ann", "owner2": ""}, {"Owner": "ann", "owner2": ""}),
        (DISK, {"hidden-link:/app/x": "Resource", "OWNER": "ann"}, {"hidden-link:/app/x": "Resource", "OWNER": "ann"}),
        (DISK, {"Count": 3, "Odd": None}, {"Count": "3", "Odd": None}),
        ("Microsoft.Network/virtualNetworks/subnets", None, None),
        ("Microsoft.Network/virtualNetworks/subnets", {}, None),
        ("Microsoft.Quantum/workspaces", None, None),
        ("Microsoft.Quantum/workspaces", {}, {}),
        ("Microsoft.Quantum/workspaces", {"Owner": "ann"}, {"Owner": "ann"}),
    ],
)
def test_no_tags_are_none_where_a_type_can_carry_some_and_untold_where_not(kind: str, told: object, tags: object):
    assert item_of(row(kind, tags=told), "resource-graph").tags == tags


@pytest.mark.parametrize(
    ("kind", "location", "region"),
    [
        (DISK, "westeurope", "westeurope"),
        (DISK, "West Europe", "westeurope"),
        (DISK, "global", None),
        (DISK, None, None),
        ("Microsoft.Network/dnsZones", "westeurope", None),
    ],
)
def test_the_region_is_the_one_that_a_plan_would_tell(kind: str, location: str | None, region: str | None):
    assert item_of(row(kind, location=location), "resource-graph").region == region


def test_a_resource_outside_of_groups_has_none():
    record = {"id": "/subscriptions/S1/providers/Microsoft.Foo/bars/one", "type": "microsoft.foo/bars"}
    item = item_of(record, "resources", has_properties=False)
    assert (item.account, item.group) == ("s1", "")


def test_the_attributes_of_a_full_record_are_the_catalogs():
    record = row(sku={"name": "Premium_LRS"}, properties={"diskSizeGB": 128}, managedBy="/subscriptions/s/vm")
    item = item_of(record, "resource-graph")
    assert item.attributes == live_attributes("azurerm_managed_disk", record)
    assert item.attributes["size_gb"] == ("128",)


def test_a_disk_without_a_machine_is_attached_to_none():
    assert item_of(row(properties={"maxShares": 1}), "resource-graph").attributes["attached_to"] == ()


def test_whether_a_shared_disk_is_attached_is_not_told():
    assert "attached_to" not in item_of(row(properties={"maxShares": 3}), "resource-graph").attributes


def test_the_query_asks_for_all_that_attributes_are_read_from():
    columns = set(re.search(r"\| project ([^|]*)", RESOURCES_QUERY)[1].replace(" ", "").split(","))
    told_by = {
        path.split(".")[0]
        for known in entries()
        if known.cloud is Cloud.AZURE
        for live in live_paths(known.type)
        for path in live.paths
    }
    assert told_by - columns == NOT_COLUMNS


azure_types = st.sampled_from([known for known in entries() if known.cloud is Cloud.AZURE and known.api_name])


@given(azure_types, st.sampled_from(["Standard", "P1", "2", ""]), st.none() | st.dictionaries(st.text(), st.text()))
def test_what_a_list_tells_agrees_with_the_full_record(known, word: str, tags):
    record = row(known.api_name, sku={"name": word, "tier": word} if word else None, kind=word, tags=tags)
    full = item_of(record, "resource-graph")
    listed = item_of({name: value for name, value in record.items() if name != "properties"}, "x", has_properties=False)
    assert (listed.type, listed.tags, listed.region) == (full.type, full.tags, full.region)
    assert listed.attributes.items() <= full.attributes.items()
    assert () not in listed.attributes.values()
