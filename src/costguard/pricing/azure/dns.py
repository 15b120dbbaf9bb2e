"""DNS: zones by the month, queries by the million, and the private resolver's endpoints and rulesets."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._network_zones import home
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "dns"
_MILLION: Final = Decimal(1_000_000)
_RECORDS: Final = ("a", "aaaa", "caa", "cname", "mx", "ns", "ptr", "srv", "txt")
_PRIVATE_RECORDS: Final = ("a", "aaaa", "cname", "mx", "ptr", "srv", "txt")


def zone(zone: Subject) -> Iterator[Line]:
    """A zone, public or private, at the price of a subscription's first 25."""
    yield monthly("Hosted zone", "months", 1, Rate(_TABLE, "zone", region=home(zone)))


def queries(record: Subject) -> Iterator[Line]:
    """The queries for a record."""
    key = "monthly_queries"
    found = record.usage.number(key)
    millions = None if found is None else found / _MILLION
    rate = Rate(_TABLE, "queries", region=home(record))
    yield by_use("DNS queries ({tier})", "1M queries", millions, rate, key=key)


def inbound_endpoint(_: Subject) -> Iterator[Line]:
    """Where a network's own resolvers send their queries in."""
    yield monthly("Inbound endpoint", "months", 1, Rate(_TABLE, "resolver_endpoint"))


def outbound_endpoint(_: Subject) -> Iterator[Line]:
    """Where forwarded queries go out."""
    yield monthly("Outbound endpoint", "months", 1, Rate(_TABLE, "resolver_endpoint"))


def forwarding_ruleset(_: Subject) -> Iterator[Line]:
    """A set of forwarding rules; the rules in it are free."""
    yield monthly("Forwarding ruleset", "months", 1, Rate(_TABLE, "resolver_ruleset"))


MODELS: Final[Models] = {
    "azurerm_dns_zone": (zone,),
    "azurerm_private_dns_zone": (zone,),
    **{f"azurerm_dns_{kind}_record": (queries,) for kind in _RECORDS},
    **{f"azurerm_private_dns_{kind}_record": (queries,) for kind in _PRIVATE_RECORDS},
    "azurerm_private_dns_resolver_inbound_endpoint": (inbound_endpoint,),
    "azurerm_private_dns_resolver_outbound_endpoint": (outbound_endpoint,),
    "azurerm_private_dns_resolver_dns_forwarding_ruleset": (forwarding_ruleset,),
}
