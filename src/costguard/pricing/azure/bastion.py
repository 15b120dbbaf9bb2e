"""Bastion hosts: by the hour and their instances, and by what goes out through them."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import TIER, Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "bastion"
_INCLUDED_INSTANCES: Final = 2  # Azure Bastion pricing, 2024


def host(host: Subject) -> Iterator[Line]:
    """The host with two instances. The provider's default is a basic one; one for developers is free."""
    tier = host.text("sku", "Basic").lower()
    if tier != "developer":
        yield hourly("Bastion host", Rate(_TABLE, f"host/{tier}"))


def instances(host: Subject) -> Iterator[Line]:
    """Instances beyond those that are included; basic hosts cannot have more."""
    extra = host.number("scale_units", _INCLUDED_INSTANCES) - _INCLUDED_INSTANCES
    if extra > 0 and host.text("sku", "Basic").lower() in ("standard", "premium"):
        yield hourly("Additional instances", Rate(_TABLE, "instance"), hours=HOURS_PER_MONTH * extra)


def data(host: Subject) -> Iterator[Line]:
    """What goes out."""
    key = "monthly_outbound_data_gb"
    if host.text("sku", "Basic").lower() != "developer":
        quantity = host.usage.number(key)
        yield by_use(f"Outbound data transfer ({TIER})", "GB", quantity, Rate(_TABLE, "data_gb"), key=key)


MODELS: Final[Models] = {"azurerm_bastion_host": (host, instances, data)}
