"""App Configuration: a store and each of its replicas by the day, and the requests beyond those included."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._parent import parent
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "app_configuration"
_DAYS_PER_MONTH: Final = 30
_REQUESTS_A_UNIT: Final = Decimal(10_000)
_FREE: Final = "free"


def instance(store: Subject) -> Iterator[Line]:
    """The store, and as much again for each replica."""
    sku = _sku(store)
    if sku == _FREE:
        return
    replicas = len(store.blocks("replica"))
    name = f"Instance ({replicas} replica{'s' if replicas > 1 else ''})" if replicas else "Instance"
    yield monthly(name, "days", _DAYS_PER_MONTH, Rate(_TABLE, f"{sku}/day").times(1 + replicas))


def requests(store: Subject) -> Iterator[Line]:
    """The requests beyond the 200,000 a day that a store and each replica include."""
    sku = _sku(store)
    if sku != _FREE:
        key = "monthly_additional_requests"
        found = store.usage.number(key)
        quantity = None if found is None else found / _REQUESTS_A_UNIT
        rate = Rate(_TABLE, f"{sku}/requests")
        yield by_use("Requests (over 200k/day per replica)", "10k requests", quantity, rate, key=key)


def replica(replica: Subject) -> Iterator[Line]:
    """A replica that is a resource of its own."""
    store = parent(replica, "configuration_store_id", "azurerm_app_configuration", "store of the replica")
    yield monthly("Replica", "days", _DAYS_PER_MONTH, Rate(_TABLE, f"{_sku(store)}/day"))


def _sku(store: Subject) -> str:
    return store.text("sku", _FREE).lower()  # azurerm's default


MODELS: Final[Models] = {
    "azurerm_app_configuration": (instance, requests),
    "azurerm_app_configuration_replica": (replica,),
}
