"""Serverless VPC Access: connectors, which are machines that carry the traffic of serverless services."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.gcp._machine import machine_lines, machine_of
from costguard.pricing.lines import Line
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

# The defaults of the API; a machine carries 100 Mbps, and connectors never scale down again:
# https://cloud.google.com/vpc/docs/configure-serverless-vpc-access (2025).
_MACHINE: Final = "e2-micro"
_MBPS: Final = 100
_LEAST_MBPS: Final = 200
_MOST_MBPS: Final = 300


def connector(connector: Subject) -> Iterator[Line]:
    """The machines of a connector, billed as those of Compute Engine, between the bounds of its scaling."""
    low = _machines(connector, "min", _LEAST_MBPS)
    high = max(_machines(connector, "max", _MOST_MBPS), low)
    for line in machine_lines(machine_of(connector, default=_MACHINE)):
        yield line.scaled(low, low, high)


def _machines(connector: Subject, bound: str, default_mbps: int) -> Decimal:
    """How many machines a bound stands for, be it told in machines or in Mbps."""
    told = connector.number(f"{bound}_instances", 0)
    return told or connector.number(f"{bound}_throughput", default_mbps) / _MBPS


MODELS: Final[Models] = {"google_vpc_access_connector": (connector,)}
