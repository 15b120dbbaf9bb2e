"""MySQL flexible servers: the machine, storage, IOPS beyond the included, and backups."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure import _flexible_server as flexible
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_ENGINE: Final = "mysql"
_SMALLEST_GB: Final = 20  # what a server has that is told no size (azurerm documentation, 4.0)
# Every server has 300 IOPS and 3 for each GB without charge (Azure Database for MySQL, service tiers, 2025-07).
_INCLUDED_IOPS: Final = 300
_INCLUDED_IOPS_BY_GB: Final = 3


def server_compute(server: Subject) -> Iterator[Line]:
    """The machine, and its standby where there is one."""
    yield from flexible.server_compute(server, _ENGINE)


def server_storage(server: Subject) -> Iterator[Line]:
    """What is provisioned, for the standby too."""
    line = monthly("Storage", "GB", _size_gb(server), Rate(flexible.TABLE, f"{_ENGINE}/storage"))
    yield line.times(flexible.servers(server))


def additional_iops(server: Subject) -> Iterator[Line]:
    """IOPS that are provisioned beyond the included."""
    if not server.has("storage.iops") or server.flag("storage.io_scaling_enabled", default=False):
        return
    beyond = server.number("storage.iops") - _INCLUDED_IOPS - _INCLUDED_IOPS_BY_GB * _size_gb(server)
    if beyond > 0:
        yield monthly("Additional IOPS", "IOPS", beyond, Rate(flexible.TABLE, f"{_ENGINE}/iops"))


def additional_backup(server: Subject) -> Iterator[Line]:
    """Backups beyond the size of the storage."""
    yield from flexible.additional_backup(server, _ENGINE)


def _size_gb(server: Subject) -> Decimal:
    return flexible.as_configured(server).number("storage.size_gb", _SMALLEST_GB)


MODELS: Final[Models] = {
    "azurerm_mysql_flexible_server": (server_compute, server_storage, additional_iops, additional_backup),
}
