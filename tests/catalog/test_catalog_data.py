"""The data files keep to the vocabulary, to their cloud's own names, and to themselves."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from costguard.catalog import entry as catalog_entry
from costguard.catalog.entry import RegionSource
from costguard.catalog.lookup import attribute_names, entries, entry
from costguard.model.cloud import Cloud, cloud_of
from costguard.model.resource import Scalar

REPOSITORY = Path(__file__).parents[2]
DATA = Path(catalog_entry.__file__).parent / "data"
COMPONENTS = REPOSITORY.parent / "shared" / "prices" / "components.json"
TAG_SUPPORT = REPOSITORY.parent / "shared" / "azure" / "tag-support.csv"

ATTRIBUTES = [
    (f"{known.type}.{name}", known, name, path) for known in entries() for name, path in known.attributes.items()
]
API_NAMES = {
    Cloud.AWS: re.compile(r"AWS::[A-Za-z0-9]+::[A-Za-z0-9]+"),
    Cloud.AZURE: re.compile(r"Microsoft\.[A-Za-z]+(/[A-Za-z0-9]+)+", re.IGNORECASE),
    Cloud.GCP: re.compile(r"[a-z]+\.googleapis\.com/[A-Z][A-Za-z]+"),
}
PATH = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


def test_it_covers_each_cloud_widely():
    count = Counter(known.cloud for known in entries())
    assert count[Cloud.AWS] >= 200
    assert count[Cloud.AZURE] >= 150
    assert count[Cloud.GCP] >= 120


def test_a_type_stands_in_one_file_only():
    count = Counter(
        record["type"]
        for cloud in ("aws", "azure", "gcp")
        for file in sorted((DATA / cloud).glob("*.json"))
        for record in json.loads(file.read_text("utf-8"))
    )
    assert [resource_type for resource_type, times in count.items() if times > 1] == []
    assert sorted(count) == [known.type for known in entries()]


def test_a_type_lies_in_the_folder_of_the_cloud_that_its_prefix_names():
    assert [known.type for known in entries() if cloud_of(known.type) is not known.cloud] == []


def test_an_entry_has_its_vendors_words():
    assert [known.type for known in entries() if not known.title or not known.service] == []


def test_tags_lie_somewhere_exactly_where_a_type_takes_them():
    assert [known.type for known in entries() if known.taggable != bool(known.tags_path)] == []


def test_an_api_name_has_the_form_of_its_api():
    named = [known for known in entries() if known.api_name]
    assert [known.api_name for known in named if not API_NAMES[known.cloud].fullmatch(known.api_name)] == []


def test_an_attribute_has_a_name_of_the_vocabulary():
    assert [where for where, _, name, _ in ATTRIBUTES if name not in attribute_names()] == []


def test_a_default_is_of_its_names_kind():
    wrong = [
        where
        for where, _, name, path in ATTRIBUTES
        if path.default is not None and _kind(path.default) != attribute_names()[name].kind
    ]
    assert wrong == []


def test_only_numbers_are_divided():
    divided = [(where, name, path.divide) for where, _, name, path in ATTRIBUTES if path.divide != 1]
    assert [where for where, name, divide in divided if divide < 1 or attribute_names()[name].kind != "number"] == []


def test_only_names_of_google_are_cut_from_urls():
    cut = [(where, known, name) for where, known, name, path in ATTRIBUTES if path.last_segment]
    assert [
        where for where, known, name in cut if known.cloud is not Cloud.GCP or attribute_names()[name].kind != "string"
    ] == []


def test_paths_descend_by_names_only():
    assert [where for where, _, _, path in ATTRIBUTES if not all(PATH.fullmatch(each) for each in path.paths)] == []


def test_a_path_is_written_once():
    assert [where for where, _, _, path in ATTRIBUTES if len(set(path.paths)) != len(path.paths)] == []


def test_regions_and_zones_are_told_by_the_sources_alone():
    assert [known.type for known in entries() if {"region", "zone"} & set(known.attributes)] == []


def test_every_other_word_of_the_vocabulary_is_used():
    used = {name for known in entries() for name in known.attributes} | {"region", "zone"}
    assert set(attribute_names()) == used


def test_a_name_with_a_unit_says_so_in_both_places():
    suffixes = {"_gb": "GB", "_mb": "MB", "_days": "days", "_s": "s", "_mbps": "MB/s", "_vcpu": "vCPU"}
    wrong = [
        name.name
        for name in attribute_names().values()
        for suffix, unit in suffixes.items()
        if name.name.endswith(suffix) and name.unit != unit
    ]
    assert wrong == []


def test_the_region_of_a_cloud_is_told_in_that_clouds_way():
    told = {cloud: {known.region for known in entries() if known.cloud is cloud} for cloud in Cloud}
    assert told[Cloud.AWS] == {RegionSource.PROVIDER, RegionSource.GLOBAL}
    assert told[Cloud.AZURE] == {RegionSource.LOCATION, RegionSource.GLOBAL, RegionSource.PARENT}
    assert told[Cloud.GCP] == set(RegionSource) - {RegionSource.PROVIDER}


@pytest.mark.skipif(not COMPONENTS.exists(), reason="the list of billed components is not at hand")
def test_every_type_known_to_bill_is_there():
    billed = json.loads(COMPONENTS.read_text("utf-8"))
    assert [resource_type for resource_type in billed if entry(resource_type) is None] == []


# azurerm takes tags on these although the documentation's table (Azure, "Tag support", 2025-10) says that Resource
# Manager does not; and azurerm_backup_policy_vm takes none although the table says that it could.
PROVIDER_DIFFERS_FROM_TABLE = {
    "azurerm_backup_policy_vm",
    "azurerm_capacity_reservation",
    "azurerm_machine_learning_compute_cluster",
    "azurerm_machine_learning_compute_instance",
}


@pytest.mark.skipif(not TAG_SUPPORT.exists(), reason="Azure's table of tag support is not at hand")
def test_azure_types_take_tags_where_azure_says_so():
    with TAG_SUPPORT.open(encoding="utf-8", newline="") as file:
        supports = {
            f"{row['providerName']}/{row['resourceType']}".lower(): row["supportsTags"] == "TRUE"
            for row in csv.DictReader(file)
        }
    differ = {
        known.type
        for known in entries()
        if known.cloud is Cloud.AZURE and supports.get(known.api_name.lower(), known.taggable) != known.taggable
    }
    assert differ == PROVIDER_DIFFERS_FROM_TABLE


def _kind(value: Scalar) -> str:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
