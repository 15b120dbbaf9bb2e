"""Data transfer out of a region and between its zones: a line of a usage file, not a resource of Terraform."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import TIER, Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "data_transfer"
_BOTH_WAYS: Final = 2
_FREE_NOTE: Final = "the account's free 100 GB a month are not taken off"


def between_zones(subject: Subject) -> Iterator[Line]:
    """Between zones of the region, billed on both ends (EC2 pricing page, 2025-01)."""
    key = "monthly_intra_region_gb"
    gb = subject.usage.number(key)
    if gb is not None:
        yield by_use("Intra-region data transfer", "GB", gb * _BOTH_WAYS, Rate(_TABLE, "intra_region_gb"), key=key)


def to_internet(subject: Subject) -> Iterator[Line]:
    """To the internet, in tiers."""
    yield from _used(
        subject,
        "monthly_outbound_internet_gb",
        f"Outbound data transfer to Internet ({TIER})",
        "internet_gb",
        _FREE_NOTE,
    )


def to_us_east(subject: Subject) -> Iterator[Line]:
    """From one of the US East regions to the other."""
    key = "monthly_outbound_us_east_to_us_east_gb"
    yield from _used(subject, key, "Outbound data transfer to US East regions", "us_east_gb")


def to_other_regions(subject: Subject) -> Iterator[Line]:
    """To other regions of AWS."""
    key = "monthly_outbound_other_regions_gb"
    yield from _used(subject, key, "Outbound data transfer to other regions", "other_regions_gb")


def _used(subject: Subject, key: str, name: str, item: str, note: str = "") -> Iterator[Line]:
    gb = subject.usage.number(key)
    if gb is not None:
        yield by_use(name, "GB", gb, Rate(_TABLE, item), key=key, assumption=note)


MODELS: Final[Models] = {"aws_data_transfer": (between_zones, to_internet, to_us_east, to_other_regions)}
