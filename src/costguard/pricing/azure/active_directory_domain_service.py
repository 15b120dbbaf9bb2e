"""Microsoft Entra Domain Services: each replica set by the hour and the service's SKU."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.azure._parent import parent
from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "active_directory_domain_service"
_SERVICE: Final = "azurerm_active_directory_domain_service"
_TITLE: Final = "Active directory domain service"


def domain_service(service: Subject) -> Iterator[Line]:
    """The service with its first replica set."""
    sku = service.text("sku").lower()
    yield hourly(f"{_TITLE} ({sku.capitalize()})", Rate(_TABLE, sku))


def replica_set(replica: Subject) -> Iterator[Line]:
    """A further replica set, at the price of the service's SKU."""
    service = parent(replica, "domain_service_id", _SERVICE, "domain service of the replica set")
    sku = service.text("sku").lower()
    yield hourly(f"{_TITLE} replica set ({sku.capitalize()})", Rate(_TABLE, sku))


MODELS: Final[Models] = {
    _SERVICE: (domain_service,),
    "azurerm_active_directory_domain_service_replica_set": (replica_set,),
}
