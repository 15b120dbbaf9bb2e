"""Timestream: tables by what is written and kept, in memory and on disk."""

from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Rate
from costguard.pricing.models import Models

_TABLE: Final = "timestream"

_writes = use_cost("Writes", "1M writes", "monthly_writes", Rate(_TABLE, "writes"), 1_000_000)
_memory = use_cost("Memory store", "GB-hours", "monthly_memory_store_gb_hrs", Rate(_TABLE, "memory"))
_magnetic = use_cost("Magnetic store", "GB", "magnetic_store_gb", Rate(_TABLE, "magnetic"))

MODELS: Final[Models] = {"aws_timestreamwrite_table": (_writes, _memory, _magnetic)}
