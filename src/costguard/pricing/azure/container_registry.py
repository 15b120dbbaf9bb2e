"""Container registries: by the day, by what they store beyond what is included, and by the builds that they run."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "container_registry"
_DAYS: Final = Decimal(30)  # in a month, as the price page and its calculator count
_SECONDS_PER_HOUR: Final = Decimal(3600)
_INCLUDED_GB: Final = {"Classic": 10, "Basic": 10, "Standard": 100, "Premium": 500}  # Container Registry pricing, 2024


def replicas(registry: Subject) -> Iterator[Line]:
    """A registry in further regions pays for each as for itself."""
    count = len(registry.blocks("georeplications")) or len(registry.texts("georeplication_locations"))
    if count:
        name = f"Geo replication ({count} location{'' if count == 1 else 's'})"
        yield monthly(name, "days", _DAYS * count, _unit(registry))


def registry(registry: Subject) -> Iterator[Line]:
    """The registry itself."""
    yield monthly(f"Registry usage ({_tier(registry)})", "days", _DAYS, _unit(registry))


def storage(registry: Subject) -> Iterator[Line]:
    """What is stored beyond what the tier includes."""
    included_gb = _INCLUDED_GB.get(_tier(registry), 0)
    stored_gb = registry.usage.number("storage_gb")
    if stored_gb is None or stored_gb > included_gb:
        quantity = None if stored_gb is None else stored_gb - included_gb
        yield by_use(f"Storage (over {included_gb}GB)", "GB", quantity, Rate(_TABLE, "storage_gb"), key="storage_gb")


def builds(registry: Subject) -> Iterator[Line]:
    """Builds, by the seconds of their vCPUs."""
    key = "monthly_build_vcpu_hrs"
    hours = registry.usage.number(key)
    quantity = None if hours is None else hours * _SECONDS_PER_HOUR
    yield by_use("Build vCPU", "seconds", quantity, Rate(_TABLE, "build_vcpu_second"), key=key)


def _tier(registry: Subject) -> str:
    # Before azurerm 3 the tier could be left out; the API then made the registry a classic one.
    return registry.text("sku", "Classic").title()


def _unit(registry: Subject) -> Rate:
    return Rate(_TABLE, f"registry/{_tier(registry).lower()}")


MODELS: Final[Models] = {"azurerm_container_registry": (replicas, registry, storage, builds)}
