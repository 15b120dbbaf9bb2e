"""Google Cloud's organisation policies are known for every catalog entry, and promise nothing beyond the sources."""

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.catalog import gcp_org_policy
from costguard.catalog.entry import RegionSource
from costguard.catalog.gcp_org_policy import (
    KNOWN_CONSTRAINTS,
    MAX_CONDITION_LENGTH,
    MAX_DESCRIPTION_LENGTH,
    MAX_DISPLAY_NAME_LENGTH,
    NONEXISTENT_CONSTRAINTS,
    GcpField,
    gcp_field,
    gcp_type,
    location_of,
    location_value,
    terraform_types_of,
)
from costguard.catalog.lookup import attribute_names, entries, entry
from costguard.model.cloud import Cloud

DATA = Path(gcp_org_policy.__file__).parent / "data" / "authorization"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


ENTRIES = [known for known in entries() if known.cloud is Cloud.GCP]
TYPES = _rows("gcp_types.csv")
FIELDS = _rows("gcp_fields.csv")
OPEN = [row for row in TYPES if row["custom_constraints"] == "yes"]
CLOSED = [row for row in TYPES if row["custom_constraints"] == "no"]
FOUND = [row for row in FIELDS if row["field"]]
# Where Google's discovery documents describe the types that have fields: document, schema.
BODIES = {
    "compute.googleapis.com/Instance": ("compute.v1", "Instance"),
    "compute.googleapis.com/Disk": ("compute.v1", "Disk"),
    "compute.googleapis.com/BackendBucket": ("compute.v1", "BackendBucket"),
    "container.googleapis.com/Cluster": ("container.v1", "Cluster"),
    "container.googleapis.com/NodePool": ("container.v1", "NodePool"),
    "sqladmin.googleapis.com/Instance": ("sqladmin.v1", "DatabaseInstance"),
    "spanner.googleapis.com/Instance": ("spanner.v1", "Instance"),
    "cloudfunctions.googleapis.com/Function": ("cloudfunctions.v2", "Function"),
}
FORMS = {"boolean": "plain", "integer": "number", "int64": "number", "string": "plain"}
PATH = re.compile(r"resource(\.[a-z][A-Za-z]*)+")
REGIONS = st.from_regex(r"[a-z]+-[a-z]+[0-9]+", fullmatch=True)
LOCATIONS = (
    REGIONS | REGIONS.map(lambda region: f"{region}-b") | st.sampled_from(["eu", "us", "asia", "nam4", "global"])
)


class TestTypes:
    def test_every_api_name_of_the_catalog_has_one_row(self):
        named = {known.api_name for known in ENTRIES if known.api_name}
        assert [row["cai_type"] for row in TYPES] == sorted(named)

    def test_every_entry_is_told_unless_google_has_no_name_for_it(self):
        assert {known.type for known in ENTRIES if gcp_type(known.type) is None} == {
            known.type for known in ENTRIES if not known.api_name
        }

    def test_columns_hold_words_that_the_reader_knows(self):
        assert {row["custom_constraints"] for row in TYPES} | {row["location_policy"] for row in TYPES} == {"yes", "no"}
        assert {row["methods"] for row in OPEN} == {"CREATE", "CREATE;UPDATE"}

    def test_a_type_without_custom_constraints_promises_nothing_and_says_why(self):
        assert [row for row in CLOSED if row["methods"] or row["labels_field"] or not row["note"]] == []

    def test_labels_that_cannot_be_tested_are_explained(self):
        taggable = {known.api_name for known in ENTRIES if known.taggable}
        silent = [
            row["cai_type"]
            for row in OPEN
            if row["cai_type"] in taggable and not row["labels_field"] and "label" not in row["note"].lower()
        ]
        assert silent == []

    def test_only_types_that_take_labels_have_a_field_for_them(self):
        labelled = [row["cai_type"] for row in TYPES if row["labels_field"]]
        assert [name for name in labelled if not any(_taggable(each) for each in terraform_types_of(name))] == []

    def test_a_global_type_is_held_to_no_location(self):
        held = [known.type for known in ENTRIES if (told := gcp_type(known.type)) and told.location_policy]
        assert [each for each in held if _region(each) is RegionSource.GLOBAL] == []

    def test_a_machine_is_judged_by_its_labels_when_made_and_when_changed(self):
        told = gcp_type("google_compute_instance")
        assert told is not None
        assert told.name == "compute.googleapis.com/Instance"
        assert told.methods == ("CREATE", "UPDATE")
        assert told.labels_field == "resource.labels"
        assert told.location_policy

    @pytest.mark.parametrize(
        ("terraform_type", "labels_field"),
        [
            ("google_container_cluster", "resource.resourceLabels"),
            ("google_container_node_pool", "resource.config.resourceLabels"),
            ("google_compute_disk", ""),
            ("google_spanner_instance", ""),
        ],
    )
    def test_labels_lie_where_each_service_documents_them(self, terraform_type: str, labels_field: str):
        told = gcp_type(terraform_type)
        assert told is not None
        assert told.labels_field == labels_field

    def test_functions_of_the_first_generation_take_none(self):
        told = gcp_type("google_cloudfunctions_function")
        assert told is not None
        assert not told.custom_constraints

    def test_other_clouds_and_unknown_types_are_not_told(self):
        assert gcp_type("aws_instance") is None
        assert gcp_type("google_made_up") is None
        assert gcp_type("google_compute_router_nat") is None

    def test_one_type_of_google_may_be_several_of_terraform(self):
        assert terraform_types_of("compute.googleapis.com/Instance") == (
            "google_compute_instance",
            "google_compute_instance_from_template",
        )
        assert terraform_types_of("compute.googleapis.com/MadeUp") == ()


