"""S3 buckets: each storage class by what it holds and does, lifecycle rules, analytics and inventories."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.pricing.lines import TIER, Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

_TABLE: Final = "s3"
_SIZE: Final = {"GB": 1, "1k requests": 1000, "1k objects": 1000, "10k tags": 10_000, "1M objects": 1_000_000}


class _Use(msgspec.Struct, frozen=True):
    """One line of a class: its name and unit, its key below that of the class, its item below that of the class."""

    name: str
    unit: str
    key: str
    item: str


class _Class(msgspec.Struct, frozen=True):
    """A storage class: the part of a bill that it is, its key in a usage file, and its lines."""

    part: str
    key: str
    table: str
    uses: tuple[_Use, ...]


def _gb(name: str, key: str, item: str) -> _Use:
    return _Use(name, "GB", key, item)


def _thousands(name: str, key: str, item: str) -> _Use:
    return _Use(name, "1k requests", key, item)


_REQUESTS: Final = (
    _thousands("PUT, COPY, POST, LIST requests", "monthly_tier_1_requests", "tier_1"),
    _thousands("GET, SELECT, and all other requests", "monthly_tier_2_requests", "tier_2"),
)
_TRANSITION: Final = _thousands("Lifecycle transition", "monthly_lifecycle_transition_requests", "transition")
_STORAGE: Final = _gb("Storage", "storage_gb", "storage_gb")
_SELECT: Final = (
    _gb("Select data scanned", "monthly_select_data_scanned_gb", "select_scanned_gb"),
    _gb("Select data returned", "monthly_select_data_returned_gb", "select_returned_gb"),
)
_RETRIEVALS: Final = _gb("Retrievals", "monthly_data_retrieval_gb", "retrieval_gb")
_INFREQUENT: Final = (_STORAGE, *_REQUESTS, _TRANSITION, _RETRIEVALS, *_SELECT)


def _early_delete(days: int) -> _Use:
    return _gb(f"Early delete (within {days} days)", "early_delete_gb", "early_delete_gb")


def _retrieval(speed: str) -> tuple[_Use, _Use]:
    """Requests for what a glacier holds, and what they give back."""
    return (
        _thousands(f"Retrieval requests ({speed})", f"monthly_{speed}_data_retrieval_requests", f"{speed}_requests"),
        _gb(f"Retrievals ({speed})", f"monthly_{speed}_data_retrieval_gb", f"{speed}_gb"),
    )


def _glacier_select(speed: str) -> tuple[_Use, _Use]:
    return (
        _gb(f"Select data scanned ({speed})", f"monthly_{speed}_select_data_scanned_gb", f"{speed}_scanned_gb"),
        _gb(f"Select data returned ({speed})", f"monthly_{speed}_select_data_returned_gb", f"{speed}_returned_gb"),
    )


# By the provider's name. The days of early deletion: S3 user guide, storage classes (2026-08).
_CLASSES: Final = {
    "STANDARD": _Class("Standard", "standard", "standard", (_STORAGE, *_REQUESTS, *_SELECT)),
    "INTELLIGENT_TIERING": _Class(
        "Intelligent tiering",
        "intelligent_tiering",
        "intelligent_tiering",
        (
            _gb("Storage (frequent access)", "frequent_access_storage_gb", "frequent_gb"),
            _gb("Storage (infrequent access)", "infrequent_access_storage_gb", "infrequent_gb"),
            _gb("Storage (archive access)", "archive_access_storage_gb", "archive_gb"),
            _gb("Storage (deep archive access)", "deep_archive_access_storage_gb", "deep_archive_gb"),
            _Use("Monitoring and automation", "1k objects", "monitored_objects", "monitoring"),
            *_REQUESTS,
            _TRANSITION,
            *_SELECT,
            _early_delete(30),
        ),
    ),
    "STANDARD_IA": _Class("Standard - infrequent access", "standard_infrequent_access", "standard_ia", _INFREQUENT),
    "ONEZONE_IA": _Class("One zone - infrequent access", "one_zone_infrequent_access", "one_zone_ia", _INFREQUENT),
    "GLACIER_IR": _Class(
        "Glacier instant retrieval",
        "glacier_instant_retrieval",
        "glacier_ir",
        (_STORAGE, *_REQUESTS, _TRANSITION, _RETRIEVALS, _early_delete(90)),
    ),
    "GLACIER": _Class(
        "Glacier flexible retrieval",
        "glacier_flexible_retrieval",
        "glacier",
        (
            _STORAGE,
            *_REQUESTS,
            _TRANSITION,
            *_retrieval("standard"),
            *_glacier_select("standard"),
            *_retrieval("expedited"),
            *_glacier_select("expedited"),
            *_glacier_select("bulk"),
            _early_delete(90),
        ),
    ),
    "DEEP_ARCHIVE": _Class(
        "Glacier deep archive",
        "glacier_deep_archive",
        "deep_archive",
        (_STORAGE, *_REQUESTS, _TRANSITION, *_retrieval("standard"), *_retrieval("bulk"), _early_delete(180)),
    ),
}


def object_tagging(bucket: Subject) -> Iterator[Line]:
    """Tags on objects, where a lifecycle rule goes by them."""
    rules = (*bucket.blocks("lifecycle_rule"), *bucket.blocks("rule"))
    if any(rule.has("tags") or rule.has("filter.tag") or rule.has("filter.and.tags") for rule in rules):
        yield _line(bucket, _Use("Object tagging", "10k tags", "object_tags", "tags"))


def storage_classes(bucket: Subject) -> Iterator[Line]:
    """Standard storage, and each class that a lifecycle rule moves to or that the usage file speaks of."""
    wanted = {"STANDARD", *_moved_to(bucket)}
    for name, kind in _CLASSES.items():
        if name in wanted or bucket.usage.has(kind.key):
            for use in kind.uses:
                full = _Use(use.name, use.unit, f"{kind.key}.{use.key}", f"{kind.table}/{use.item}")
                yield _line(bucket, full).of(kind.part)


def objects_monitored(analytics: Subject) -> Iterator[Line]:
    """Objects whose access is analysed."""
    yield _line(analytics, _Use("Objects monitored", "1M objects", "monthly_monitored_objects", "analytics"))


def objects_listed(inventory: Subject) -> Iterator[Line]:
    """Objects that an inventory lists."""
    yield _line(inventory, _Use("Objects listed", "1M objects", "monthly_listed_objects", "inventory"))


def _moved_to(bucket: Subject) -> Iterator[str]:
    rules: tuple[Values, ...] = (*bucket.blocks("lifecycle_rule"), *bucket.blocks("rule"))
    for rule in rules:
        if rule.flag("enabled", default=True) and rule.text("status", "Enabled").lower() == "enabled":
            for path in ("transition", "noncurrent_version_transition"):
                for transition in rule.blocks(path):
                    yield transition.text("storage_class").upper()


def _line(subject: Subject, use: _Use) -> Line:
    """A line of the file's amount. Storage of the standard class is cheaper by the tier."""
    amount: Decimal | None = subject.usage.number(use.key)
    quantity = None if amount is None else amount / _SIZE[use.unit]
    name = f"{use.name}{TIER}" if use.item == "standard/storage_gb" else use.name
    return by_use(name, use.unit, quantity, Rate(_TABLE, use.item), key=use.key)


_BUCKET: Final = (object_tagging, storage_classes)
MODELS: Final[Models] = {
    "aws_s3_bucket": _BUCKET,
    "aws_s3_bucket_lifecycle_configuration": _BUCKET,
    "aws_s3_bucket_analytics_configuration": (objects_monitored,),
    "aws_s3_bucket_inventory": (objects_listed,),
}
