"""Cloud Storage buckets, and Container Registry, which keeps its images in one."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.gcp._words import continent, short
from costguard.pricing.lines import TIER, Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "storage"
_OPERATIONS: Final = 10_000
_MULTI_REGIONS: Final = ("us", "eu", "asia")
# Dual-regions that have a name of their own.
_PAIRS: Final = ("nam4", "eur4", "asia1", "eur5", "eur7", "eur8")
# Older names of the standard class.
_STANDARD: Final = ("standard", "regional", "multi_regional", "durable_reduced_availability")
_EGRESS: Final = (
    ("to worldwide excluding Asia, Australia", "worldwide"),
    ("to Asia excluding China, but including Hong Kong", "asia"),
    ("to China excluding Hong Kong", "china"),
    ("to Australia", "australia"),
)


def stored(bucket: Subject) -> Iterator[Line]:
    """What it stores. A configurable dual-region bills for both of its regions."""
    name, kind = _class(bucket)
    pair = bucket.texts("custom_placement_config.data_locations")
    rates = tuple(Rate(_TABLE, f"{kind}/dual_gb", region=short(each)) for each in pair)
    rate = rates or (Rate(_TABLE, f"{kind}/gb", region=_location(bucket)),)
    yield by_use(f"Storage ({name})", "GiB", bucket.usage.number("storage_gb"), rate, key="storage_gb")


def retrieved(bucket: Subject) -> Iterator[Line]:
    """What is read out of a class that bills for it."""
    _, kind = _class(bucket)
    if kind != "standard":
        key = "monthly_data_retrieval_gb"
        rate = Rate(_TABLE, f"{kind}/retrieval_gb", region="global")
        yield by_use("Data retrieval", "GB", bucket.usage.number(key), rate, key=key)


def operations(bucket: Subject) -> Iterator[Line]:
    """What is asked of it: dearer where the data lie in more than one region."""
    _, kind = _class(bucket)
    place = _location(bucket)
    is_multi = place in (*_MULTI_REGIONS, *_PAIRS) or bucket.has("custom_placement_config")
    for name, letter in (
        ("Object adds, bucket/object list (class A)", "a"),
        ("Object gets, retrieve bucket/object metadata (class B)", "b"),
    ):
        key = f"monthly_class_{letter}_operations"
        asked = bucket.usage.number(key)
        rate = Rate(_TABLE, f"{kind}/{letter}/{'multi' if is_multi else 'region'}", region="global")
        yield by_use(name, "10k operations", None if asked is None else asked / _OPERATIONS, rate, key=key)


def egress(bucket: Subject) -> Iterator[Line]:
    """What leaves it, by where it goes."""
    prefix = "monthly_egress_data_transfer_gb"
    key = f"{prefix}.same_continent"
    rate = Rate(_TABLE, f"same_continent/{continent(_location(bucket))}", region="global")
    line = by_use("Data transfer in same continent", "GB", bucket.usage.number(key), rate, key=key)
    yield line.of("Network egress")
    for name, item in _EGRESS:
        key = f"{prefix}.{item}"
        rate = Rate(_TABLE, f"egress/{item}", region="global")
        line = by_use(f"Data transfer {name} ({TIER})", "GB", bucket.usage.number(key), rate, key=key)
        yield line.of("Network egress")


def _class(bucket: Subject) -> tuple[str, str]:
    """The storage class as the code names it, and as the book does."""
    name = bucket.text("storage_class", "STANDARD").lower()  # the provider's default
    return name, "standard" if name in _STANDARD else name


def _location(bucket: Subject) -> str:
    return short(bucket.text("location", "US"))  # the provider's default


MODELS: Final[Models] = {
    "google_storage_bucket": (stored, retrieved, operations, egress),
    "google_container_registry": (stored, operations, egress),
}
