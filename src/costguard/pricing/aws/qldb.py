"""QLDB: ledgers by what is written, read and kept."""

from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Rate
from costguard.pricing.models import Models

_TABLE: Final = "qldb"
_MILLION: Final = 1_000_000

_writes = use_cost("Write I/Os", "1M requests", "monthly_write_requests", Rate(_TABLE, "writes"), _MILLION)
_reads = use_cost("Read I/Os", "1M requests", "monthly_read_requests", Rate(_TABLE, "reads"), _MILLION)
_journal = use_cost("Journal storage", "GB", "journal_storage_gb", Rate(_TABLE, "journal"))
_indexed = use_cost("Indexed storage", "GB", "indexed_storage_gb", Rate(_TABLE, "indexed"))

MODELS: Final[Models] = {"aws_qldb_ledger": (_writes, _reads, _journal, _indexed)}
