"""What is said of Azure Policy holds in Microsoft's lists, and every Azure entry is found or explained."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.catalog import azure_policy
from costguard.catalog.azure_policy import (
    ArmType,
    Field,
    alias_path,
    arm_type,
    dated,
    field,
    is_alias,
    terraform_types_of,
)
from costguard.catalog.entry import RegionSource
from costguard.catalog.lookup import attribute_names, entries, entry
from costguard.model.cloud import Cloud

DATA = Path(azure_policy.__file__).parent / "data" / "authorization"

AZURE = [known for known in entries() if known.cloud is Cloud.AZURE]
WITH_ARM_TYPE = [known for known in AZURE if known.api_name]
# Policy reads these of every resource, without an alias (Azure Policy, definition structure policy rule, "Fields").
FIELDS_OF_EVERY_RESOURCE = {"kind", "location"}

with (DATA / "azure_fields.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
READABLE = [row for row in ROWS if row["alias"]]
BY_ALIAS = [row for row in READABLE if row["alias"] not in FIELDS_OF_EVERY_RESOURCE]


def known_arm_type(terraform_type: str) -> ArmType:
    found = arm_type(terraform_type)
    assert found is not None, terraform_type
    return found


def test_every_entry_with_a_name_in_resource_manager_is_found():
    assert [known.type for known in WITH_ARM_TYPE if arm_type(known.type) is None] == []


def test_an_entry_without_that_name_is_no_arm_type_and_each_of_its_attributes_says_why_not():
    without = [known for known in AZURE if not known.api_name]
    assert [known.type for known in without if arm_type(known.type) is not None] == []
    fields = [field(known.type, name) for known in without for name in known.attributes]
    assert [found for found in fields if found is None or found.alias or not found.note] == []


def test_types_of_other_clouds_and_unknown_types_are_no_arm_types():
    assert [arm_type(name) for name in ("aws_instance", "google_compute_disk", "azurerm_no_such_thing")] == [None] * 3


def test_an_arm_type_is_the_catalogs_but_for_case_and_in_resource_managers_spelling():
    assert [k.type for k in WITH_ARM_TYPE if known_arm_type(k.type).name.lower() != k.api_name.lower()] == []
    assert known_arm_type("azurerm_storage_sync").name == "Microsoft.StorageSync/storageSyncServices"


@pytest.mark.parametrize(
    ("terraform_type", "taggable", "indexed"),
    [
        ("azurerm_route_table", True, True),
        ("azurerm_dns_zone", True, True),
        ("azurerm_subnet", False, False),
        ("azurerm_resource_group", True, False),
        ("azurerm_container_app_job", None, True),
        ("azurerm_kubernetes_cluster_node_pool", None, False),
        ("azurerm_storage_container", None, False),
    ],
)
def test_indexed_evaluates_what_has_tags_and_location_and_no_groups(
    terraform_type: str, taggable: bool | None, indexed: bool
):
    found = known_arm_type(terraform_type)
    assert (found.taggable, found.indexed) == (taggable, indexed)


def test_nothing_without_tags_is_indexed():
    assert [k.type for k in WITH_ARM_TYPE if known_arm_type(k.type).indexed and not k.taggable] == [
        "azurerm_backup_policy_vm"  # Resource Manager tags it, azurerm does not
    ]


def test_a_type_of_resource_manager_has_all_its_terraform_types():
    assert terraform_types_of("microsoft.compute/VIRTUALMACHINES") == (
        "azurerm_linux_virtual_machine",
        "azurerm_virtual_machine",
        "azurerm_windows_virtual_machine",
    )
    assert terraform_types_of("Microsoft.NoSuch/things") == ()
    assert terraform_types_of("") == ()


def test_terraform_types_and_arm_types_are_inverse():
    assert [k.type for k in WITH_ARM_TYPE if k.type not in terraform_types_of(known_arm_type(k.type).name)] == []


def test_the_fields_are_sorted_and_written_once():
    keys = [(row["terraform_type"], row["attribute"]) for row in ROWS]
    assert keys == sorted(set(keys))


def test_every_attribute_of_every_entry_is_read_or_explained():
    assert [(known.type, name) for known in AZURE for name in known.attributes if field(known.type, name) is None] == []


def test_a_field_is_of_an_attribute_of_its_entry():
    unknown = [
        (row["terraform_type"], row["attribute"])
        for row in ROWS
        if (known := entry(row["terraform_type"])) is None
        or row["attribute"] not in {*known.attributes, "region"}
        or known.cloud is not Cloud.AZURE
    ]
    assert unknown == []


def test_an_alias_is_one_of_its_types():
    assert [row for row in BY_ALIAS if row["alias"] not in known_arm_type(row["terraform_type"]).aliases] == []


def test_an_alias_is_the_types_own_not_that_of_a_child_written_with_a_dot():
    """`registries/agentPools.count` has the path `properties.count`: a child type's, which shares the parent's name."""
    steps = {row["alias"]: str(alias_path(row["alias"])).split(".") for row in BY_ALIAS}
    apart = {
        alias: ".".join(path)
        for alias, path in steps.items()
        if [step for step in path if step != "properties"] != alias.rpartition("/")[2].split(".")
    }
    retention = "retentionPolicy.LongTermRetentionPolicy.dailySchedule.retentionDuration.count"
    assert apart == {
        "Microsoft.Compute/virtualMachines/sku.name": "properties.hardwareProfile.vmSize",
        f"Microsoft.RecoveryServices/vaults/backupPolicies/AzureIaasVM.{retention}": (
            "properties.retentionPolicy.dailySchedule.retentionDuration.count"
        ),
        "Microsoft.Sql/servers/databases/edition": "sku.tier",
    }


def test_what_cannot_be_read_says_why():
    assert [row for row in ROWS if not row["alias"] and (row["values"] or not row["note"])] == []


REPEATED_IN_TERRAFORM = {
    "azurerm_container_app": "template.container",
    "azurerm_container_app_environment": "workload_profile",
    "azurerm_container_group": "container",
    "azurerm_cosmosdb_account": "geo_location or capabilities",
    "azurerm_linux_virtual_machine_scale_set": "data_disk",
    "azurerm_orchestrated_virtual_machine_scale_set": "data_disk",
    "azurerm_virtual_machine": "storage_data_disk",
    "azurerm_virtual_machine_scale_set": "storage_profile_data_disk",
    "azurerm_windows_virtual_machine_scale_set": "data_disk",
}


def test_an_alias_of_many_values_stands_for_a_repeated_block():
    many = [row for row in READABLE if "[*]" in row["alias"]]
    assert {row["terraform_type"] for row in many} == set(REPEATED_IN_TERRAFORM)
    for row in many:
        known = entry(row["terraform_type"])
        assert known is not None
        paths = known.attributes[row["attribute"]].paths
        blocks = REPEATED_IN_TERRAFORM[row["terraform_type"]].split(" or ")
        assert [path for path in paths if not path.startswith(tuple(f"{block}." for block in blocks))] == []


def test_values_are_spelled_differently_and_each_way_once():
    mapped = {(row["terraform_type"], row["attribute"]): field(row["terraform_type"], row["attribute"]) for row in ROWS}
    pairs = [found.values for found in mapped.values() if found is not None and found.values]
    assert [values for values in pairs if len(set(values.values())) != len(values)] == []
    assert [values for values in pairs if any(ours.lower() == theirs.lower() for ours, theirs in values.items())] == []


def test_values_of_a_flag_are_both_of_json_s():
    flags = {name for name, known in attribute_names().items() if known.kind == "boolean"}
    mapped = [
        field(row["terraform_type"], row["attribute"]) for row in ROWS if row["attribute"] in flags and row["values"]
    ]
    assert [found for found in mapped if found is None or set(found.values) != {"true", "false"}] == []


def test_a_number_that_resource_manager_counts_otherwise_is_not_read():
    divided = [(k.type, name) for k in AZURE for name, path in k.attributes.items() if path.divide != 1]
    readable = {key for key in divided if (found := field(*key)) is not None and found.alias}
    # azurerm has MB and writes storage.storageSizeGB, the catalog's own unit.
    assert readable == {("azurerm_postgresql_flexible_server", "storage_gb")}


def test_a_region_is_the_location():
    plain = Field(alias="location", values={}, note="")
    assert field("azurerm_linux_virtual_machine", "region") == plain
    assert field("azurerm_resource_group", "region") == plain
    assert field("azurerm_mssql_database", "region") == plain  # the server's, but it has one


def test_a_type_without_a_region_is_located_in_global():
    located = {k.type: field(k.type, "region") for k in WITH_ARM_TYPE if k.region is RegionSource.GLOBAL}
    assert len(located) > 5
    assert {found and (found.alias, "`global`" in found.note) for found in located.values()} == {("location", True)}


def test_a_child_without_a_location_says_so():
    found = field("azurerm_subnet", "region")
    assert found is not None
    assert (found.alias, found.note) == ("", "it has no location of its own in Resource Manager")


def test_nothing_is_known_of_other_attributes_and_types():
    assert field("azurerm_managed_disk", "no_such_attribute") is None
    assert field("azurerm_no_such_thing", "region") is None
    assert field("azurerm_eventhub", "region") is None  # the catalog names no type for it
    assert field("aws_instance", "instance_type") is None


@pytest.mark.parametrize(
    ("terraform_type", "attribute", "alias", "path"),
    [
        # Compute/VMSkusAllowed_Deny
        (
            "azurerm_windows_virtual_machine",
            "instance_type",
            "Microsoft.Compute/virtualMachines/sku.name",
            "properties.hardwareProfile.vmSize",
        ),
        # "Azure Kubernetes Service Private Clusters should be enabled" (040732e8-d947-40b8-95d6-854c95024bf8)
        (
            "azurerm_kubernetes_cluster",
            "private_cluster",
            "Microsoft.ContainerService/managedClusters/apiServerAccessProfile.enablePrivateCluster",
            "properties.apiServerAccessProfile.enablePrivateCluster",
        ),
        # Storage/StoragePublicNetworkAccess_AuditDeny
        (
            "azurerm_storage_account",
            "publicly_accessible",
            "Microsoft.Storage/storageAccounts/publicNetworkAccess",
            "properties.publicNetworkAccess",
        ),
    ],
)
def test_an_attribute_is_read_as_microsofts_own_policies_read_it(
    terraform_type: str, attribute: str, alias: str, path: str
):
    found = field(terraform_type, attribute)
    assert found is not None
    assert (found.alias, alias_path(found.alias)) == (alias, path)


def test_the_size_and_the_type_of_a_disk_are_read_where_a_request_has_them():
    found = [field("azurerm_managed_disk", attribute) for attribute in ("size_gb", "volume_type")]
    aliases = [known.alias for known in found if known is not None]
    assert aliases == ["Microsoft.Compute/disks/diskSizeGB", "Microsoft.Compute/disks/sku.name"]
    assert [alias_path(alias) for alias in aliases] == ["properties.diskSizeGB", "sku.name"]


def test_an_attribute_that_resource_manager_joins_with_another_is_not_read():
    """Storage/AllowedStorageSkus_Deny lists `Standard_LRS` and the like, a tier and a redundancy in one."""
    assert is_alias("Microsoft.Storage/storageAccounts/sku.name")
    for attribute in ("redundancy", "tier"):
        found = field("azurerm_storage_account", attribute)
        assert found is not None
        assert found.alias == ""
        assert "sku.name" in found.note


def test_values_are_told_in_resource_managers_words():
    found = field("azurerm_mssql_managed_instance", "redundancy")
    assert found is not None
    assert found.values == {"GRS": "Geo", "GZRS": "GeoZone", "LRS": "Local", "ZRS": "Zone"}


@given(st.sampled_from(sorted(row["alias"] for row in BY_ALIAS)), st.randoms())
def test_an_alias_ignores_case(alias: str, random):
    other = "".join(random.choice((letter.upper(), letter.lower())) for letter in alias)
    assert is_alias(other)
    assert alias_path(other) == alias_path(alias)


@pytest.mark.parametrize(
    "name",
    ["", "location", "Microsoft.Compute/disks", "Microsoft.Compute/disks/noSuch", "Microsoft.NoSuch/things/sku.name"],
)
def test_what_is_no_alias_is_none(name: str):
    assert not is_alias(name)


def test_every_listed_alias_is_one_and_has_a_path():
    names = {name for known in WITH_ARM_TYPE for name in known_arm_type(known.type).aliases}
    assert len(names) > 20_000
    assert [name for name in names if not alias_path(name)] == []


def test_the_lists_are_dated():
    assert dated() == "tag support 2025-03-04, policy aliases 2024-05"
