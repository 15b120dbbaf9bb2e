"""Cosmos DB: request units, storage and backups of databases, containers, collections, graphs and tables.

The account says where its data lies and how it is kept; each database, or container in it, has its own throughput.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from costguard.pricing.azure._cosmosdb import (
    AUTOSCALE_LEAST,
    AUTOSCALE_PREMIUM,
    TABLE,
    ZONE_PREMIUM,
    Account,
    Place,
    account_of,
    is_under_shared_throughput,
)
from costguard.pricing.azure._region_names import region_name
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_MILLION: Final = 1_000_000
_TEN_THOUSAND: Final = 10_000
_HUNDRED: Final = 100
# What a container has that is told no throughput and shares none (Microsoft Learn, Set throughput, 2025-01).
_DEFAULT_THROUGHPUT: Final = 400
_FREE_TOLD: Final = "the account's free 1,000 RU/s are not taken off"
_CONTAINERS: Final = (
    "azurerm_cosmosdb_sql_container", "azurerm_cosmosdb_mongo_collection", "azurerm_cosmosdb_gremlin_graph",
    "azurerm_cosmosdb_cassandra_table", "azurerm_cosmosdb_table",
)  # fmt: skip


def throughput(data: Subject) -> Iterator[Line]:
    """Request units: provisioned, autoscaled within a tenth and all of the maximum, or billed by use."""
    account = account_of(data)
    if data.has("throughput"):
        yield from _provisioned(account, data.number("throughput"))
    elif data.has("autoscale_settings"):
        yield from _autoscaled(data, account, data.number("autoscale_settings.max_throughput"))
    elif account.is_serverless or data.usage.has("monthly_serverless_request_units"):
        yield _serverless(data, account)
    elif data.type in _CONTAINERS and not is_under_shared_throughput(data):
        yield from _provisioned(account, Decimal(_DEFAULT_THROUGHPUT), "the least of a container: it is told none")


def stored_data(data: Subject) -> Iterator[Line]:
    """Transactional storage, and the analytical copy of it, in every region of the account."""
    account = account_of(data)
    stored_gb = data.usage.number("storage_gb")
    for place in account.places:
        where = f"({region_name(place.location)})"
        yield by_use(f"Transactional storage {where}", "GB", stored_gb, _rate("storage", place), key="storage_gb")
        if account.has_analytical_storage:
            yield from _analytical(data, place, where, stored_gb)


def backups(data: Subject) -> Iterator[Line]:
    """Periodic copies beyond the two that are free, or continuous backup where it reaches back 30 days."""
    account = account_of(data)
    stored_gb = data.usage.number("storage_gb")
    kind, copies = account.backup
    quantity = None if stored_gb is None else stored_gb * copies
    name = "Continuous backup" if kind == "continuous" else "Periodic backup"
    if not copies:
        return
    for place in account.places:
        full_name = f"{name} ({region_name(place.location)})"
        yield by_use(full_name, "GB", quantity, _rate(f"backup/{kind}", place), key="storage_gb")


def restored_data(data: Subject) -> Iterator[Line]:
    """What is restored of continuous backups."""
    key = "monthly_restored_data_gb"
    rate = _rate("restore", account_of(data).main)
    yield by_use("Restored data", "GB", data.usage.number(key), rate, key=key)


def _provisioned(account: Account, request_units: Decimal, assumption: str = "") -> Iterator[Line]:
    assumption = assumption or (_FREE_TOLD if account.has_free_tier else "")
    for place in account.places:
        pays_for_zones = place.is_zone_redundant and not account.has_multiple_writes
        quantity = request_units / _HUNDRED * (ZONE_PREMIUM if pays_for_zones else 1)
        name = f"Provisioned throughput (provisioned, {region_name(place.location)})"
        yield monthly(name, "RU/s x 100", quantity, _throughput_rate(account, place), assumption=assumption)


def _autoscaled(data: Subject, account: Account, most: Decimal) -> Iterator[Line]:
    key = "max_request_units_utilization_percentage"
    percent = data.usage.number(key)
    whole = most / _HUNDRED * (1 if account.has_multiple_writes else AUTOSCALE_PREMIUM)
    used = None if percent is None else whole * max(percent / 100, AUTOSCALE_LEAST)
    for place in account.places:
        name = f"Provisioned throughput (autoscale, {region_name(place.location)})"
        rate = _throughput_rate(account, place)
        line = by_use(name, "RU/s x 100", used, rate, key=key, assumption=_FREE_TOLD if account.has_free_tier else "")
        yield replace(line, low=whole * AUTOSCALE_LEAST, high=whole)


def _serverless(data: Subject, account: Account) -> Line:
    key = "monthly_serverless_request_units"
    units = data.usage.number(key)
    factor = ZONE_PREMIUM if any(place.is_zone_redundant for place in account.places) else Decimal(1)
    quantity = None if units is None else units / _MILLION * factor
    return by_use("Provisioned throughput (serverless)", "1M RU", quantity, _rate("serverless", account.main), key=key)


def _analytical(data: Subject, place: Place, where: str, stored_gb: Decimal | None) -> Iterator[Line]:
    rate = _rate("analytical/storage", place)
    yield by_use(f"Analytical storage {where}", "GB", stored_gb, rate, key="storage_gb")
    for kind in ("write", "read"):
        key = f"monthly_analytical_storage_{kind}_operations"
        operations = data.usage.number(key)
        quantity = None if operations is None else operations / _TEN_THOUSAND
        rate = _rate(f"analytical/{kind}", place)
        yield by_use(f"Analytical {kind} operations {where}", "10K operations", quantity, rate, key=key)


def _throughput_rate(account: Account, place: Place) -> Rate:
    return _rate("throughput/multi-write" if account.has_multiple_writes else "throughput/single-write", place)


def _rate(item: str, place: Place) -> Rate:
    return Rate(TABLE, item, region=place.region)


_COSTS: Final = (throughput, stored_data, backups, restored_data)

MODELS: Final[Models] = {
    "azurerm_cosmosdb_sql_database": _COSTS,
    "azurerm_cosmosdb_mongo_database": _COSTS,
    "azurerm_cosmosdb_gremlin_database": _COSTS,
    "azurerm_cosmosdb_cassandra_keyspace": _COSTS,
    **dict.fromkeys(_CONTAINERS, _COSTS),
}
