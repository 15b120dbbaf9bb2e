"""PostgreSQL flexible servers: the machine, storage and backups."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.azure import _flexible_server as flexible
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_ENGINE: Final = "postgresql"
_SMALLEST_MB: Final = 32768  # what a server has that is told no size (azurerm documentation, 4.0)
_MB_IN_GB: Final = 1024


def server_compute(server: Subject) -> Iterator[Line]:
    """The machine, and its standby where there is one."""
    yield from flexible.server_compute(server, _ENGINE)


def server_storage(server: Subject) -> Iterator[Line]:
    """What is provisioned, for the standby too."""
    size_gb = server.number("storage_mb", _SMALLEST_MB) // _MB_IN_GB
    line = monthly("Storage", "GB", size_gb, Rate(flexible.TABLE, f"{_ENGINE}/storage"))
    yield line.times(flexible.servers(server))


def additional_backup(server: Subject) -> Iterator[Line]:
    """Backups beyond the size of the storage."""
    yield from flexible.additional_backup(server, _ENGINE)


MODELS: Final[Models] = {
    "azurerm_postgresql_flexible_server": (server_compute, server_storage, additional_backup),
}
