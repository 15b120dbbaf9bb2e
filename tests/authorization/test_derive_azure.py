"""The table of Azure's types and aliases is what Microsoft's lists give, byte for byte."""

import gzip
import json
from pathlib import Path
from typing import Any

import derive_azure
import pytest

from costguard.catalog.azure_policy import ArmType, alias_path, arm_type, is_alias
from costguard.catalog.lookup import entries
from costguard.model.cloud import Cloud

REPOSITORY = Path(__file__).parents[2]
LISTS = REPOSITORY.parent / "shared" / "azure"
REGORUS = LISTS / "policy_cases" / "test_aliases.json"

WITH_ARM_TYPE = [known for known in entries() if known.cloud is Cloud.AZURE and known.api_name]

TAG_SUPPORT = """\
providerName,resourceType,supportsTags,costReport
microsoft.compute,Disks,TRUE,TRUE
Microsoft.Network,virtualNetworks/subnets,FALSE,FALSE
Microsoft.Resources,resourceGroups,TRUE,FALSE
Microsoft.Unnamed,things,TRUE,TRUE
"""
ALIASES = """\
Microsoft.Compute/disks/sku.name,sku.name
Microsoft.Compute/disks/diskSizeGB,properties.diskSizeGB
Microsoft.Compute/disks/settings.items[*].size,properties.settings.items[*].properties.size
Microsoft.Compute/disks/settings,properties.settings
Microsoft.Compute/disks/accountType,sku.name
Microsoft.COMPUTE/disks/tier,properties.tier
Microsoft.Unnamed/things/sku.name,sku.name
"""


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    tags, aliases = tmp_path / "tags.csv", tmp_path / "aliases.csv.gz"
    tags.write_text(TAG_SUPPORT, encoding="utf-8")
    aliases.write_bytes(gzip.compress(ALIASES.encode("utf-8"), mtime=0))
    return tags, aliases


@pytest.fixture
def types(lists: tuple[Path, Path]) -> dict[str, dict[str, Any]]:
    return {record["name"]: record for record in json.loads(derive_azure.table(*lists))["types"]}


def test_a_type_is_spelled_as_the_list_of_tag_support_spells_it(types):
    assert "microsoft.compute/Disks" in types


def test_a_type_that_the_list_lacks_is_unknown_and_the_catalog_speaks_instead(types):
    listed = types["Microsoft.Network/routeTables"]
    assert (listed["taggable"], listed["catalog_taggable"], listed["indexed"]) == (None, True, True)
    child = types["Microsoft.ContainerService/managedClusters/agentPools"]
    assert (child["taggable"], child["catalog_taggable"], child["indexed"]) == (None, True, False)


def test_a_type_that_is_listed_is_indexed_where_it_takes_tags(types):
    assert types["microsoft.compute/Disks"]["indexed"]
    assert not types["Microsoft.Network/virtualNetworks/subnets"]["indexed"]


def test_groups_take_tags_and_are_never_indexed(types):
    group = types["Microsoft.Resources/subscriptions/resourceGroups"]
    assert (group["taggable"], group["indexed"]) == (True, False)


def test_a_type_that_no_entry_names_is_left_out(types):
    assert "Microsoft.Unnamed/things" not in types


def test_aliases_are_a_tree_of_their_paths(types):
    assert types["microsoft.compute/Disks"]["aliases"] == {
        "Microsoft.COMPUTE/disks": {"nested": {"properties.tier": {}}, "apart": {}},
        "Microsoft.Compute/disks": {
            "nested": {
                "properties.diskSizeGB": {},
                "properties.settings": {"items[*]": {"": {}, "properties.size": {}}},
                "sku": {"": {}, "name": {}},
            },
            "apart": {"accountType": "sku.name"},
        },
    }


def test_the_order_of_the_lists_changes_nothing(lists, tmp_path: Path):
    before = json.loads(derive_azure.table(*lists))["types"]
    turned = tmp_path / "turned.csv.gz"
    turned.write_bytes(gzip.compress("".join(reversed(ALIASES.splitlines(keepends=True))).encode("utf-8")))
    assert json.loads(derive_azure.table(lists[0], turned))["types"] == before


