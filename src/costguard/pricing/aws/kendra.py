"""Kendra: indexes by the hour, by their edition and what capacity is added."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "kendra"
_DEFAULT_EDITION: Final = "ENTERPRISE_EDITION"  # the API's


def index(index: Subject) -> Iterator[Line]:
    """The index itself."""
    edition = _edition(index)
    yield hourly(f"Index ({edition.replace('_', ' ')})", Rate(_TABLE, edition))


def capacity_units(index: Subject) -> Iterator[Line]:
    """Capacity for more queries and documents than the edition has."""
    for what in ("query", "storage"):
        units = index.number(f"capacity_units.{what}_capacity_units", 0)
        if units:
            rate = Rate(_TABLE, f"{_edition(index)}/capacity_unit")
            yield hourly(f"Additional {what} capacity", rate, hours=HOURS_PER_MONTH * units)


def _edition(index: Subject) -> str:
    return index.text("edition", _DEFAULT_EDITION).removesuffix("_EDITION").lower()


MODELS: Final[Models] = {"aws_kendra_index": (index, capacity_units)}
