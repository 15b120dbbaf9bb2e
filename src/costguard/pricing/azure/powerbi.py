"""Power BI Embedded capacities, by their nodes."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject


def node(capacity: Subject) -> Iterator[Line]:
    """The capacity, as long as it is not paused."""
    size = capacity.text("sku_name").upper()
    yield hourly(f"Node usage ({size})", Rate("powerbi", size.lower()))


MODELS: Final[Models] = {"azurerm_powerbi_embedded": (node,)}
