"""Private endpoints: by the hour, and by the gigabyte each way, cheaper from the second petabyte on."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "private_endpoint"


def endpoint(_: Subject) -> Iterator[Line]:
    """The endpoint itself, as long as it is there."""
    yield monthly("Private endpoint", "hour", HOURS_PER_MONTH, Rate(_TABLE, "hours"))


def inbound_data(endpoint: Subject) -> Iterator[Line]:
    """What goes in through it."""
    key = "monthly_inbound_data_processed_gb"
    rate = Rate(_TABLE, "data_gb")
    yield by_use("Inbound data processed ({tier})", "GB", endpoint.usage.number(key), rate, key=key)


def outbound_data(endpoint: Subject) -> Iterator[Line]:
    """What comes out through it."""
    key = "monthly_outbound_data_processed_gb"
    rate = Rate(_TABLE, "data_gb")
    yield by_use("Outbound data processed ({tier})", "GB", endpoint.usage.number(key), rate, key=key)


MODELS: Final[Models] = {"azurerm_private_endpoint": (endpoint, inbound_data, outbound_data)}
