"""Aurora clusters and their instances, and RDS Multi-AZ clusters, which bill for their three instances themselves."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.aws import _rds
from costguard.pricing.aws._reserved import purchase
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "aurora"
_IO_OPTIMIZED: Final = "aurora-iopt1"
# Instances and capacity units of I/O-Optimized clusters cost 30 % more (Aurora pricing, 2025-01).
_IO_OPTIMIZED_FACTOR: Final = Decimal("1.3")
_DEFAULT_ENGINE: Final = "aurora-mysql"
_MILLION: Final = 1_000_000
_SECONDS_PER_HOUR: Final = 3600
_ACU_KEY: Final = "capacity_units_per_hr"
# A Multi-AZ cluster has one writer and two readable standbys, sold as one (RDS user guide, Multi-AZ DB clusters).
_CLUSTER_INSTANCES: Final = 3
_STORAGE_NAMES: Final = {
    "io1": "Storage (provisioned IOPS SSD, io1)",
    "io2": "Storage (provisioned IOPS SSD, io2)",
    "gp3": "Storage (general purpose SSD, gp3)",
}


def serverless(cluster: Subject) -> Iterator[Line]:
    """Capacity units of a cluster of Aurora Serverless v1."""
    if _mode(cluster) == "serverless":
        units = cluster.usage.number(_ACU_KEY)
        quantity = None if units is None else units * HOURS_PER_MONTH
        yield by_use("Aurora serverless", "ACU-hours", quantity, Rate(_TABLE, "serverless_acu"), key=_ACU_KEY)


def aurora_storage(cluster: Subject) -> Iterator[Line]:
    """Storage that grows with the data; I/O-Optimized costs more by the gigabyte, and nothing by the request."""
    if _is_multi_az_cluster(cluster):
        return
    key = "storage_gb"
    size_gb = cluster.usage.number(key)
    if _is_io_optimized(cluster):
        rate = Rate(_TABLE, "storage_io_optimized_gb")
        yield by_use("Storage (I/O-optimized)", "GB", size_gb, rate, key=key)
        return
    yield by_use("Storage", "GB", size_gb, Rate(_TABLE, "storage_gb"), key=key)
    yield by_use("I/O requests", "1M requests", _io_requests(cluster), Rate(_TABLE, "io"), key="read_requests_per_sec")


def aurora_backup(cluster: Subject) -> Iterator[Line]:
    """Backups of each day kept beyond the first, which is free."""
    days = cluster.number("backup_retention_period", 1)
    if days > 1 and not _is_multi_az_cluster(cluster):
        key = "backup_snapshot_size_gb"
        size_gb = cluster.usage.number(key)
        quantity = None if size_gb is None else size_gb * (days - 1)
        yield by_use("Backup storage", "GB", quantity, Rate(_TABLE, "backup_gb"), key=key)


def backtrack(cluster: Subject) -> Iterator[Line]:
    """Change records kept to rewind Aurora MySQL, which v1 serverless cannot do."""
    if "postgres" in _engine(cluster) or _mode(cluster) == "serverless" or _is_multi_az_cluster(cluster):
        return
    keys = ("average_statements_per_hr", "change_records_per_statement", "backtrack_window_hrs")
    amounts = [cluster.usage.number(key) for key in keys]
    known = [amount for amount in amounts if amount is not None]
    quantity = None
    if len(known) == len(keys):
        statements, records, hours = known
        quantity = statements * records * hours * HOURS_PER_MONTH / _MILLION
    yield by_use("Backtrack", "1M change-records", quantity, Rate(_TABLE, "backtrack"), key=keys[0])


def snapshot_export(cluster: Subject) -> Iterator[Line]:
    """Snapshots that are exported to S3."""
    key = "snapshot_export_size_gb"
    rate = Rate(_rds.TABLE if _is_multi_az_cluster(cluster) else _TABLE, "snapshot_export_gb")
    yield by_use("Snapshot export", "GB", cluster.usage.number(key), rate, key=key)


def multi_az_cluster(cluster: Subject) -> Iterator[Line]:
    """The three instances of a Multi-AZ cluster of RDS for MySQL or PostgreSQL."""
    if _is_multi_az_cluster(cluster):
        size = cluster.text("db_cluster_instance_class")
        rate = Rate("rds", f"{_engine(cluster)}/{_CLUSTER_INSTANCES}/{size}")
        yield hourly(f"Database instance (on-demand, Multi-AZ cluster, {size})", rate)


def multi_az_cluster_storage(cluster: Subject) -> Iterator[Line]:
    """The three volumes of a Multi-AZ cluster, and their IOPS."""
    if not _is_multi_az_cluster(cluster):
        return
    kind = cluster.text("storage_type", "io1")  # The provider's documentation: io1 for Multi-AZ clusters.
    item = "io1" if kind == "io2" else kind
    name = _STORAGE_NAMES.get(kind, f"Storage ({kind})")
    yield monthly(name, "GB", cluster.number("allocated_storage"), Rate(_rds.TABLE, f"{item}_gb/{_CLUSTER_INSTANCES}"))
    if item == "io1":
        yield monthly("Provisioned IOPS", "IOPS", cluster.number("iops"), Rate(_rds.TABLE, "io1_iops/3"))


def multi_az_cluster_support(cluster: Subject) -> Iterator[Line]:
    """The fee for a major version past its standard support, for all three instances."""
    if _is_multi_az_cluster(cluster):
        classes = (cluster.text("db_cluster_instance_class") for _ in range(_CLUSTER_INSTANCES))
        yield from _rds.extended_support(cluster, _engine(cluster), classes)


def instance(database: Subject) -> Iterator[Line]:
    """An instance by the hour, or the capacity units that it scales between."""
    size, factor = database.text("instance_class"), _factor(database)
    if size == _rds.SERVERLESS_CLASS:
        units = database.usage.number(_ACU_KEY)
        quantity = None if units is None else units * HOURS_PER_MONTH
        name = "Aurora serverless v2" if factor == 1 else "Aurora serverless v2 (I/O-optimized)"
        rate = Rate(_TABLE, "serverless_v2_acu", factor=factor)
        yield by_use(name, "ACU-hours", quantity, rate, key=_ACU_KEY)
        return
    bought = purchase(database)
    name = f"Database instance ({bought.label}, {size})"
    yield bought.noted(hourly(name, Rate(_TABLE, bought.item(size), factor=factor)))


def cpu_credits(database: Subject) -> Iterator[Line]:
    """CPU credits of burstable classes."""
    yield from _rds.cpu_credits(database, "cpu_credits/aurora")


def performance_insights(database: Subject) -> Iterator[Line]:
    """Performance insights beyond the free seven days and requests."""
    yield from _rds.performance_insights(database)


def extended_support(database: Subject) -> Iterator[Line]:
    """The fee for a major version past its standard support."""
    classes = (database.text("instance_class") for _ in range(1))
    yield from _rds.extended_support(_versioned(database), _engine(database), classes)


def _engine(cluster: Subject) -> str:
    return cluster.text("engine", _DEFAULT_ENGINE).lower()


def _mode(cluster: Subject) -> str:
    return cluster.text("engine_mode", "provisioned").lower()


def _is_multi_az_cluster(cluster: Subject) -> bool:
    return not _engine(cluster).startswith("aurora")


def _is_io_optimized(cluster: Subject) -> bool:
    return cluster.text("storage_type", "").lower() == _IO_OPTIMIZED


def _factor(database: Subject) -> Decimal:
    """An instance is I/O-Optimized where its cluster is."""
    clusters = database.linked("cluster_identifier", "aws_rds_cluster")
    is_optimized = any(_is_io_optimized(each) for each in (*clusters, database))
    return _IO_OPTIMIZED_FACTOR if is_optimized else Decimal(1)


def _versioned(database: Subject) -> Subject:
    """Where the engine's version is said: by the instance, or by the cluster that it takes it from."""
    if database.is_known("engine_version") and database.has("engine_version"):
        return database
    clusters = database.linked("engine_version", "aws_rds_cluster") or database.linked(
        "cluster_identifier", "aws_rds_cluster"
    )
    return next(iter(clusters), database)


def _io_requests(cluster: Subject) -> Decimal | None:
    """A month's requests in millions, from those a second; None if the usage file says neither."""
    amounts = [cluster.usage.number(f"{kind}_requests_per_sec") for kind in ("write", "read")]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) * HOURS_PER_MONTH * _SECONDS_PER_HOUR / _MILLION if known else None


MODELS: Final[Models] = {
    "aws_rds_cluster": (
        serverless,
        aurora_storage,
        aurora_backup,
        backtrack,
        snapshot_export,
        multi_az_cluster,
        multi_az_cluster_storage,
        multi_az_cluster_support,
    ),
    "aws_rds_cluster_instance": (instance, cpu_credits, performance_insights, extended_support),
}