class TestFields:
    def test_every_attribute_of_a_type_with_constraints_is_told_once(self):
        opened = {row["cai_type"] for row in OPEN}
        asked = sorted((known.type, name) for known in ENTRIES if known.api_name in opened for name in known.attributes)
        assert [(row["terraform_type"], row["attribute"]) for row in FIELDS] == asked

    def test_a_field_is_found_with_its_form_or_missed_with_a_note(self):
        assert [row for row in FIELDS if bool(row["field"]) != bool(row["form"])] == []
        assert [row for row in FIELDS if not row["field"] and not row["note"]] == []

    def test_a_path_descends_from_the_resource(self):
        paths = [row["field"] for row in FOUND] + [row["labels_field"] for row in OPEN if row["labels_field"]]
        assert [path for path in paths if not PATH.fullmatch(path)] == []

    def test_numbers_are_compared_as_numbers_only(self):
        wrong = [
            row for row in FOUND if (row["form"] == "number") != (attribute_names()[row["attribute"]].kind == "number")
        ]
        assert wrong == []

    def test_a_number_needs_no_conversion(self):
        divided = [
            row
            for row in FOUND
            if (known := entry(row["terraform_type"])) and known.attributes[row["attribute"]].divide != 1
        ]
        assert divided == []

    def test_a_url_is_what_the_catalog_cuts_to_its_last_segment(self):
        uncut = [
            row
            for row in FOUND
            if row["form"] == "url"
            and (known := entry(row["terraform_type"]))
            and not known.attributes[row["attribute"]].last_segment
        ]
        assert uncut == []

    def test_types_of_one_api_name_read_an_attribute_in_one_place(self):
        paths: dict[tuple[str, str], set[str]] = {}
        for row in FOUND:
            known = entry(row["terraform_type"])
            assert known is not None
            paths.setdefault((known.api_name, row["attribute"]), set()).add(row["field"])
        assert [where for where, found in paths.items() if len(found) > 1] == []

    def test_a_machine_type_is_a_url_and_a_disk_size_a_number(self):
        machine = gcp_field("google_compute_instance", "instance_type")
        size = gcp_field("google_compute_disk", "size_gb")
        assert machine is not None
        assert size is not None
        assert (machine.path, machine.form) == ("resource.machineType", "url")
        assert (size.path, size.form) == ("resource.sizeGb", "number")

    def test_nodes_of_a_pool_name_their_machine_type_bare(self):
        found = gcp_field("google_container_node_pool", "instance_type")
        assert found == GcpField("resource.config.machineType", "plain", "A bare name, not a URL.")

    def test_a_field_that_two_may_replace_is_no_field(self):
        """A pool's boot disk is in `diskSizeGb` or in `bootDisk.sizeGb`: a limit on one lets the other through."""
        found = gcp_field("google_container_node_pool", "root_volume_size_gb")
        assert found is not None
        assert found.path == ""
        assert found.note != ""

    def test_nothing_is_known_of_other_types_and_attributes(self):
        assert gcp_field("google_compute_snapshot", "size_gb") is None
        assert gcp_field("google_compute_instance", "made_up") is None


class TestSources:
    def test_a_row_has_a_source_of_google_and_a_day(self):
        google = re.compile(r"https://((docs\.)?cloud\.google\.com|github\.com/GoogleCloudPlatform)/\S+")
        rows = [*TYPES, *FIELDS]
        assert [row for row in rows if not google.fullmatch(row["source"])] == []
        assert all(date.fromisoformat(row["date"]) >= date(2026, 1, 1) for row in rows)

    def test_a_field_is_told_by_the_page_that_tells_of_its_type(self):
        by_name = {row["cai_type"]: (row["source"], row["date"]) for row in TYPES}
        told = {(row["terraform_type"], row["source"], row["date"]) for row in FIELDS}
        wrong = [each[0] for each in told if (known := entry(each[0])) is None or by_name[known.api_name] != each[1:]]
        assert wrong == []


