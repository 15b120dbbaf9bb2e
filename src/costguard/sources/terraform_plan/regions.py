"""Where a resource will run: told by itself, its zone, its parent, or its provider."""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from costguard.catalog.entry import Entry, RegionSource
from costguard.catalog.lookup import is_global
from costguard.model.cloud import Cloud
from costguard.model.resource import AFTER_APPLY, UNSET, Attribute, Knowledge, known
from costguard.model.tags import Origin
from costguard.sources.terraform_plan.body import Body, leaf
from costguard.sources.terraform_plan.computed import is_left_to_provider
from costguard.sources.terraform_plan.configuration import ResourceConfig

# `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`; a zone adds a letter, a local zone more (`us-west-2-lax-1a`).
_AWS_REGION: Final = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d+")
_GCP_ZONE: Final = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")
_GCP_REGION: Final = re.compile(r"[a-z]+-[a-z]+\d+")
_EVERYWHERE: Final = "global"

_TOLD_BY: Final = ("region", "availability_zone", "arn")
# Whose `region` is that of something else: an authorisation names the region that it lets in (AWS provider 5).
_REGION_IS_ANOTHERS: Final = frozenset({"aws_config_aggregate_authorization"})
_ZONE_ATTRIBUTES: Final = {
    Cloud.AWS: ("availability_zone",),
    Cloud.AZURE: ("zone", "zones"),
    Cloud.GCP: ("zone",),
    Cloud.OTHER: (),
}


class RegionContext(msgspec.Struct, frozen=True):
    """What there is beside the body: its block, provider arguments by name, the region of the parent, when asked.

    `config` is None where the plan does not hold the block.
    """

    config: ResourceConfig | None
    provider_argument: Callable[[str], Attribute | None]
    parent_region: Callable[[], Attribute | None]


def region_of(
    resource_type: str, cloud: Cloud, body: Body, entry: Entry | None, context: RegionContext
) -> Attribute | None:
    """The region in the cloud's own spelling; None where the resource has none, as a global service has."""
    match cloud:
        case Cloud.AWS:
            return _aws(resource_type, body, context)
        case Cloud.AZURE:
            return _azure(body, entry, context)
        case Cloud.GCP:
            return _gcp(body, entry, context)
        case Cloud.OTHER:
            return None


def may_be_region(text: str, cloud: Cloud) -> bool:
    """Whether a provider's region can be one; what cannot (a slip, a piece of a template) is for the caller to say."""
    return cloud is not Cloud.AWS or _AWS_REGION.fullmatch(text) is not None


def zone_of(cloud: Cloud, body: Body) -> Attribute | None:
    """The zone, where the resource is bound to one."""
    name = next((name for name in _ZONE_ATTRIBUTES[cloud] if body.has(name)), None)
    if name is None:
        return None
    found = leaf(body, name)
    zones = found.value if isinstance(found.value, list) else [found.value]
    values = tuple(_last_segment(zone) for zone in zones if isinstance(zone, str) and zone)
    if values:
        knowledge = Knowledge.AFTER_APPLY if found.holds_unknown else Knowledge.KNOWN
        return Attribute(values=values, knowledge=knowledge, sensitive=found.is_sensitive)
    return AFTER_APPLY if found.holds_unknown else UNSET


def _aws(resource_type: str, body: Body, context: RegionContext) -> Attribute | None:
    if is_global(resource_type):
        return None
    told_by = _TOLD_BY[1:] if resource_type in _REGION_IS_ANOTHERS else _TOLD_BY
    for name in told_by:
        value = body.values.get(name)
        if isinstance(value, str) and (region := _aws_region_in(name, value)):
            return known(region, sensitive=leaf(body, name).is_sensitive)
    if _is_to_come(body, "region", context):
        return AFTER_APPLY
    given = context.provider_argument("region")
    return given if given is not None and may_be_region(_text(given), Cloud.AWS) else UNSET


def _text(given: Attribute) -> str:
    return str(given.values[0]) if given.values else ""


def _aws_region_in(name: str, value: str) -> str:
    if name == "arn":
        parts = value.split(":")
        value = parts[3] if len(parts) > 5 else ""
    match = _AWS_REGION.match(value)
    return match[0] if match else ""


def _azure(body: Body, entry: Entry | None, context: RegionContext) -> Attribute | None:
    if entry is not None and entry.region is RegionSource.GLOBAL:
        return None
    if not body.has("location"):
        return _of_parent(entry, context)
    found = leaf(body, "location")
    if isinstance(found.value, str) and found.value:
        place = found.value.replace(" ", "").lower()
        return None if place == _EVERYWHERE else known(place, sensitive=found.is_sensitive)
    return AFTER_APPLY if found.is_unknown else UNSET


def _of_parent(entry: Entry | None, context: RegionContext) -> Attribute | None:
    """The parent's region; not known where a parent that must be there is not in the plan."""
    region = context.parent_region()
    return UNSET if region is None and entry is not None and entry.region is RegionSource.PARENT else region


def _gcp(body: Body, entry: Entry | None, context: RegionContext) -> Attribute | None:
    if entry is not None and entry.region is RegionSource.GLOBAL:
        return None
    if entry is not None and entry.region is RegionSource.CONFIG:
        return _spanner(body)
    present = [name for name in ("region", "zone", "location") if body.has(name)]
    if not present and entry is not None and entry.region in (RegionSource.REGION, RegionSource.ZONE):
        present = [entry.region.value]  # a plan that leaves out what is unset: the provider's own stands for it
    if not present:
        return _of_parent(entry, context)
    for name in present:
        found = leaf(body, name)
        if isinstance(found.value, str) and found.value:
            return _gcp_region(found.value, is_sensitive=found.is_sensitive)
    if any(_is_to_come(body, name, context) for name in present):
        return AFTER_APPLY
    return _gcp_provider_region(body, present, context)


def _gcp_region(value: str, *, is_sensitive: bool) -> Attribute | None:
    place = _last_segment(value).lower()
    zone = _GCP_ZONE.fullmatch(place)
    return None if place == _EVERYWHERE else known(zone[1] if zone else place, sensitive=is_sensitive)


def _gcp_provider_region(body: Body, present: list[str], context: RegionContext) -> Attribute:
    names = ("zone", "region") if "zone" in present and "region" not in present else ("region", "zone")
    for name in names:
        given = context.provider_argument(name)
        if given is not None and (zone := _GCP_ZONE.fullmatch(_text(given))):
            return known(zone[1], origin=Origin.PROVIDER, sensitive=given.sensitive)
        if given is not None and _GCP_REGION.fullmatch(_text(given)):
            return given
    return AFTER_APPLY if any(leaf(body, name).is_unknown for name in present) else UNSET


def _spanner(body: Body) -> Attribute:
    value = leaf(body, "config").value
    if not isinstance(value, str) or not value:
        return AFTER_APPLY if leaf(body, "config").is_unknown else UNSET
    return known(_last_segment(value).removeprefix("regional-"))


def _is_to_come(body: Body, name: str, context: RegionContext) -> bool:
    """Whether the code sets an attribute to something unknown, which the provider's default then cannot replace."""
    return leaf(body, name).is_unknown and not is_left_to_provider(context.config, body, name)


def _last_segment(value: str) -> str:
    return value.rstrip("/").rpartition("/")[2]
