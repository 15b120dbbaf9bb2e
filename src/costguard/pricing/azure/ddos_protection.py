"""DDoS Network Protection: a plan for a hundred public addresses, and a price for each one more."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "ddos_protection"


def plan(_: Subject) -> Iterator[Line]:
    """The plan itself."""
    yield hourly("DDoS Protection Plan", Rate(_TABLE, "plan"))


def overage(plan: Subject) -> Iterator[Line]:
    """The addresses beyond the hundred that the plan includes."""
    key = "overage_amount"
    yield by_use("Overage charges", "resource", plan.usage.number(key), Rate(_TABLE, "resource"), key=key)


MODELS: Final[Models] = {"azurerm_network_ddos_protection_plan": (plan, overage)}
