"""What was spent, as a bill or an export of one tells it."""

from decimal import Decimal

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.tags import Tags


class SpendRecord(msgspec.Struct, frozen=True):
    """An amount in USD of one month (`2026-10`), and the tags that it carries."""

    month: str
    amount: Decimal
    tags: Tags
    cloud: Cloud = Cloud.OTHER


class Spend(msgspec.Struct, frozen=True):
    """Records of a file, and what a reader should know of it."""

    records: tuple[SpendRecord, ...]
    path: str
    notes: tuple[str, ...] = ()
