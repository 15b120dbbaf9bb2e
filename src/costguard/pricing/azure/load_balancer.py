"""Load balancers: an hourly price for the rules, of which the first five share one, and a price for the data."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.azure._parent import parent
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "load_balancer"
_RULES: Final = ("azurerm_lb_rule", "azurerm_lb_outbound_rule")
# The first five rules cost 0.025 an hour together, each one more 0.01 (Load Balancer price page, 2026-01).
_INCLUDED_RULES: Final = 5
_FREE: Final = "basic"


def gateway(balancer: Subject) -> Iterator[Line]:
    """A gateway load balancer bills by the hour and not for its rules."""
    if _sku(balancer) == "gateway":
        yield hourly("Gateway", Rate(_TABLE, "gateway_hours"))


def data(balancer: Subject) -> Iterator[Line]:
    """What it balances. The Basic SKU is free, and a global balancer's regional ones bill for its data."""
    sku = _sku(balancer)
    if sku == _FREE or balancer.text("sku_tier", "Regional").lower() == "global":
        return
    key = "monthly_data_processed_gb"
    item = "gateway_data_gb" if sku == "gateway" else "data_gb"
    yield by_use("Data processed", "GB", balancer.usage.number(key), Rate(_TABLE, item), key=key)


def rule(rule: Subject) -> Iterator[Line]:
    """A rule's share: the first of a balancer carries the price of the five, those after the fifth their own."""
    balancer = parent(rule, "loadbalancer_id", "azurerm_lb", "load balancer of the rule")
    if _sku(balancer) in (_FREE, "gateway"):
        return
    place = sum(each.address < rule.address for each in balancer.users(*_RULES))
    if place == 0:
        included = Rate(_TABLE, "included_rules", region=balancer.region)
        yield hourly("Rule usage", included, assumption="pays for the load balancer's first five rules")
    elif place >= _INCLUDED_RULES:
        yield hourly("Rule usage", Rate(_TABLE, "overage_rule", region=balancer.region))


def _sku(balancer: Subject) -> str:
    # azurerm 4; version 3 writes its default out, and Azure retired the Basic SKU on 2025-09-30.
    return balancer.text("sku", "Standard").lower()


MODELS: Final[Models] = {
    "azurerm_lb": (gateway, data),
    "azurerm_lb_rule": (rule,),
    "azurerm_lb_outbound_rule": (rule,),
}
