"""DynamoDB tables: capacity provisioned or by request, indexes, replicas, storage, backups and streams."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.aws._autoscaling import Capacity, fixed, scaled_by_target
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "dynamodb"
_ON_DEMAND: Final = "PAY_PER_REQUEST"
_INFREQUENT: Final = "STANDARD_INFREQUENT_ACCESS"
_WRITES: Final = "dynamodb:table:WriteCapacityUnits"
_READS: Final = "dynamodb:table:ReadCapacityUnits"
_WRITE_KEY: Final = "monthly_write_request_units"
_READ_KEY: Final = "monthly_read_request_units"


def capacity(table: Subject) -> Iterator[Line]:
    """Provisioned writes and reads, which may scale; the least is one of each (DynamoDB API)."""
    if _is_on_demand(table):
        return
    yield _unit(table, "Write", "WCU", _capacity(table, _WRITES, "write_capacity"))
    yield _unit(table, "Read", "RCU", _capacity(table, _READS, "read_capacity"))


def requests(table: Subject) -> Iterator[Line]:
    """Writes and reads of an on-demand table."""
    if _is_on_demand(table):
        for name, unit, key in (("Write", "WRU", _WRITE_KEY), ("Read", "RRU", _READ_KEY)):
            rate = Rate(_TABLE, _item(table, unit.lower()))
            yield by_use(f"{name} request unit ({unit})", f"{unit}s", table.usage.number(key), rate, key=key)


def indexes(table: Subject) -> Iterator[Line]:
    """Capacity that global secondary indexes have provisioned for themselves."""
    if _is_on_demand(table):
        return
    for index in table.blocks("global_secondary_index"):
        part = f"Global secondary index ({index.text('name')})"
        for name, unit, path in (("Write", "WCU", "write_capacity"), ("Read", "RCU", "read_capacity")):
            yield _unit(table, name, unit, fixed(index.number(path, 1))).of(part)


def data_storage(table: Subject) -> Iterator[Line]:
    """What the table holds."""
    rate = Rate(_TABLE, _item(table, "storage_gb"))
    yield by_use("Data storage", "GB", table.usage.number("storage_gb"), rate, key="storage_gb")


def point_in_time_recovery(table: Subject) -> Iterator[Line]:
    """Continuous backups, where they are on."""
    if table.flag("point_in_time_recovery.enabled", default=False):
        name = "Point-In-Time Recovery (PITR) backup storage"
        yield _used(table, name, "GB", "pitr_backup_storage_gb", "pitr_gb")


def backups(table: Subject) -> Iterator[Line]:
    """Backups on demand, and what is restored from backups."""
    yield _used(table, "On-demand backup storage", "GB", "on_demand_backup_storage_gb", "backup_gb")
    yield _used(table, "Table data restored", "GB", "monthly_data_restored_gb", "restored_gb")


def streams(table: Subject) -> Iterator[Line]:
    """Reads of the table's stream."""
    name, key = "Streams read request unit (sRRU)", "monthly_streams_read_request_units"
    yield _used(table, name, "sRRUs", key, "srru")


def replicas(table: Subject) -> Iterator[Line]:
    """Writes that are replicated to other regions, at the prices of those."""
    for replica in table.blocks("replica"):
        region = replica.text("region_name")
        part = f"Global table ({region})"
        if _is_on_demand(table):
            writes = table.usage.number(_WRITE_KEY)
            rate = Rate(_TABLE, "rwru", region=region)
            yield by_use("Replicated write request unit (rWRU)", "rWRU", writes, rate, key=_WRITE_KEY).of(part)
            continue
        one = monthly("Replicated write capacity unit (rWCU)", "rWCU", 1, Rate(_TABLE, "rwcu", region=region))
        yield _capacity(table, _WRITES, "write_capacity").of(one).of(part)


def _is_on_demand(table: Subject) -> bool:
    return table.text("billing_mode", "PROVISIONED").upper() == _ON_DEMAND


def _item(table: Subject, item: str) -> str:
    return f"ia/{item}" if table.text("table_class", "STANDARD").upper() == _INFREQUENT else item


def _capacity(table: Subject, dimension: str, path: str) -> Capacity:
    return scaled_by_target(table, dimension) or fixed(table.number(path, Decimal(1)))


def _unit(table: Subject, name: str, unit: str, units: Capacity) -> Line:
    label = f"{unit}, autoscaling" if units.is_scaling else unit
    one = monthly(f"{name} capacity unit ({label})", unit, 1, Rate(_TABLE, _item(table, unit.lower())))
    return units.of(one)


def _used(table: Subject, name: str, unit: str, key: str, item: str) -> Line:
    return by_use(name, unit, table.usage.number(key), Rate(_TABLE, item), key=key)


MODELS: Final[Models] = {
    "aws_dynamodb_table": (
        capacity,
        requests,
        indexes,
        data_storage,
        point_in_time_recovery,
        backups,
        streams,
        replicas,
    )
}
