"""Azure Firewall: by the hour and the gigabyte, by tier; a policy costs once firewalls share it."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "firewall"


def deployment(firewall: Subject) -> Iterator[Line]:
    """The firewall; in a virtual hub it costs the same under another name."""
    tier = _tier(firewall)
    title = tier.capitalize()
    if firewall.has("virtual_hub") or firewall.text("sku_name", "AZFW_VNet").lower() == "azfw_hub":
        title += " Secure Virtual Hub" if tier == "standard" else " Secured Virtual Hub"
    yield hourly(f"Deployment ({title})", Rate(_TABLE, f"{tier}/hours"))


def data(firewall: Subject) -> Iterator[Line]:
    """What it lets through and what it stops."""
    key = "monthly_data_processed_gb"
    rate = Rate(_TABLE, f"{_tier(firewall)}/data_gb")
    yield by_use("Data processed", "GB", firewall.usage.number(key), rate, key=key)


def policy(policy: Subject) -> Iterator[Line]:
    """A policy is free with one firewall; where several share it, it bills by region (Firewall Manager, 2024-07)."""
    firewalls = len(policy.users("azurerm_firewall"))
    if firewalls > 1:
        yield monthly("Policy shared by firewalls", "policies", 1, Rate(_TABLE, "shared_policy"))


def _tier(firewall: Subject) -> str:
    return firewall.text("sku_tier", "Standard").lower()  # azurerm 2; later ones require it


MODELS: Final[Models] = {
    "azurerm_firewall": (deployment, data),
    "azurerm_firewall_policy": (policy,),
}