class TestManagedConstraints:
    def test_they_are_known_by_their_names(self):
        assert {name: (known.kind, known.values) for name, known in KNOWN_CONSTRAINTS.items()} == {
            "gcp.resourceLocations": ("list", "location"),
            "gcp.restrictServiceUsage": ("list", "service"),
            "compute.vmExternalIpAccess": ("list", "instance"),
        }

    def test_each_has_a_source_and_a_day(self):
        assert [known.name for known in KNOWN_CONSTRAINTS.values() if not known.source.startswith("https://")] == []
        assert all(date.fromisoformat(known.date) for known in KNOWN_CONSTRAINTS.values())

    def test_names_that_only_circulate_are_not_among_them(self):
        assert {"compute.restrictMachineTypes", "compute.requireLabels"} == NONEXISTENT_CONSTRAINTS
        assert set(KNOWN_CONSTRAINTS).isdisjoint(NONEXISTENT_CONSTRAINTS)


class TestLocations:
    @pytest.mark.parametrize(
        ("location", "value"),
        [
            ("us-central1", "in:us-central1-locations"),
            ("northamerica-northeast2", "in:northamerica-northeast2-locations"),
            ("us-central1-a", "us-central1-a"),
            ("EU", "eu"),
            ("nam4", "nam4"),
        ],
    )
    def test_a_region_is_written_with_its_zones_and_all_else_bare(self, location: str, value: str):
        assert location_value(location) == value

    @pytest.mark.parametrize("value", ["in:eu-locations", "in:us-locations", "us-central1", "is:us-central1"])
    def test_a_group_and_a_bare_region_are_not_one_location_with_its_zones(self, value: str):
        assert location_of(value) is None

    def test_a_prefix_for_one_value_changes_nothing(self):
        assert location_of("is:us-central1-a") == "us-central1-a"

    @given(LOCATIONS)
    def test_what_is_written_is_read_back(self, location: str):
        assert location_of(location_value(location)) == location

    @given(LOCATIONS, LOCATIONS)
    def test_two_locations_are_never_written_alike(self, one: str, other: str):
        assert (location_value(one) == location_value(other)) == (one == other)


class TestAgainstGooglesApis:
    """Google's discovery documents, as its own client for Python carries them, judge paths, forms and limits."""

    @pytest.mark.parametrize("row", FOUND, ids=lambda row: f"{row['terraform_type']}.{row['attribute']}")
    def test_a_field_exists_in_its_form_and_is_no_output(self, row: dict[str, str]):
        known = entry(row["terraform_type"])
        assert known is not None
        field = self._property(known.api_name, row["field"])
        form = FORMS["int64" if field.get("format") == "int64" else field["type"]]
        is_url = "URL" in field.get("description", "")
        assert row["form"] == ("url" if form == "plain" and is_url else form)
        assert not field.get("readOnly", False)

    @pytest.mark.parametrize("row", [row for row in OPEN if row["labels_field"]], ids=lambda row: row["cai_type"])
    def test_labels_are_a_map_of_text(self, row: dict[str, str]):
        field = self._property(row["cai_type"], row["labels_field"])
        assert field["type"] == "object"
        assert field["additionalProperties"]["type"] == "string"

    def test_limits_are_those_of_the_api(self):
        told = self._document("orgpolicy.v2")["schemas"]["GoogleCloudOrgpolicyV2CustomConstraint"]["properties"]
        assert f"{MAX_CONDITION_LENGTH} characters" in told["condition"]["description"]
        assert f"{MAX_DISPLAY_NAME_LENGTH} characters" in told["displayName"]["description"]
        assert f"{MAX_DESCRIPTION_LENGTH} characters" in told["description"]["description"]

    def _property(self, cai_type: str, path: str) -> dict[str, Any]:
        document, schema = BODIES[cai_type]
        schemas = self._document(document)["schemas"]
        *parents, last = path.split(".")[1:]
        for parent in parents:
            schema = schemas[schema]["properties"][parent]["$ref"]
        found: dict[str, Any] = schemas[schema]["properties"][last]
        return found

    def _document(self, name: str) -> dict[str, Any]:
        client = pytest.importorskip("googleapiclient", reason="Google's client, which carries its APIs, is not there")
        file = Path(client.__file__).parent / "discovery_cache" / "documents" / f"{name}.json"
        document: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return document


def _taggable(terraform_type: str) -> bool:
    known = entry(terraform_type)
    return known is not None and known.taggable


def _region(terraform_type: str) -> RegionSource | None:
    known = entry(terraform_type)
    return known.region if known is not None else None
