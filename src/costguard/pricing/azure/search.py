"""Azure AI Search: search units, and images that enrichment extracts."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import TIER, Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "search"
_THOUSAND: Final = 1_000
# The tiers as the field names them; `standard` is S1.
_NAMES: Final = {
    "basic": "Basic", "standard": "Standard S1", "standard2": "Standard S2", "standard3": "Standard S3",
    "storage_optimized_l1": "Storage Optimized L1", "storage_optimized_l2": "Storage Optimized L2",
}  # fmt: skip


def search_usage(service: Subject) -> Iterator[Line]:
    """Search units: partitions times replicas. Free is free."""
    tier = service.text("sku").lower()
    if tier == "free":
        return
    units = service.number("partition_count", 1) * service.number("replica_count", 1)
    word = "unit" if units == 1 else "units"
    yield hourly(f"Search usage ({_NAMES.get(tier, tier)}, {units:f} {word})", Rate(_TABLE, f"unit/{tier}")).times(
        units
    )


def image_extraction(service: Subject) -> Iterator[Line]:
    """Images taken out of documents on their way into an index."""
    if service.text("sku").lower() == "free":
        return
    key = "monthly_images_extracted"
    images = service.usage.number(key)
    quantity = None if images is None else images / _THOUSAND
    yield by_use(f"Image extraction ({TIER})", "1000 images", quantity, Rate(_TABLE, "images"), key=key)


MODELS: Final[Models] = {"azurerm_search_service": (search_usage, image_extraction)}
