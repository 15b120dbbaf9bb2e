"""Cloud SQL: instances of MySQL, PostgreSQL and SQL Server, their storage, backups, addresses and licences."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.gcp._words import plain
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "sql"
_MB_PER_GB: Final = 1024
# GB of memory: https://cloud.google.com/sql/docs/mysql/instance-settings (2025). Lightweight machines have the same
# whatever their vCPUs, the others so many for each.
_LIGHTWEIGHT_GB: Final = Decimal("3.75")
_GB_PER_VCPU: Final = (
    (("db-n1-standard", "db-standard"), Decimal("3.75")),
    (("db-n1-highmem", "db-highmem"), Decimal("6.5")),
    (("db-perf-optimized-n", "db-memory-optimized"), Decimal(8)),
)
_SHARED: Final = ("db-f1-micro", "db-g1-small")
# GB of the local data cache of Enterprise Plus by vCPUs, as far as each reaches.
_CACHE_GB: Final = ((8, 375), (16, 750), (32, 1500), (48, 3000), (96, 6000), (128, 9000))
# SQL Server is licensed for 4 vCPUs at least: https://cloud.google.com/sql/pricing (2025).
_LEAST_LICENSED: Final = 4
_THREADS: Final = 2
_DEFAULT_GB: Final = 10
_IDLE: Final = "counted for the whole month; it bills only for hours in which the instance is stopped"


def compute(instance: Subject) -> Iterator[Line]:
    """What it runs on; a stopped instance has no such line."""
    if _is_stopped(instance):
        return
    tier, availability = _tier(instance), _availability(instance)
    for line in _compute_lines(tier, availability, _engine(instance), is_plus=_is_plus(instance, tier)):
        yield line.times(instance.number("node_count", 1))


def licence(instance: Subject) -> Iterator[Line]:
    """What Microsoft charges for SQL Server while it runs; a standby carries no licence, nor does a second thread."""
    edition = instance.text("database_version", "").upper().rpartition("_")[2].lower()
    if _engine(instance) == "sqlserver" and edition != "express" and not _is_stopped(instance):
        vcpus, _ = _size(_tier(instance))
        threads = instance.number("settings.advanced_machine_features.threads_per_core", _THREADS) or Decimal(_THREADS)
        cores = max(vcpus * threads / _THREADS, Decimal(_LEAST_LICENSED))
        rate = Rate(_TABLE, f"licence/{edition}", factor=cores, region="global")
        yield hourly(f"Licence (SQL Server {edition.title()}, {plain(cores)} vCPUs)", rate)


def storage(instance: Subject) -> Iterator[Line]:
    """Its storage."""
    availability = _availability(instance)
    kind = instance.text("settings.disk_type", "PD_SSD").upper()  # the provider's default
    is_hdd = kind == "PD_HDD" and _engine(instance) != "sqlserver"  # SQL Server has SSD alone
    if kind not in ("PD_SSD", "PD_HDD"):
        raise NotKnown(f"what storage of the type {kind} costs is not known")
    size = instance.number("settings.disk_size", _DEFAULT_GB)
    name = f"Storage ({'HDD' if is_hdd else 'SSD'}, {availability})"
    item = f"{'hdd' if is_hdd else 'ssd'}/{availability}"
    yield monthly(name, "GB", size or _DEFAULT_GB, Rate(_TABLE, item))


def data_cache(instance: Subject) -> Iterator[Line]:
    """The local data cache of Enterprise Plus."""
    if not instance.flag("settings.data_cache_config.data_cache_enabled", False):
        return
    vcpus, _ = _size(_tier(instance))
    size = next((gb for most, gb in _CACHE_GB if vcpus <= most), None)
    if size is None:
        raise NotKnown("how large the data cache of this tier is, is not known")
    availability = _availability(instance)
    yield monthly(f"Data cache ({availability})", "GB", size, Rate(_TABLE, f"cache/{availability}"))


def backups(instance: Subject) -> Iterator[Line]:
    """What its backups hold."""
    key = "backup_storage_gb"
    yield by_use("Backups", "GB", instance.usage.number(key), Rate(_TABLE, "backup"), key=key)


def address(instance: Subject) -> Iterator[Line]:
    """A public IPv4 address, which bills while the instance is stopped.

    The charge is Google's SKU "IP address idling"; https://cloud.google.com/sql/pricing (2025). When an
    instance will be stopped stands in no plan: the whole month is counted, as bills of this service are used to, unless
    usage says less.
    """
    if not instance.flag("settings.ip_configuration.ipv4_enabled", True):  # the provider's default
        return
    hours = instance.usage.number("monthly_stopped_hrs")
    is_told = hours is not None or _is_stopped(instance)
    yield hourly(
        "IP address (if unused)",
        Rate(_TABLE, "address", region="global"),
        hours=HOURS_PER_MONTH if hours is None else hours,
        assumption="" if is_told else _IDLE,
    )


def _is_stopped(instance: Subject) -> bool:
    return instance.text("settings.activation_policy", "ALWAYS").upper() == "NEVER"


def _compute_lines(tier: str, availability: str, engine: str, *, is_plus: bool) -> Iterator[Line]:
    if tier in _SHARED:
        yield hourly(f"SQL instance ({tier}, {availability})", Rate(_TABLE, f"{tier}/{availability}"))
        return
    vcpus, memory = _size(tier)
    if tier.startswith("db-n1-") and engine == "mysql":
        rates = (
            Rate(_TABLE, f"vcpu/{availability}", factor=vcpus),
            Rate(_TABLE, f"ram-hour/{availability}", factor=memory),
        )
        yield hourly(f"SQL instance ({tier}, {availability})", rates)
        return
    plus = "plus-" if is_plus else ""
    name = f"vCPUs ({plain(vcpus)}, {availability})"
    yield hourly(name, Rate(_TABLE, f"{plus}vcpu/{availability}")).times(vcpus)
    name = f"Memory ({plain(memory)} GB, {availability})"
    yield monthly(name, "GB", memory, Rate(_TABLE, f"{plus}ram/{availability}"))


def _size(tier: str) -> tuple[Decimal, Decimal]:
    """The vCPUs and GB of memory of a tier."""
    custom = re.fullmatch(r"db-custom-(\d+)-(\d+)", tier)
    if custom is not None:
        return Decimal(custom[1]), Decimal(custom[2]) / _MB_PER_GB
    vcpus = re.search(r"-(\d+)$", tier)
    if vcpus is not None and tier.startswith("db-lightweight"):
        return Decimal(vcpus[1]), _LIGHTWEIGHT_GB
    for prefixes, memory in _GB_PER_VCPU:
        if vcpus is not None and tier.startswith(prefixes):
            return Decimal(vcpus[1]), Decimal(vcpus[1]) * memory
    raise NotKnown(f"what the tier `{tier}` consists of is not known")


def _tier(instance: Subject) -> str:
    return instance.text("settings.tier").lower()


def _availability(instance: Subject) -> str:
    return instance.text("settings.availability_type", "ZONAL").lower()  # the provider's default


def _engine(instance: Subject) -> str:
    version = instance.text("database_version", "MYSQL").lower()
    return next((name for name in ("postgres", "sqlserver") if version.startswith(name)), "mysql")


def _is_plus(instance: Subject, tier: str) -> bool:
    edition = instance.text("settings.edition", "").upper()
    return edition == "ENTERPRISE_PLUS" or tier.startswith(("db-perf-optimized", "db-memory-optimized"))


MODELS: Final[Models] = {
    "google_sql_database_instance": (compute, licence, storage, data_cache, backups, address),
}
