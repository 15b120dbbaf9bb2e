"""Event Hubs: namespaces by the capacity of their tier, events, capture and retention; dedicated clusters."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "eventhub"
_NAMESPACE: Final = "azurerm_eventhub_namespace"
_CLUSTER: Final = "azurerm_eventhub_cluster"
_MILLION: Final = 1_000_000
_UNITS: Final = {"premium": "processing units", "dedicated": "capacity units"}
_EVERY_EVENT_BILLS: Final = ("basic", "standard")
_INCLUDED_GB_BY_UNIT: Final = {"premium": 1_000, "dedicated": 10_000}  # retention (Event Hubs pricing page, 2026-01)


def ingress_events(namespace: Subject) -> Iterator[Line]:
    """Events that come in, which the larger tiers include."""
    tier = _tier(namespace)
    if tier in _EVERY_EVENT_BILLS:
        key = "monthly_ingress_events"
        events = namespace.usage.number(key)
        quantity = None if events is None else events / _MILLION
        yield by_use(f"Ingress event ({tier.title()})", "1M events", quantity, _rate("ingress", tier), key=key)


def capture(namespace: Subject) -> Iterator[Line]:
    """Capture of events to storage, for each throughput unit; only a hub in the namespace says whether it is on."""
    hubs = namespace.users("azurerm_eventhub")
    is_captured = any(hub.flag("capture_description.enabled", default=False) for hub in hubs)
    told = namespace.usage.text("capture_enabled", "true" if is_captured else "false")
    if _tier(namespace) == "standard" and told == "true":
        yield monthly("Capture", "units", _capacity(namespace), _rate("capture", "standard"))


def capacity(namespace: Subject) -> Iterator[Line]:
    """Throughput, processing or capacity units, which may grow by themselves to a limit."""
    if not _pays_for_capacity(namespace):
        return
    tier = _tier(namespace)
    line = monthly(f"Capacity ({tier.title()})", _UNITS.get(tier, "throughput units"), 1, _rate("capacity", tier))
    units = _capacity(namespace)
    may_grow = namespace.flag("auto_inflate_enabled", default=False)
    most = namespace.number("maximum_throughput_units", 0) if may_grow else units
    yield line.scaled(units, units, max(units, most))


def extended_retention(namespace: Subject) -> Iterator[Line]:
    """What is kept beyond the storage that the units include."""
    tier = _tier(namespace)
    if tier not in _INCLUDED_GB_BY_UNIT:
        return
    key = "retention_storage_gb"
    kept = namespace.usage.number(key)
    beyond = None if kept is None else kept - _capacity(namespace) * _INCLUDED_GB_BY_UNIT[tier]
    if beyond is None or beyond > 0:
        yield by_use("Extended retention", "GB", beyond, _rate("retention", tier), key=key)


def cluster(cluster: Subject) -> Iterator[Line]:
    """A dedicated cluster that no namespace is in yet; else the first of these pays for it."""
    if not cluster.users(_NAMESPACE):
        units = cluster.usage.number_or("throughput_or_capacity_units", 1)
        yield monthly("Capacity (Dedicated)", _UNITS["dedicated"], units, _rate("capacity", "dedicated"))


def _pays_for_capacity(namespace: Subject) -> bool:
    """Whether no namespace before it is in the same dedicated cluster."""
    clusters = namespace.linked("dedicated_cluster_id", _CLUSTER)
    others = clusters[0].users(_NAMESPACE) if clusters else ()
    return all(namespace.address <= other.address for other in others)


def _tier(namespace: Subject) -> str:
    if namespace.has("dedicated_cluster_id"):
        return "dedicated"
    return namespace.text("sku", "Basic").lower()


def _capacity(namespace: Subject) -> Decimal:
    told = namespace.usage.number("throughput_or_capacity_units")
    return namespace.number("capacity", 1) if told is None else told


def _rate(kind: str, tier: str) -> Rate:
    return Rate(_TABLE, f"{kind}/{tier}")


MODELS: Final[Models] = {
    _NAMESPACE: (ingress_events, capture, capacity, extended_retention),
    _CLUSTER: (cluster,),
}
