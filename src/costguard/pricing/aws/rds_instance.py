"""RDS database instances: the machine, its licence, its storage with IOPS and throughput, and backups."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.aws import _rds
from costguard.pricing.aws._reserved import purchase
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_STORAGE: Final = _rds.TABLE
_SOURCE: Final = "replicate_source_db"
_MILLION: Final = 1_000_000
# MariaDB costs what MySQL costs (AWS price list of eu-west-1, 2023: every class).
_OPEN_SOURCE: Final = {"mysql": "mysql", "mariadb": "mysql", "postgres": "postgres"}
_AURORA: Final = ("aurora", "aurora-mysql", "aurora-postgresql")
# Oracle's Enterprise and first Standard edition are sold without a licence only (RDS for Oracle pricing, 2026-08).
_LICENCES: Final = {
    "oracle-se1": "oracle-se1",
    "oracle-se2": "oracle-se2",
    "oracle-se2-cdb": "oracle-se2",
    "sqlserver-ex": "sqlserver-ex",
    "sqlserver-web": "sqlserver-web",
    "sqlserver-se": "sqlserver-se",
    "sqlserver-ee": "sqlserver-ee",
}
_OWN_LICENCE: Final = "bring-your-own-license"
_PAIR: Final = 2
_MOST_GB: Final = 65_536  # RDS user guide, "Amazon RDS DB instance storage", 2025-11
_LEAST_GB: Final = Decimal(20)
_LEAST_PROVISIONED_GB: Final = Decimal(100)
_LEAST_PROVISIONED_IOPS: Final = Decimal(1000)
_STORAGE_NAMES: Final = {
    "gp2": "Storage (general purpose SSD, gp2)",
    "gp3": "Storage (general purpose SSD, gp3)",
    "io1": "Storage (provisioned IOPS SSD, io1)",
    "io2": "Storage (provisioned IOPS SSD, io2)",
    "standard": "Storage (magnetic)",
}
_PROVISIONED: Final = ("io1", "io2")
# gp3 includes these IOPS and MBps; from the striping size on, those (RDS user guide, DB instance storage, 2026-08).
_GP3_BASE: Final = (Decimal(3000), Decimal(125))
_GP3_STRIPED: Final = (Decimal(12000), Decimal(500))
_STRIPED_FROM_GB: Final = Decimal(400)
_ORACLE_STRIPED_FROM_GB: Final = Decimal(200)


def database_instance(database: Subject) -> Iterator[Line]:
    """The machine, for both of a Multi-AZ pair, with the licence where one is included."""
    engine, size, zones = _engine(database), database.text("instance_class"), _zones(database)
    bought = purchase(database)
    label = "Multi-AZ" if zones == _PAIR else "Single-AZ"
    rates = tuple(Rate(table, bought.item(item)) for table, item in _figures(database, engine, size, zones))
    yield bought.noted(hourly(f"Database instance ({bought.label}, {label}, {size})", rates))


def storage(database: Subject) -> Iterator[Line]:
    """Its volume: at least 20 GB, 100 GB where IOPS are provisioned."""
    kind, size_gb, zones = _kind(database), _size_gb(database), _zones(database)
    item = "io1" if kind in _PROVISIONED else kind  # io2 costs what io1 costs.
    known = "" if _inherited(database).has("allocated_storage") else "20 GB, the least that RDS allows"
    yield monthly(_STORAGE_NAMES[kind], "GB", size_gb, Rate(_STORAGE, f"{item}_gb/{zones}"), assumption=known)
    if kind == "standard":
        key = "monthly_standard_io_requests"
        requests = database.usage.number(key)
        quantity = None if requests is None else requests / _MILLION
        yield by_use("I/O requests", "1M requests", quantity, Rate(_STORAGE, "standard_io"), key=key)


def provisioned_iops(database: Subject) -> Iterator[Line]:
    """IOPS of io1 and io2, at least 1,000; of gp3 those above what the size includes."""
    kind, zones = _kind(database), _zones(database)
    if kind in _PROVISIONED:
        iops = max(_inherited(database).number("iops", _LEAST_PROVISIONED_IOPS), _LEAST_PROVISIONED_IOPS)
        yield monthly("Provisioned IOPS", "IOPS", iops, Rate(_STORAGE, f"io1_iops/{zones}"))
    if kind == "gp3":
        included, _ = _gp3_included(database)
        iops = _inherited(database).number("iops", included)
        if iops > included:
            name = f"Provisioned GP3 IOPS (above {included:,})"
            yield monthly(name, "IOPS", iops - included, Rate(_STORAGE, f"gp3_iops/{zones}"))


def provisioned_throughput(database: Subject) -> Iterator[Line]:
    """Throughput of gp3 above what the size includes."""
    if _kind(database) != "gp3":
        return
    _, included = _gp3_included(database)
    throughput = _inherited(database).number("storage_throughput", included)
    if throughput > included:
        name = f"Provisioned GP3 throughput (above {included} MBps)"
        rate = Rate(_STORAGE, f"gp3_mbps/{_zones(database)}")
        yield monthly(name, "MBps", throughput - included, rate)


def backup_storage(database: Subject) -> Iterator[Line]:
    """Backups beyond the size of the storage, which is free."""
    key = "additional_backup_storage_gb"
    size_gb = database.usage.number(key)
    if size_gb or database.number("backup_retention_period", 0) > 0:
        is_aurora = _engine(database) in _AURORA
        rate = Rate("aurora" if is_aurora else _STORAGE, "backup_gb")
        yield by_use("Additional backup storage", "GB", size_gb, rate, key=key)


def performance_insights(database: Subject) -> Iterator[Line]:
    """Performance insights beyond the free seven days and requests."""
    yield from _rds.performance_insights(database)


def cpu_credits(database: Subject) -> Iterator[Line]:
    """CPU credits of burstable classes."""
    if not database.usage.number(_rds.CREDITS_KEY):
        return
    engine = _engine(database)
    item = "cpu_credits/sqlserver" if engine.startswith("sqlserver") else "cpu_credits"
    item = "cpu_credits/aurora" if engine in _AURORA else item
    yield from _rds.cpu_credits(database, item)


def extended_support(database: Subject) -> Iterator[Line]:
    """The fee for a major version past its standard support."""
    told = _inherited(database)
    if told.has("engine_version"):  # Without one, RDS takes a version in standard support.
        classes = (database.text("instance_class") for _ in range(_zones(database)))
        yield from _rds.extended_support(told, _engine(database), classes)


def _engine(database: Subject) -> str:
    return _inherited(database).text("engine").lower()


def _inherited(database: Subject) -> Subject:
    """Where engine and storage are said: by the instance, or by the one that it is a replica of."""
    if database.has("engine") or not database.has(_SOURCE):
        return database
    return next(iter(database.linked(_SOURCE, "aws_db_instance")), database)


def _zones(database: Subject) -> int:
    return _PAIR if database.flag("multi_az", default=False) and _engine(database) not in _AURORA else 1


def _figures(database: Subject, engine: str, size: str, zones: int) -> Iterator[tuple[str, str]]:
    """The figures that add up to an hour: tables and items."""
    if engine in _AURORA:
        yield "aurora", size
        return
    if engine in _OPEN_SOURCE:
        yield "rds", f"{_OPEN_SOURCE[engine]}/{zones}/{size}"
        return
    if not engine.startswith(("oracle", "sqlserver")):
        raise NotKnown(f"prices of the engine `{engine}` are not known")
    yield "rds", f"licensed/{zones}/{size}"
    has_own = database.text("license_model", "").lower() == _OWN_LICENCE
    if engine in _LICENCES and not has_own:
        yield "rds_licence", f"{_LICENCES[engine]}/{zones}/{size}"


def _kind(database: Subject) -> str:
    """The storage type; without one RDS takes io1 where IOPS are set, gp2 where not (provider documentation)."""
    source = _inherited(database)
    default = "io1" if source.has("iops") and source.number("iops", 0) > 0 else "gp2"
    kind = source.text("storage_type", default).lower()
    kind = "gp2" if kind.startswith("aurora") else kind
    if kind not in _STORAGE_NAMES:
        raise NotKnown(f"prices of the storage type `{kind}` are not known")
    return kind


def _size_gb(database: Subject) -> Decimal:
    size_gb = _inherited(database).number("allocated_storage", _LEAST_GB, most=_MOST_GB)
    # SQL Server's provisioned volumes begin at 20 GB (RDS user guide, DB instance storage, 2026-08).
    has_floor = _kind(database) in _PROVISIONED and not _engine(database).startswith("sqlserver")
    return max(size_gb, _LEAST_PROVISIONED_GB) if has_floor else size_gb


def _gp3_included(database: Subject) -> tuple[Decimal, Decimal]:
    engine = _engine(database)
    if engine.startswith("sqlserver"):
        return _GP3_BASE
    striped_from_gb = _ORACLE_STRIPED_FROM_GB if engine.startswith("oracle") else _STRIPED_FROM_GB
    return _GP3_STRIPED if _size_gb(database) >= striped_from_gb else _GP3_BASE


MODELS: Final[Models] = {
    "aws_db_instance": (
        database_instance,
        storage,
        provisioned_iops,
        provisioned_throughput,
        backup_storage,
        performance_insights,
        cpu_credits,
        extended_support,
    )
}
