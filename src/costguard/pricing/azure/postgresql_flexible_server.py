"""PostgreSQL flexible servers: the machine, storage and backups."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure import _flexible_server as flexible
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_ENGINE: Final = "postgresql"
_SMALLEST_MB: Final = 32768  # what a server has that is told no size (azurerm documentation, 4.0)
_MB_IN_GB: Final = 1024
# The size that each performance tier is the default of, in GB; a higher tier than the size's own bills as that size
# (Microsoft Learn, Storage options in Azure Database for PostgreSQL, 2025-07).
_TIER_GB: Final = {
    "p4": 32, "p6": 64, "p10": 128, "p15": 256, "p20": 512, "p30": 1024, "p40": 2048, "p50": 4096, "p60": 8192,
    "p70": 16384, "p80": 32768,
}  # fmt: skip


def server_compute(server: Subject) -> Iterator[Line]:
    """The machine, and its standby where there is one."""
    yield from flexible.server_compute(server, _ENGINE)


def server_storage(server: Subject) -> Iterator[Line]:
    """What is provisioned, or the size that its performance tier is for; for the standby too."""
    asked = flexible.as_configured(server)
    tier_gb = _TIER_GB.get(asked.text("storage_tier", "").lower(), 0)
    size_gb = max(asked.number("storage_mb", _SMALLEST_MB) // _MB_IN_GB, Decimal(tier_gb))
    line = monthly("Storage", "GB", size_gb, Rate(flexible.TABLE, f"{_ENGINE}/storage"))
    yield line.times(flexible.servers(server))


def additional_backup(server: Subject) -> Iterator[Line]:
    """Backups beyond the size of the storage."""
    yield from flexible.additional_backup(server, _ENGINE)


MODELS: Final[Models] = {
    "azurerm_postgresql_flexible_server": (server_compute, server_storage, additional_backup),
}
