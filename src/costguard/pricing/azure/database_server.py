"""Single servers of PostgreSQL, MySQL and MariaDB, which have one tariff: vCores, storage, backups."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "database_server"
_MB_IN_GB: Final = 1024
_SMALLEST_MB: Final = 5120  # the least a server has (Azure Database pricing tiers, 2024-07)


def server_compute(server: Subject) -> Iterator[Line]:
    """The vCores: `GP_Gen5_4` is four of General Purpose."""
    sku = server.text("sku_name")
    tier, _, count = sku.lower().split("_") if sku.count("_") == 2 else ("", "", "")
    if tier not in ("b", "gp", "mo") or not count.isdigit():
        raise NotKnown(f"`{sku}` is no size of a single server")
    yield hourly(f"Compute ({sku})", Rate(_TABLE, f"vcore/{tier}").times(int(count)))


def server_storage(server: Subject) -> Iterator[Line]:
    """What is provisioned; it grows by itself where that is on, and never shrinks."""
    path = "storage_mb" if server.has("storage_mb") else "storage_profile.storage_mb"
    size_gb = server.number(path, _SMALLEST_MB) / _MB_IN_GB
    yield monthly("Storage", "GB", size_gb, Rate(_TABLE, f"storage/{_tier(server)}"))


def additional_backup(server: Subject) -> Iterator[Line]:
    """Backups beyond the provisioned storage; a geo-redundant one costs twice."""
    key = "additional_backup_storage_gb"
    is_geo = server.flag("geo_redundant_backup_enabled", default=False) or (
        server.text("storage_profile.geo_redundant_backup", "Disabled").lower() == "enabled"
    )
    rate = Rate(_TABLE, "backup/grs" if is_geo else "backup/lrs")
    yield by_use("Additional backup storage", "GB", server.usage.number(key), rate, key=key)


def _tier(server: Subject) -> str:
    return server.text("sku_name").lower().partition("_")[0]


_COSTS: Final = (server_compute, server_storage, additional_backup)

MODELS: Final[Models] = {
    "azurerm_postgresql_server": _COSTS,
    "azurerm_mysql_server": _COSTS,
    "azurerm_mariadb_server": _COSTS,
}
