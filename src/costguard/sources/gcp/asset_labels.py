"""Where the labels of a Google resource lie, which is not in the same place for all of them."""

from collections.abc import Mapping
from typing import Any, Final

from costguard.sources.gcp.asset import Asset, Body

Labels = Mapping[str, str | None]

# What a service's own API calls its users' labels (the discovery documents of sqladmin v1, container v1, monitoring
# v3, compute v1 and run v1, 2026-11). A node pool's `config.labels` are Kubernetes', its resource labels are Google's.
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "sqladmin.googleapis.com/Instance": ("settings.userLabels",),
    "container.googleapis.com/Cluster": ("resourceLabels",),
    "container.googleapis.com/NodePool": ("config.resourceLabels",),
    "compute.googleapis.com/InstanceTemplate": ("properties.labels",),
    "compute.googleapis.com/RegionInstanceTemplate": ("properties.labels",),
    # Version 1 of Cloud Run's API writes objects as Kubernetes does, version 2 as Google's other services do.
    "run.googleapis.com/Service": ("labels", "metadata.labels"),
    "run.googleapis.com/Job": ("labels", "metadata.labels"),
}
_USUAL_PLACES: Final = ("labels", "userLabels", "resourceLabels")


def labels_of(asset: Asset) -> Labels | None:
    """The labels of a resource by key; None where the record tells neither them nor the body in which they would lie.

    A label whose value is no text is there, but not told.
    """
    if asset.labels:
        return _as_labels(asset.labels)
    if asset.body is None:
        return None if asset.labels is None else {}
    for path in _PLACES.get(asset.asset_type, _USUAL_PLACES):
        found = _at(asset.body, path)
        if isinstance(found, list):
            found = _of_pairs(found)
        if isinstance(found, Mapping) and found:
            return _as_labels(found)
    return {}


def _as_labels(told: Mapping[str, Any]) -> Labels:
    return {str(key): value if isinstance(value, str) else None for key, value in told.items()}


def _of_pairs(told: list[Any]) -> Labels:
    """Deployment Manager lists its labels: `[{"key": …, "value": …}]` (deploymentmanager v2, 2026-11)."""
    pairs = (each for each in told if isinstance(each, Mapping) and isinstance(each.get("key"), str))
    return {pair["key"]: pair.get("value") for pair in pairs}


def _at(body: Body, path: str) -> object:
    found: object = body
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