def test_a_check_passes_on_what_was_written_and_fails_on_anything_else(lists, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(derive_azure, "OUT", tmp_path / "azure.json")
    arguments = [str(path) for path in lists]
    assert derive_azure.main([*arguments, "--check"]) == 1
    assert "run `python authorization/derive_azure.py`" in capsys.readouterr().err
    assert derive_azure.main(arguments) == 0
    assert derive_azure.main(["--check", *arguments]) == 0


def test_without_both_lists_it_says_how_it_is_run(capsys):
    assert derive_azure.main(["--check"]) == 2
    assert "TAG_SUPPORT_CSV POLICY_ALIASES_CSV_GZ" in capsys.readouterr().err


@pytest.mark.skipif(not LISTS.exists(), reason="Microsoft's lists are not at hand")
def test_the_table_that_ships_is_what_the_lists_give():
    lists = str(LISTS / "tag-support.csv"), str(LISTS / "policy-aliases.csv.gz")
    assert derive_azure.main([*lists, "--check"]) == 0


@pytest.mark.skipif(not LISTS.exists(), reason="Microsoft's lists are not at hand")
def test_no_alias_of_a_named_type_is_lost_on_the_way():
    named = {known.api_name.lower() for known in WITH_ARM_TYPE}
    with gzip.open(LISTS / "policy-aliases.csv.gz", "rt", encoding="utf-8") as file:
        listed = dict(line.rstrip("\r\n").split(",") for line in file)
    ours = {alias: path for alias, path in listed.items() if alias.rpartition("/")[0].lower() in named}
    assert len(ours) > 20_000
    assert {alias: path for alias, path in ours.items() if alias_path(alias) != path} == {}


def known_arm_type(terraform_type: str) -> ArmType:
    found = arm_type(terraform_type)
    assert found is not None, terraform_type
    return found


# azurerm and Microsoft's list differ on these: see tests/catalog/test_catalog_data.py.
DIFFERS_FROM_LIST = {
    "azurerm_backup_policy_vm",
    "azurerm_capacity_reservation",
    "azurerm_machine_learning_compute_cluster",
    "azurerm_machine_learning_compute_instance",
}


def test_a_type_takes_tags_as_its_entry_says_where_the_list_has_it():
    listed = {known.type: known_arm_type(known.type).taggable for known in WITH_ARM_TYPE}
    differ = {known.type for known in WITH_ARM_TYPE if listed[known.type] not in (None, known.taggable)}
    assert differ == DIFFERS_FROM_LIST


def test_the_list_lacks_exactly_these_types():
    unlisted = {
        known_arm_type(known.type).name for known in WITH_ARM_TYPE if known_arm_type(known.type).taggable is None
    }
    assert unlisted == {
        "Microsoft.App/jobs",
        "Microsoft.ContainerService/managedClusters/agentPools",
        "Microsoft.DocumentDB/databaseAccounts/cassandraKeyspaces",
        "Microsoft.DocumentDB/databaseAccounts/gremlinDatabases",
        "Microsoft.DocumentDB/databaseAccounts/mongodbDatabases",
        "Microsoft.DocumentDB/databaseAccounts/mongodbDatabases/collections",
        "Microsoft.DocumentDB/databaseAccounts/sqlDatabases",
        "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers",
        "Microsoft.DocumentDB/databaseAccounts/tables",
        "Microsoft.Fabric/capacities",
        "Microsoft.OperationsManagement/solutions",
        "Microsoft.Storage/storageAccounts/blobServices/containers",
        "Microsoft.Storage/storageAccounts/fileServices/shares",
    }


needs_regorus = pytest.mark.skipif(not REGORUS.exists(), reason="microsoft/regorus's cases are not at hand")


def types_of_regorus() -> dict[str, dict]:
    return {
        f"{provider['namespace']}/{resource_type['resourceType']}": resource_type
        for provider in json.loads(REGORUS.read_text("utf-8"))
        for resource_type in provider["resourceTypes"]
    }


@needs_regorus
def test_indexed_are_the_types_that_support_tags_and_location():
    by_arm_name = {known.api_name.lower(): known.type for known in WITH_ARM_TYPE}
    theirs = {
        name: {"SupportsTags", "SupportsLocation"} <= set((known.get("capabilities") or "").split(", "))
        for name, known in types_of_regorus().items()
        if name.lower() in by_arm_name
    }
    assert len(theirs) > 20
    assert {name: known_arm_type(by_arm_name[name.lower()]).indexed for name in theirs} == theirs


@needs_regorus
def test_paths_are_those_that_regorus_tests_with():
    """Names in a path ignore case. Where the two differ ours is the list's, theirs is written for their tests."""
    theirs = {
        alias["name"]: alias["defaultPath"].lower()
        for known in types_of_regorus().values()
        for alias in known.get("aliases") or []
        if is_alias(alias["name"])
    }
    assert len(theirs) > 200
    assert {name for name, path in theirs.items() if str(alias_path(name)).lower() != path} == {
        "Microsoft.Compute/VirtualMachineScaleSets/osdisk.imageUrl",
        "Microsoft.Compute/disks/managedBy",
        "Microsoft.StreamAnalytics/streamingjobs/functions[*].binding.Microsoft-MachineLearning-WebService.endpoint",
    }
