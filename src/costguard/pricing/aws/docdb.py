"""DocumentDB: instances by the hour, the storage and requests of their cluster, and backups."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._db_class import BURSTABLE, family
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "docdb"
_MILLION: Final = 1_000_000
_BACKUP_KEY: Final = "backup_storage_gb"
_IO_OPTIMIZED: Final = "iopt1"


def database_instance(database: Subject) -> Iterator[Line]:
    """An instance by the hour."""
    size = database.text("instance_class")
    if _is_io_optimized(database):
        raise NotKnown("prices of I/O-Optimized clusters are not known")
    yield hourly(f"Database instance (on-demand, {size})", Rate(_TABLE, size))


def storage(database: Subject) -> Iterator[Line]:
    """What the cluster stores and reads, told on an instance."""
    yield by_use(
        "Storage", "GB", database.usage.number("data_storage_gb"), Rate(_TABLE, "storage_gb"), key="data_storage_gb"
    )
    key = "monthly_io_requests"
    requests = database.usage.number(key)
    quantity = None if requests is None else requests / _MILLION
    yield by_use("I/O requests", "1M requests", quantity, Rate(_TABLE, "io"), key=key)


def cpu_credits(database: Subject) -> Iterator[Line]:
    """CPU credits of burstable classes, which run unlimited."""
    if family(database.text("instance_class")) in BURSTABLE:
        key = "monthly_cpu_credit_hrs"
        yield by_use("CPU credits", "vCPU-hours", database.usage.number(key), Rate(_TABLE, "cpu_credits"), key=key)


def backup_storage(cluster: Subject) -> Iterator[Line]:
    """Backups beyond the one day that is free."""
    size_gb = cluster.usage.number(_BACKUP_KEY)
    days = cluster.number("backup_retention_period", 1)
    quantity = size_gb if days > 1 else None
    yield by_use("Backup storage", "GB", quantity, Rate(_TABLE, "backup_gb"), key=_BACKUP_KEY)


def snapshot(copy: Subject) -> Iterator[Line]:
    """A snapshot that is kept."""
    quantity = copy.usage.number(_BACKUP_KEY)
    yield by_use("Backup storage", "GB", quantity, Rate(_TABLE, "backup_gb"), key=_BACKUP_KEY)


def _is_io_optimized(database: Subject) -> bool:
    clusters = database.linked("cluster_identifier", "aws_docdb_cluster")
    return any(each.text("storage_type", "standard").lower() == _IO_OPTIMIZED for each in clusters)


MODELS: Final[Models] = {
    "aws_docdb_cluster": (backup_storage,),
    "aws_docdb_cluster_instance": (database_instance, storage, cpu_credits),
    "aws_docdb_cluster_snapshot": (snapshot,),
}
