"""NAT gateways: by the hour, and by the gigabyte that goes through them."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "nat_gateway"


def gateway(_: Subject) -> Iterator[Line]:
    """The gateway itself, as long as it is there."""
    yield hourly("NAT gateway", Rate(_TABLE, "hours"))


def data(gateway: Subject) -> Iterator[Line]:
    """What it passes on."""
    key = "monthly_data_processed_gb"
    yield by_use("Data processed", "GB", gateway.usage.number(key), Rate(_TABLE, "data_gb"), key=key)


MODELS: Final[Models] = {"aws_nat_gateway": (gateway, data)}
