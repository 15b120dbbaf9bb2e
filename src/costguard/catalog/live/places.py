"""A live record spells its place in the cloud's many ways; policies name regions in one, that of a plan."""

import re
from typing import Final

# sources/terraform_plan/regions.py spells a plan's places by the same rules: it could call these two.
_GCP_ZONE: Final = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")
# Cloud Spanner's configurations: `projects/P/instanceConfigs/regional-us-central1`, or a multi-region's name.
_OF_ONE_REGION: Final = "regional-"
_EVERYWHERE: Final = "global"


def azure_region(location: str) -> str | None:
    """The region of an ARM resource's `location`: `West Europe` is `westeurope`; None for `global` and for ""."""
    return _unless_everywhere(location.replace(" ", "").lower())


def gcp_region(place: str) -> str | None:
    """The region of a Google location: a zone's region, a region, or a multi-region (`eu`, `nam4`) as it is.

    `place` may be a URL or a resource name that ends in the location, in any case. None for `global` and for "".
    """
    name = place.rstrip("/").rpartition("/")[2].lower().removeprefix(_OF_ONE_REGION)
    zone = _GCP_ZONE.fullmatch(name)
    return _unless_everywhere(zone[1] if zone else name)


def _unless_everywhere(region: str) -> str | None:
    return region if region and region != _EVERYWHERE else None
