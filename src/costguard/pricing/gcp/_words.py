"""How Google's values read: the last segment of a URL, zones, and numbers as line names show them."""

import re
from decimal import Decimal
from typing import Final

from costguard.model.block import Block
from costguard.pricing.values import Values

_ZONE: Final = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")


def short(value: str) -> str:
    """The name at the end of a resource URL, in lower case: `.../zones/us-east1-b` is `us-east1-b`."""
    return value.rstrip("/").rpartition("/")[2].lower()


def is_zone(place: str) -> bool:
    """Whether a place is a zone, and not a region."""
    return _ZONE.fullmatch(short(place)) is not None


def region_of(place: str) -> str:
    """The region of a zone or region."""
    found = _ZONE.fullmatch(short(place))
    return found[1] if found else short(place)


def continent(region: str) -> str:
    """The continent that a region or multi-region belongs to, as Google's network prices divide the world."""
    return _CONTINENTS.get(region.partition("-")[0].rstrip("0123456789"), "other")


def plain(number: Decimal) -> str:
    """A number without an exponent or trailing zeros."""
    return f"{number.normalize():f}"


def values_of(**told: object) -> Values:
    """A block of these values, for what the code leaves out altogether or writes by other names."""
    return Values(Block(told))


_CONTINENTS: Final = {
    "us": "north-america",
    "nam": "north-america",
    "northamerica": "north-america",
    "europe": "europe",
    "eu": "europe",
    "eur": "europe",
    "asia": "asia",
    "southamerica": "south-america",
    "australia": "oceania",
}
