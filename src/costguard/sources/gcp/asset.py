"""What one record of Cloud Asset Inventory tells, whichever way it came: a search, a list of assets, or an export."""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

# A record of another content type only speaks of the same resource, but says nothing of it (Asset message, cloudasset
# v1, 2026-11): that of content type RESOURCE, or a search, does. Config Validator's records hold both side by side.
_OTHER_CONTENT: Final = ("iam_policy", "org_policy", "access_policy", "access_level", "service_perimeter")
_RELATION: Final = ("related_asset", "related_assets")
# What a search result has and an asset has not. Empty labels are left out of a result's JSON, as every empty field is.
_OF_SEARCH: Final = (
    "labels",
    "project",
    "folders",
    "organization",
    "location",
    "display_name",
    "versioned_resources",
    "parent_full_resource_name",
)
# The request that creates a Spanner instance wraps it, and some exports hold what was requested.
_WRAPPED_IN: Final = {"spanner.googleapis.com/Instance": "instance"}
_HOLDER: Final = re.compile(r"(?:projects|folders|organizations)/[^/]+$")
_UNDERSCORE: Final = re.compile(r"_([a-z])")

Body = Mapping[str, Any]


class Asset(msgspec.Struct, frozen=True):
    """One resource as Google tells it.

    `holders` are what it lies in, the nearest first (`projects/123`, `folders/456`, `organizations/789`). `body` is
    the resource as its own API represents it, None where it is not told; `labels` are those that a search tells
    beside it, None where none are told there.
    """

    name: str
    asset_type: str
    holders: tuple[str, ...] = ()
    location: str = ""
    labels: Mapping[str, Any] | None = None
    body: Body | None = None


def asset_of(record: Mapping[str, Any]) -> Asset | None:
    """The asset of a record; None of one that describes no resource, such as an IAM policy.

    Takes a `ResourceSearchResult` and an `Asset` in JSON, both with `assetType` as the REST API writes it and with
    `asset_type` as exports of 2019 and gRPC do; also an asset whose `resource.data` is JSON text (a BigQuery export).
    """
    name, asset_type = _text(record, "name"), _text(record, "asset_type")
    if not name or not asset_type or any(_field(record, told) for told in _RELATION) or _is_of_cluster(asset_type):
        return None
    if isinstance(resource := _field(record, "resource"), Mapping):
        return Asset(
            name=name,
            asset_type=asset_type,
            holders=_holders((*_ancestors(record), _text(resource, "parent"))),
            location=_text(resource, "location"),
            body=_unwrapped(asset_type, _body(resource.get("data"))),
        )
    if any(_field(record, told) for told in _OTHER_CONTENT):
        return None
    if any(_field(record, told) is not None for told in _OF_SEARCH):
        return _search_result(record, name, asset_type)
    return Asset(name=name, asset_type=asset_type, holders=_holders(_ancestors(record)))


def _is_of_cluster(asset_type: str) -> bool:
    """Whether it lies inside a Kubernetes cluster, as `apps.k8s.io/Deployment`: its labels are the cluster's own."""
    return asset_type.partition("/")[0].endswith("k8s.io")


def _search_result(record: Mapping[str, Any], name: str, asset_type: str) -> Asset:
    labels = _field(record, "labels")
    above = (_text(record, "project"), *_texts(record, "folders"), _text(record, "organization"))
    return Asset(
        name=name,
        asset_type=asset_type,
        holders=_holders((*above, _text(record, "parent_full_resource_name"))),
        location=_text(record, "location"),
        labels=labels if isinstance(labels, Mapping) else {},
        body=_first_version(_field(record, "versioned_resources")),
    )


def _first_version(versions: object) -> Body | None:
    """A resource has a second version only while its service moves to another (VersionedResource, cloudasset v1)."""
    for version in versions if isinstance(versions, list | tuple) else ():
        if isinstance(version, Mapping) and (body := _body(version.get("resource"))) is not None:
            return body
    return None


def _body(told: object) -> Body | None:
    """None also of an empty one: nothing told is not the same as nothing set."""
    if isinstance(told, str):
        try:
            told = msgspec.json.decode(told)
        except msgspec.DecodeError:
            return None
    return told if isinstance(told, Mapping) and told else None


def _unwrapped(asset_type: str, body: Body | None) -> Body | None:
    inner = (body or {}).get(_WRAPPED_IN.get(asset_type, ""))
    return inner if isinstance(inner, Mapping) and inner else body


def _ancestors(record: Mapping[str, Any]) -> tuple[str, ...]:
    """What it lies in, the nearest first: a list, or a path from the root (`organization/1/project/p`)."""
    if told := _texts(record, "ancestors"):
        return told
    steps = [step for step in _text(record, "ancestry_path").removeprefix("//").split("/") if step]
    pairs = zip(steps[::2], steps[1::2], strict=False)
    return tuple(reversed([f"{kind.removesuffix('s')}s/{name}" for kind, name in pairs]))


def _holders(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names without a service before them, each once."""
    found = (_HOLDER.search(name) for name in names)
    return tuple(dict.fromkeys(match[0] for match in found if match))


def _field(record: Mapping[str, Any], name: str) -> object:
    """A field by its name in the API's definition, which JSON writes in camel case."""
    value = record.get(name)
    return value if value is not None else record.get(_UNDERSCORE.sub(lambda letter: letter[1].upper(), name))


def _text(record: Mapping[str, Any], name: str) -> str:
    value = _field(record, name)
    return value if isinstance(value, str) else ""


def _texts(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = _field(record, name)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else ()
