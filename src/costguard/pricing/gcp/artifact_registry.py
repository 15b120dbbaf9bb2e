"""Artifact Registry: what is stored, and what is pulled from other places of Google's."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.gcp._words import continent, short
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "registry"
_EGRESS: Final = "monthly_egress_data_transfer_gb"
_FREE_TIER: Final = "before the free half gigabyte of a billing account"
_MULTI_REGIONS: Final = ("us", "europe", "asia")
_PLACES: Final = (
    "asia_east1", "asia_east2", "asia_northeast1", "asia_northeast2", "asia_northeast3", "asia_south1", "asia_south2",
    "asia_southeast1", "asia_southeast2", "australia_southeast1", "australia_southeast2", "europe_central2",
    "europe_north1", "europe_southwest1", "europe_west1", "europe_west2", "europe_west3", "europe_west4",
    "europe_west6", "europe_west8", "europe_west9", "northamerica_northeast1", "northamerica_northeast2",
    "southamerica_east1", "southamerica_west1", "us_central1", "us_east1", "us_east4", "us_east5", "us_south1",
    "us_west1", "us_west2", "us_west3", "us_west4",
)  # fmt: skip
# Traffic inside a continent has a price of its own in these: https://cloud.google.com/artifact-registry/pricing (2025).
_WITHIN: Final = {
    "north-america": "Data egress North America to North America",
    "europe": "Data egress Europe to Europe",
    "asia": "Data egress AsiaPacific to AsiaPacific",
}
_OCEANIA: Final = "Data egress from/to Oceania"
_BETWEEN: Final = "Intercontinental (Excl Oceania)"


def stored(repository: Subject) -> Iterator[Line]:
    """What it stores."""
    rate = Rate(_TABLE, "storage_gb", region="global")
    told = repository.usage.number("storage_gb")
    yield by_use("Storage", "GB", told, rate, key="storage_gb", assumption=_FREE_TIER)


def pulled(repository: Subject) -> Iterator[Line]:
    """What other regions pull, by how far away they are; none of these lines without usage."""
    home = short(repository.text("location", "")) or repository.region
    totals: dict[tuple[str, str], Decimal] = {}
    for place in _PLACES:
        gigabytes = repository.usage.number(f"{_EGRESS}.{place}")
        away = place.replace("_", "-")
        if gigabytes is not None and not _is_free(home, away):
            route = _route(continent(home), continent(away))
            totals[route] = totals.get(route, Decimal(0)) + gigabytes
    for (name, item), gigabytes in totals.items():
        rate = Rate(_TABLE, f"egress/{item}", region="global")
        yield by_use(name, "GB", gigabytes, rate, key=_EGRESS)


def _is_free(home: str, away: str) -> bool:
    """Within a region, and from a multi-region to a region in it."""
    return home == away or (home in _MULTI_REGIONS and continent(home) == continent(away))


def _route(home: str, away: str) -> tuple[str, str]:
    if "oceania" in (home, away):
        return _OCEANIA, "oceania"
    if home == away and home in _WITHIN:
        return _WITHIN[home], home
    return _BETWEEN, "intercontinental"


MODELS: Final[Models] = {"google_artifact_registry_repository": (stored, pulled)}
