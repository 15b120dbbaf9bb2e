"""Azure Maps accounts: transactions, each kind at a price of its own."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_THOUSAND: Final = 1_000


def transactions(account: Subject) -> Iterator[Line]:
    """Requests for tiles, routes, searches and the rest."""
    key = "monthly_transactions"
    told = account.usage.number(key)
    quantity = None if told is None else told / _THOUSAND
    tier = account.text("sku_name")
    rate = Rate("maps", f"transactions/{tier.lower()}", region="global")
    yield by_use(f"Transactions ({tier.upper()})", "1K transactions", quantity, rate, key=key)


MODELS: Final[Models] = {"azurerm_maps_account": (transactions,)}
