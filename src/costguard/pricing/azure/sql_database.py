"""SQL databases: DTUs or vCores, the licence, storage, replicas and backups."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._sql import (
    TABLE,
    ZONE_REDUNDANCY,
    Cores,
    backup,
    compute,
    cores_of,
    extra_storage,
    has_licence_included,
    licence,
    redundancy,
    size_gb,
    storage,
)
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

# What the API makes of a database whose size is not told (create or update database, 2023-08-01).
_DEFAULT_SKU: Final = "GP_S_Gen5_2"
# The smallest size of an edition, which `azurerm_sql_database` takes where it names no service objective.
_SMALLEST: Final = {
    "basic": "Basic", "standard": "S0", "premium": "P1", "generalpurpose": "GP_Gen5_2",
    "businesscritical": "BC_Gen5_2", "hyperscale": "HS_Gen5_2", "datawarehouse": "DW100c", "stretch": "DS100",
}  # fmt: skip
_STANDARD_INCLUDED_GB: Final = 250  # storage included with S0 to S12 (Azure SQL Database pricing page, 2024-12)
# A data warehouse is the dedicated pool of Synapse by its older name, billed by hundreds of its units.
_WAREHOUSE: Final = re.compile(r"dw(\d+)c", re.IGNORECASE)
_PREMIUM_INCLUDED_GB: Final = {"p1": 500, "p2": 500, "p4": 500, "p6": 500, "p11": 4096, "p15": 4096}


def provisioned_compute(database: Subject) -> Iterator[Line]:
    """DTUs, or vCores that run all month."""
    sku = _sku(database)
    cores = cores_of(sku)
    if _is_pooled(database):
        return
    if cores is None:
        yield hourly(f"Compute ({sku.upper()})", _unit_rate(sku))
    elif not cores.is_serverless:
        yield compute(f"Compute (provisioned, {sku})", cores)
        if _pays_for_zones(database, cores):
            yield compute(f"Zone redundancy (provisioned, {sku})", cores, ZONE_REDUNDANCY)


def serverless_compute(database: Subject) -> Iterator[Line]:
    """Cores that bill by what is used of them."""
    sku = _sku(database)
    cores = cores_of(sku)
    if cores is None or not cores.is_serverless or _is_pooled(database):
        return
    key = "monthly_vcore_hours"
    used = database.usage.number(key)
    rate = Rate(TABLE, f"serverless/{cores.tier}/{cores.hardware}")
    assumption = "" if database.has("sku_name") else f"{_DEFAULT_SKU}, as no size is set"
    yield by_use(f"Compute (serverless, {sku})", "vCore-hours", used, rate, key=key, assumption=assumption)
    if _pays_for_zones(database, cores):
        zones = Rate(TABLE, rate.item, ZONE_REDUNDANCY)
        yield by_use(f"Zone redundancy (serverless, {sku})", "vCore-hours", used, zones, key=key)


def read_replicas(database: Subject) -> Iterator[Line]:
    """Hyperscale replicas, each at the price of the primary's vCores."""
    cores = _vcores(database)
    if cores is None or cores.tier != "hs" or cores.is_serverless:
        return
    line = compute("Read replicas", cores)
    if database.type != "azurerm_mssql_database":
        yield line.times(1 if database.flag("read_scale", default=False) else 0)
    elif database.has("read_replica_count"):
        yield line.times(database.number("read_replica_count"))
    else:
        yield by_use(line.name, line.unit, None, line.rates, key="read_replica_count")


def sql_licence(database: Subject) -> Iterator[Line]:
    """The licence of provisioned vCores. Serverless and, since 2023-12-15, Hyperscale prices hold it already."""
    cores = _vcores(database)
    if cores is not None and cores.tier != "hs" and not cores.is_serverless and has_licence_included(database):
        yield licence(cores.tier, cores.number)


def data_storage(database: Subject) -> Iterator[Line]:
    """What a vCore database may grow to, or a DTU database beyond what its tier includes."""
    if _is_pooled(database):
        return
    sku = _sku(database)
    cores = cores_of(sku)
    if cores is not None:
        yield storage(cores.tier, size_gb(database), is_zone_redundant=database.flag("zone_redundant", default=False))
        return
    extra = _extra_gb(database, sku.lower())
    if extra > 0:
        yield extra_storage("standard" if sku.lower().startswith("s") else "premium", extra)


def long_term_backup(database: Subject) -> Iterator[Line]:
    """Backups kept for years."""
    if _has_backups_of_its_own(database):
        key, kind = "long_term_retention_storage_gb", redundancy(database)
        yield backup(f"Long-term retention ({kind})", database.usage.number(key), "ltr", kind, key)


def point_in_time_backup(database: Subject) -> Iterator[Line]:
    """Backups kept for days, beyond the size of the database."""
    if _has_backups_of_its_own(database):
        key, kind = "backup_storage_gb", redundancy(database)
        yield backup(f"PITR backup storage ({kind})", database.usage.number(key), "backup", kind, key)


def _sku(database: Subject) -> str:
    if database.type == "azurerm_mssql_database":
        return database.text("sku_name", _DEFAULT_SKU)
    if database.has("requested_service_objective_name"):
        return database.text("requested_service_objective_name")
    edition = database.text("edition", "GeneralPurpose")
    if edition.lower() not in _SMALLEST:
        raise NotKnown(f"`{edition}` is no edition of a SQL database")
    return _SMALLEST[edition.lower()]


def _is_pooled(database: Subject) -> bool:
    return (
        database.has("elastic_pool_id") or database.has("elastic_pool_name") or _sku(database).lower() == "elasticpool"
    )


def _vcores(database: Subject) -> Cores | None:
    return None if _is_pooled(database) else cores_of(_sku(database))


def _has_backups_of_its_own(database: Subject) -> bool:
    """Backups of Hyperscale and of warehouses are snapshots, which bill otherwise."""
    cores = _vcores(database)
    return not (cores is not None and cores.tier == "hs") and _WAREHOUSE.fullmatch(_sku(database)) is None


def _pays_for_zones(database: Subject, cores: Cores) -> bool:
    return cores.tier == "gp" and database.flag("zone_redundant", default=False)


def _unit_rate(sku: str) -> Rate:
    """The price of DTUs (`S3`), or of a data warehouse's units (`DW100c`)."""
    units = _WAREHOUSE.fullmatch(sku)
    if units is not None:
        return Rate("synapse", "dwu_100", Decimal(units[1]) / 100)
    if sku.lower().startswith(("dw", "ds")):
        raise NotKnown(f"`{sku}` is a retired data warehouse, which the price book does not hold")
    return Rate(TABLE, f"dtu/{sku.lower()}")


def _extra_gb(database: Subject, sku: str) -> Decimal:
    told = database.usage.number("extra_data_storage_gb")
    size = size_gb(database)
    if sku == "basic":
        return Decimal(0)
    if told is not None or size is None:
        return told or Decimal(0)
    included = _STANDARD_INCLUDED_GB if sku.startswith("s") else _PREMIUM_INCLUDED_GB.get(sku)
    return Decimal(0) if included is None else size - included


_COSTS: Final = (
    provisioned_compute, serverless_compute, read_replicas, sql_licence, data_storage, long_term_backup,
    point_in_time_backup,
)  # fmt: skip

MODELS: Final[Models] = {"azurerm_mssql_database": _COSTS, "azurerm_sql_database": _COSTS}
