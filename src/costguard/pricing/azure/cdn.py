"""CDN endpoints: traffic by the profile's SKU and the billing zone, and the rules engine of Microsoft's own."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._network_zones import edge_zone
from costguard.pricing.azure._parent import parent
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "cdn"
_MILLION: Final = Decimal(1_000_000)
_FREE_RULES: Final = 5  # CDN price page, 2024-07
# Of each SKU: its name on the bill, and the item of its traffic. Three sell at the same prices.
_SKUS: Final = {
    "standard_akamai": ("Akamai", "standard"),
    "standard_microsoft": ("Microsoft", "standard"),
    "standard_verizon": ("Standard Verizon", "standard"),
    "premium_verizon": ("Premium Verizon", "premium"),
}
_PRICED_PREMIUM_GB: Final = 1_000_000  # beyond a petabyte a month, no list price is known


def outbound_data(endpoint: Subject) -> Iterator[Line]:
    """What goes out to those who asked."""
    sku = _sku(endpoint)
    if sku not in _SKUS:
        raise NotKnown(f"the price of the CDN SKU `{sku}` is not known")
    title, item = _SKUS[sku]
    key = "monthly_outbound_gb"
    gigabytes = endpoint.usage.number(key)
    if item == "premium" and gigabytes is not None and gigabytes > _PRICED_PREMIUM_GB:
        raise NotKnown("Premium Verizon has no list price beyond 1,000,000 GB a month")
    rate = Rate(_TABLE, f"{item}/data_gb", region=edge_zone(endpoint.region))
    yield by_use(f"Outbound data transfer ({title}, {{tier}})", "GB", gigabytes, rate, key=key)


def accelerated_data(endpoint: Subject) -> Iterator[Line]:
    """What goes out faster, for endpoints that are optimised for dynamic sites."""
    accelerates = _sku(endpoint) in ("standard_akamai", "standard_verizon")
    if accelerates and endpoint.text("optimization_type", "none").lower() == "dynamicsiteacceleration":
        key = "monthly_outbound_gb"
        rate = Rate(_TABLE, "acceleration_gb", region=edge_zone(endpoint.region))
        name = "Acceleration outbound data transfer ({tier})"
        yield by_use(name, "GB", endpoint.usage.number(key), rate, key=key)


def rules_engine(endpoint: Subject) -> Iterator[Line]:
    """The rules beyond the free ones, and the requests that the rules look at."""
    if _sku(endpoint) != "standard_microsoft":
        return
    rules = len(endpoint.blocks("delivery_rule")) + len(endpoint.blocks("global_delivery_rule"))
    if rules > _FREE_RULES:
        yield monthly(f"Rules engine rules (over {_FREE_RULES})", "rules", rules - _FREE_RULES, Rate(_TABLE, "rule"))
    if rules:
        key = "monthly_rules_engine_requests"
        found = endpoint.usage.number(key)
        millions = None if found is None else found / _MILLION
        yield by_use("Rules engine requests", "1M requests", millions, Rate(_TABLE, "rule_requests"), key=key)


def _sku(endpoint: Subject) -> str:
    return parent(endpoint, "profile_name", "azurerm_cdn_profile", "profile of the endpoint").text("sku").lower()


MODELS: Final[Models] = {"azurerm_cdn_endpoint": (outbound_data, accelerated_data, rules_engine)}
