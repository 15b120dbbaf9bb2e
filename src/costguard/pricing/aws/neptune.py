"""Neptune: instances by the hour, the storage and requests of the cluster, and backups."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.aws._db_class import BURSTABLE, family
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "neptune"
_MILLION: Final = 1_000_000
_BACKUP_KEY: Final = "backup_storage_gb"
_SERVERLESS_CLASS: Final = "db.serverless"
_IO_OPTIMIZED: Final = "iopt1"
_CLUSTER: Final = "aws_neptune_cluster"


def storage(cluster: Subject) -> Iterator[Line]:
    """What the cluster stores, and the requests for it."""
    if _is_io_optimized(cluster):
        raise NotKnown("prices of I/O-Optimized clusters are not known")
    yield by_use("Storage", "GB", cluster.usage.number("storage_gb"), Rate(_TABLE, "storage_gb"), key="storage_gb")
    key = "monthly_io_requests"
    requests = cluster.usage.number(key)
    quantity = None if requests is None else requests / _MILLION
    yield by_use("I/O requests", "1M request", quantity, Rate(_TABLE, "io"), key=key)


def backup_storage(cluster: Subject) -> Iterator[Line]:
    """Backups, where more than the one free day is kept."""
    if cluster.number("backup_retention_period", 1) > 1:
        yield _backup(cluster)


def database_instance(database: Subject) -> Iterator[Line]:
    """An instance by the hour, or the capacity units that it scales between."""
    size = database.text("instance_class")
    if any(_is_io_optimized(each) for each in database.linked("cluster_identifier", _CLUSTER)):
        raise NotKnown("prices of I/O-Optimized clusters are not known")
    if size.lower() == _SERVERLESS_CLASS:
        key = "capacity_units_per_hr"
        units = database.usage.number(key)
        quantity = None if units is None else units * HOURS_PER_MONTH
        yield by_use("Neptune serverless", "NCU-hours", quantity, Rate(_TABLE, "ncu"), key=key)
        return
    yield hourly(f"Database instance (on-demand, {size})", Rate(_TABLE, size.lower()))


def cpu_credits(database: Subject) -> Iterator[Line]:
    """CPU credits of burstable classes, which run unlimited."""
    size = database.text("instance_class").lower()
    if size != _SERVERLESS_CLASS and family(size) in BURSTABLE:
        key = "monthly_cpu_credit_hrs"
        yield by_use("CPU credits", "vCPU-hours", database.usage.number(key), Rate(_TABLE, "cpu_credits"), key=key)


def snapshot(copy: Subject) -> Iterator[Line]:
    """A snapshot that is kept; one of a cluster that keeps a single day is within the free backup."""
    clusters = copy.linked("db_cluster_identifier", _CLUSTER)
    if not clusters or any(each.number("backup_retention_period", 1) > 1 for each in clusters):
        yield _backup(copy)


def _backup(subject: Subject) -> Line:
    size_gb = subject.usage.number(_BACKUP_KEY)
    return by_use("Backup storage", "GB", size_gb, Rate(_TABLE, "backup_gb"), key=_BACKUP_KEY)


def _is_io_optimized(cluster: Subject) -> bool:
    return cluster.text("storage_type", "standard").lower() == _IO_OPTIMIZED


MODELS: Final[Models] = {
    "aws_neptune_cluster": (storage, backup_storage),
    "aws_neptune_cluster_instance": (database_instance, cpu_credits),
    "aws_neptune_cluster_snapshot": (snapshot,),
}
