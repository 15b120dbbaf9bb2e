"""Federated identity credentials: users of Entra External ID who are active in the month."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_FREE_USERS: Final = 50_000  # each month (Microsoft Entra External ID pricing page, 2024-07)
_LICENCES: Final = ("P1", "P2")


def active_users(credential: Subject) -> Iterator[Line]:
    """Users beyond the free ones, by the licence that a usage file speaks of, else by both."""
    told = {licence: credential.usage.number(f"monthly_active_{licence.lower()}_users") for licence in _LICENCES}
    shown = [licence for licence in _LICENCES if told[licence] is not None][:1] or _LICENCES
    for licence in shown:
        users = told[licence]
        quantity = None if users is None else max(users - _FREE_USERS, Decimal(0))
        rate = Rate("external_identities", licence.lower(), region="global")
        key = f"monthly_active_{licence.lower()}_users"
        yield by_use(f"Active users ({licence})", "users", quantity, rate, key=key)


MODELS: Final[Models] = {"azurerm_federated_identity_credential": (active_users,)}
