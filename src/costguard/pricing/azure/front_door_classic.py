"""Front Door (classic) and its firewall policies: routing rules by the hour, traffic by zone, rules by the month."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._network_zones import edge_zone, home, is_government
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "front_door_classic"
_MILLION: Final = Decimal(1_000_000)
# Where the price of a routing rule changes, and the hosts that are free (Front Door price page, 2024-07).
_FULL_PRICE_RULES: Final = 5
_FREE_HOSTS: Final = 100
_GOVERNMENT: Final = "usgov"
# Of each billing zone: its key in a usage file, and its name on the bill.
_ZONES: Final = {
    "zone1": ("north_america_europe_africa", "North America, Europe and Africa"),
    "zone2": ("asia_pacific", "Asia Pacific (including Japan)"),
    "zone3": ("south_america", "South America"),
    "zone4": ("australia", "Australia"),
    "zone5": ("india", "India"),
}


def routing_rules(door: Subject) -> Iterator[Line]:
    """The enabled routing rules."""
    count = sum(rule.flag("enabled", default=True) for rule in door.blocks("routing_rule"))
    region = _region(door)
    if count:
        line = hourly(f"Routing rules (first {_FULL_PRICE_RULES} rules)", _rate("routing_rule/included", region))
        yield line.times(min(count, _FULL_PRICE_RULES))
    if count > _FULL_PRICE_RULES:
        line = hourly("Routing rules (per additional rule)", _rate("routing_rule/overage", region))
        yield line.times(count - _FULL_PRICE_RULES)


def frontend_hosts(door: Subject) -> Iterator[Line]:
    """The hosts beyond those that are free."""
    beyond = len(door.blocks("frontend_endpoint")) - _FREE_HOSTS
    if beyond > 0:
        yield monthly(f"Frontend hosts (over {_FREE_HOSTS})", "hosts", beyond, _rate("frontend_host", _region(door)))


def inbound_data(door: Subject) -> Iterator[Line]:
    """What comes in."""
    key = "monthly_inbound_data_transfer_gb"
    rate = _rate("data_in_gb", _region(door))
    yield by_use("Inbound data transfer", "GB", door.usage.number(key), rate, key=key)


def outbound_data(door: Subject) -> Iterator[Line]:
    """What goes out, by the zone of those who asked; without usage, the price in the resource group's own zone."""
    key, part = "monthly_outbound_data_transfer_gb", "Outbound data transfer"
    region = _region(door)
    if region == _GOVERNMENT:
        rate = _rate("data_out_usgov_gb", region)
        yield by_use("US Gov", "GB", door.usage.number(f"{key}.us_gov"), rate, key=f"{key}.us_gov").of(part)
        return
    used = {zone: door.usage.number(f"{key}.{name}") for zone, (name, _) in _ZONES.items()}
    given = {zone: gigabytes for zone, gigabytes in used.items() if gigabytes is not None}
    for zone in given or (edge_zone(region),):
        name, title = _ZONES[zone]
        rate = _rate("data_out_gb", zone)
        yield by_use(f"{title} ({{tier}})", "GB", used[zone], rate, key=f"{key}.{name}").of(part)


def firewall_policy(policy: Subject) -> Iterator[Line]:
    """The policy, and each rule and ruleset in it, be they enabled or not."""
    region = _region(policy)
    yield monthly("Policy", "months", 1, _rate("policy", region))
    yield monthly("Custom rules", "rules", len(policy.blocks("custom_rule")), _rate("custom_rule", region))
    rulesets = len(policy.blocks("managed_rule"))
    yield monthly("Managed rulesets", "rulesets", rulesets, _rate("managed_ruleset", region))


def firewall_requests(policy: Subject) -> Iterator[Line]:
    """The requests that the rules and rulesets look at."""
    region = _region(policy)
    for name, key, item in (
        ("Custom rule requests", "monthly_custom_rule_requests", "custom_rule_requests"),
        ("Managed ruleset requests", "monthly_managed_ruleset_requests", "managed_ruleset_requests"),
    ):
        found = policy.usage.number(key)
        millions = None if found is None else found / _MILLION
        yield by_use(name, "1M requests", millions, _rate(item, region), key=key)


def _region(subject: Subject) -> str:
    """The region of the resource group, as one for those of the government, which bill apart."""
    region = home(subject)
    return _GOVERNMENT if is_government(region) else region


def _rate(item: str, region: str) -> Rate:
    return Rate(_TABLE, item, region=region)


MODELS: Final[Models] = {
    "azurerm_frontdoor": (routing_rules, frontend_hosts, inbound_data, outbound_data),
    "azurerm_frontdoor_firewall_policy": (firewall_policy, firewall_requests),
}
