"""Event Grid topics: operations."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_HUNDRED_THOUSAND: Final = 100_000


def operations(topic: Subject) -> Iterator[Line]:
    """Events published, and attempts to deliver them. The meter counts by 100,000, and the first of them is free."""
    key = "monthly_operations"
    told = topic.usage.number(key)
    quantity = None if told is None else _billed(told)
    yield by_use("Operations", "100k operations", quantity, Rate("eventgrid", "operations"), key=key)


def _billed(told: Decimal) -> Decimal:
    return max((told / _HUNDRED_THOUSAND).to_integral_value(ROUND_CEILING) - 1, Decimal(0))


MODELS: Final[Models] = {
    "azurerm_eventgrid_topic": (operations,),
    "azurerm_eventgrid_system_topic": (operations,),
    "azurerm_eventgrid_domain": (operations,),
}
