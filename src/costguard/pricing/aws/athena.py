"""Athena workgroups: data that queries scan."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject


def data_scanned(workgroup: Subject) -> Iterator[Line]:
    """What queries scan."""
    key = "monthly_data_scanned_tb"
    yield by_use("Data scanned", "TB", workgroup.usage.number(key), Rate("athena", "scanned_tb"), key=key)


MODELS: Final[Models] = {"aws_athena_workgroup": (data_scanned,)}
