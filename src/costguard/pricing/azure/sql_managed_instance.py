"""SQL managed instances: vCores, the licence, storage beyond the included, and backups."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._sql import TABLE, Cores, backup, compute, has_licence_included, licence, redundancy
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_INCLUDED_GB: Final = 32  # storage that every instance includes (Azure SQL Managed Instance pricing page, 2024-12)
_OLD_TYPE: Final = "azurerm_sql_managed_instance"


def instance_compute(instance: Subject) -> Iterator[Line]:
    """The vCores."""
    cores = _cores(instance)
    word = "Cores" if instance.type == _OLD_TYPE else "cores"
    yield compute(f"Compute ({instance.text('sku_name').upper()} {cores.number} {word})", cores)


def additional_storage(instance: Subject) -> Iterator[Line]:
    """Storage beyond the included, at the price of the tier."""
    name = "Storage" if instance.type == _OLD_TYPE else "Additional Storage"
    beyond = max(instance.number("storage_size_in_gb") - _INCLUDED_GB, Decimal(0))
    yield monthly(name, "GB", beyond, Rate(TABLE, f"storage/{_cores(instance).tier}"))


def point_in_time_backup(instance: Subject) -> Iterator[Line]:
    """Backups kept for days, beyond the size of the instance."""
    key, kind = "backup_storage_gb", redundancy(instance)
    yield backup(f"PITR backup storage ({_told(instance)})", instance.usage.number(key), "backup", kind, key)


def sql_licence(instance: Subject) -> Iterator[Line]:
    """The licence, unless the owner brings one."""
    if has_licence_included(instance):
        cores = _cores(instance)
        yield licence(cores.tier, cores.number)


def long_term_backup(instance: Subject) -> Iterator[Line]:
    """Backups kept for years."""
    key, kind = "long_term_retention_storage_gb", redundancy(instance)
    yield backup(f"LTR backup storage ({_told(instance)})", instance.usage.number(key), "ltr", kind, key)


def _cores(instance: Subject) -> Cores:
    tier, _, hardware = instance.text("sku_name").lower().partition("_")
    return Cores(tier, hardware, int(instance.number("vcores")))


def _told(instance: Subject) -> str:
    return instance.text("storage_account_type", "GRS").upper()


_COSTS: Final = (instance_compute, additional_storage, point_in_time_backup, sql_licence, long_term_backup)

MODELS: Final[Models] = {"azurerm_mssql_managed_instance": _COSTS, _OLD_TYPE: _COSTS}
