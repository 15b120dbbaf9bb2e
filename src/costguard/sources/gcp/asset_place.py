"""In which project and region a Google resource lies, from whatever its record tells."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from costguard.catalog.entry import Entry, RegionSource
from costguard.catalog.live.places import gcp_region
from costguard.sources.gcp.asset import Asset

# `//compute.googleapis.com/projects/p/zones/z/…`: the service's name, then the project.
_PROJECT_IN_NAME: Final = re.compile(r"^//[^/]+/projects/([^/]+)")
_PLACE_IN_NAME: Final = re.compile(r"/(?:zones|regions|locations)/([^/]+)/")


def account_of(asset: Asset, project_ids: Mapping[str, str]) -> str:
    """The id of the project that holds a resource, or its number where the id is not known.

    Of a resource in no project it is the nearest folder or organisation, by Google's name for it.
    """
    number = ""
    for told in _projects(asset):
        project = project_ids.get(told, told)
        if not project.isdigit():
            return project
        number = number or project
    return number or next(iter(asset.holders), "")


def region_of(asset: Asset, known: Entry | None) -> str | None:
    """The region, a zone's own included; a multi-region by its name; None of what is global or tells no place."""
    if known is not None and known.region is RegionSource.GLOBAL:
        return None
    place = next(_places(asset), "")
    return gcp_region(place)


def _projects(asset: Asset) -> Iterator[str]:
    """Names of the project, the surest first: some APIs tell its number where others tell its id."""
    for holder in asset.holders:
        kind, _, name = holder.partition("/")
        if kind == "projects":
            yield name
    if match := _PROJECT_IN_NAME.match(asset.name):
        yield match[1]
    for key in ("projectId", "project", "projectNumber"):
        told = (asset.body or {}).get(key)
        if isinstance(told, str | int) and str(told):
            yield str(told).rpartition("/")[2]


def _places(asset: Asset) -> Iterator[str]:
    """Where it lies, the surest first; URLs among them, and a Spanner instance's configuration."""
    if asset.location:
        yield asset.location
    for key in ("location", "region", "zone", "gceZone", "config"):
        told = (asset.body or {}).get(key)
        if isinstance(told, str) and told:
            yield told
    if match := _PLACE_IN_NAME.search(asset.name):
        yield match[1]
