"""Dedicated hosts: the whole host by the hour, whatever runs on it."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject


def host(host: Subject) -> Iterator[Line]:
    """The host; the machines on it are paid with it."""
    kind = host.text("sku_name")
    yield hourly(f"Dedicated host ({kind})", Rate("dedicated_host", kind.lower()))


MODELS: Final[Models] = {"azurerm_dedicated_host": (host,)}
