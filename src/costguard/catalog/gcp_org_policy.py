"""What Google Cloud's organisation policies can test, so that a rule is written only where the cloud will hold to it.

A custom constraint sees a resource type, a method and a field only where the service documents it; what is not
documented is a gap that a coverage table names, never a guess. `data/authorization/gcp_types.csv` and `gcp_fields.csv`
hold what was found, each row with the page and with the day that the page bears, or else the day that it was read.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from costguard.catalog.lookup import entries, entry
from costguard.model.cloud import Cloud

_DATA: Final = Path(__file__).parent / "data" / "authorization"

# Organization Policy API v2, `CustomConstraint` (revision of 2026-07-23), and Compute Engine, "Custom constraints"
# (2026-04-14). They differ on the name: 71 characters in the API's reference, 70 in the page, which is kept to.
MAX_NAME_LENGTH: Final = 70
"""Characters after `custom.`, all of them ASCII letters and digits."""
MAX_CONDITION_LENGTH: Final = 1_000
MAX_DISPLAY_NAME_LENGTH: Final = 200
MAX_DESCRIPTION_LENGTH: Final = 2_000
MAX_CONSTRAINTS_PER_TYPE: Final = 20
"""Custom constraints that most resource types take ("Custom constraints", 2026-04-14); more are refused."""


class GcpType(msgspec.Struct, frozen=True):
    """A type of Cloud Asset Inventory, and what an organisation policy can do to it.

    `custom_constraints` says whether custom constraints are confirmed for it, with `methods` of CREATE and UPDATE:
    every type that takes them takes CREATE, as UPDATE alone is refused. `labels_field` is where a condition finds the
    labels, "" where it is not known to see them; `note` then says why. `location_policy` says whether
    `gcp.resourceLocations` holds it to a location: Google names services, Compute Engine among them, and excepts what
    is global, has no location to choose, or is made beneath another resource ("Restricting resource locations", read
    2026-11-22). So of a named service it is True for what chooses a region, a zone or a location itself.
    """

    name: str
    custom_constraints: bool
    methods: tuple[str, ...]
    labels_field: str
    location_policy: bool
    note: str
    source: str


class GcpField(msgspec.Struct, frozen=True):
    """Where a condition finds an attribute of the catalog; `path` is "" where it cannot, and `note` says why.

    A `plain` value is compared as it is, text or boolean; a `number` is an int of CEL; of a `url` the last segment is
    the name that Terraform gives, so that a condition compares what follows the last `/`.
    """

    path: str
    form: Literal["plain", "url", "number"]
    note: str


class ManagedConstraint(msgspec.Struct, frozen=True):
    """A constraint of Google's own: list constraints take allowed and denied values, boolean ones are enforced or not.

    `values` says what its values are; "" for a boolean one.
    """

    name: str
    kind: Literal["list", "boolean"]
    values: Literal["location", "service", "instance", ""]
    source: str
    date: str


KNOWN_CONSTRAINTS: Final[Mapping[str, ManagedConstraint]] = MappingProxyType(
    {
        known.name: known
        for known in (
            ManagedConstraint(
                "gcp.resourceLocations",
                "list",
                "location",
                "https://cloud.google.com/resource-manager/docs/organization-policy/defining-locations",
                "2026-11-22",
            ),
            ManagedConstraint(
                "gcp.restrictServiceUsage",
                "list",
                "service",
                "https://cloud.google.com/resource-manager/docs/organization-policy/restricting-resources",
                "2026-11-22",
            ),
            ManagedConstraint(
                "compute.vmExternalIpAccess",
                "list",
                "instance",
                "https://cloudasset.googleapis.com/$discovery/rest?version=v1",
                "2026-10-17",
            ),
        )
    }
)
"""The managed constraints that move cost, by name, without the `constraints/` that some APIs put before it."""

NONEXISTENT_CONSTRAINTS: Final = frozenset({"compute.requireLabels", "compute.restrictMachineTypes"})
"""Names in many public repositories that no constraint bears: machine types and labels take custom constraints."""

# `us-central1`; a zone (`us-central1-a`) and a multi-region (`eu`, `nam4`) have another form.
_REGION: Final = re.compile(r"[a-z]+-[a-z]+\d+")
_REGION_GROUP: Final = re.compile(rf"in:({_REGION.pattern})-locations")


def gcp_type(terraform_type: str) -> GcpType | None:
    """What organisation policies can do to a Terraform type; None where the catalog knows no Google API name for it."""
    known = entry(terraform_type)
    if known is None or known.cloud is not Cloud.GCP:
        return None
    return _types().get(known.api_name)


def terraform_types_of(cai_type: str) -> tuple[str, ...]:
    """The Terraform types that make resources of a type of Cloud Asset Inventory, sorted; none of an unknown type.

    A constraint judges them all alike: `compute.googleapis.com/Instance` is also what a template's instance is.
    """
    return _terraform_types().get(cai_type, ())


def gcp_field(terraform_type: str, attribute: str) -> GcpField | None:
    """Where a condition finds an attribute; None where its type takes no custom constraints, or has no such one."""
    return _fields().get((terraform_type, attribute))


def location_value(location: str) -> str:
    """A location as `gcp.resourceLocations` takes it: a region with its zones, `in:us-central1-locations`.

    A bare region would leave its zones out, so that no machine could run there. A zone and a multi-region (`eu`)
    stand for themselves; groups such as `in:eu-locations` hold many regions, and are never made here
    (Google's description of `constraints/gcp.resourceLocations`, read 2026-11-22).
    """
    name = location.lower()
    return f"in:{name}-locations" if _REGION.fullmatch(name) else name


def location_of(value: str) -> str | None:
    """The location of which `location_value` makes this value; None for a group of regions and for a bare region.

    `is:` before a value changes nothing (Organization Policy API v2, `StringValues`, 2026-07-23).
    """
    name = value.removeprefix("is:").lower()
    group = _REGION_GROUP.fullmatch(name)
    if group is not None:
        return group[1]
    return None if name.startswith("in:") or _REGION.fullmatch(name) else name


@cache
def _types() -> Mapping[str, GcpType]:
    return {row["cai_type"]: _type(row) for row in _rows("gcp_types.csv")}


def _type(row: Mapping[str, str]) -> GcpType:
    return GcpType(
        name=row["cai_type"],
        custom_constraints=row["custom_constraints"] == "yes",
        methods=tuple(filter(None, row["methods"].split(";"))),
        labels_field=row["labels_field"],
        location_policy=row["location_policy"] == "yes",
        note=row["note"],
        source=row["source"],
    )


@cache
def _fields() -> Mapping[tuple[str, str], GcpField]:
    return {(row["terraform_type"], row["attribute"]): _field(row) for row in _rows("gcp_fields.csv")}


def _field(row: Mapping[str, str]) -> GcpField:
    record = {"path": row["field"], "form": row["form"] or "plain", "note": row["note"]}
    return msgspec.convert(record, GcpField)


@cache
def _terraform_types() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for known in entries():
        if known.cloud is Cloud.GCP and known.api_name:
            found[known.api_name] = (*found.get(known.api_name, ()), known.type)
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
