"""Queues, file shares and tables of storage accounts."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.azure._places import placed
from costguard.pricing.azure._storage import PER_OPERATIONS, account_holding, redundancy_of
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "storage_services"
_TEN_THOUSAND: Final = "10k operations"
_SHARE_TIERS: Final = {"hot": "hot", "cool": "cool", "transactionoptimized": "standard", "premium": "premium"}
_TABLE_OPERATIONS: Final = ("batch_write", "write", "read", "scan", "list", "delete")


def queue(queue: Subject) -> Iterator[Line]:
    """What a queue holds, what is done with it, and its copies in another region."""
    account = account_holding(queue)
    version = "queue_v1" if account.text("account_kind", "StorageV2").lower() == "storage" else "queue"
    redundancy = redundancy_of(account)
    prefix = f"{version}/{redundancy.lower()}"
    lines = [_gb(queue, "Capacity", "monthly_storage_gb", f"{prefix}/stored_gb")]
    for number in (1, 2):
        key = f"monthly_class_{number}_operations"
        lines.append(_operations(queue, f"Class {number} operations", key, f"{prefix}/class_{number}"))
    if redundancy not in ("LRS", "ZRS"):
        key = "monthly_geo_replication_data_transfer_gb"
        lines.append(_gb(queue, "Geo-replication data transfer", key, "geo_replication_gb"))
    yield from (placed(line, account.region) for line in lines)


def share(share: Subject) -> Iterator[Line]:
    """What a share holds, or what a premium one provides, and what is done with it."""
    account = account_holding(share)
    tier = _tier_of_share(share, account)
    prefix = f"files/{tier}_{redundancy_of(account).lower()}"
    yield from (placed(line, account.region) for line in _share_lines(share, tier, prefix))


def table(table: Subject) -> Iterator[Line]:
    """What a table holds, and what is done with it."""
    account = account_holding(table)
    encrypted = "encrypted_" if account.text("table_encryption_key_type", "Service").lower() == "account" else ""
    prefix = f"table/{encrypted}{redundancy_of(account).lower()}"
    lines = [_gb(table, "Capacity", "monthly_storage_gb", f"{prefix}/stored_gb")]
    for operation in _TABLE_OPERATIONS:
        name = f"{operation.replace('_', ' ').title()} operations"
        lines.append(_operations(table, name, f"monthly_{operation}_operations", f"{prefix}/{operation}"))
    yield from (placed(line, account.region) for line in lines)


def _tier_of_share(share: Subject, account: Subject) -> str:
    """Its own tier; unset, shares of premium accounts are premium, and others are optimised for operations."""
    is_premium = account.text("account_tier", "Standard").lower() == "premium"
    told = share.text("access_tier", "Premium" if is_premium else "TransactionOptimized").lower()
    return _SHARE_TIERS.get(told, told)


def _share_lines(share: Subject, tier: str, prefix: str) -> Iterator[Line]:
    if tier == "premium":
        told = share.usage.number("storage_gb")
        size_gb = share.number("quota") if told is None else told
        yield monthly("Data at rest", "GB", size_gb, Rate(_TABLE, f"{prefix}/stored_gb"))
    else:
        yield _gb(share, "Data at rest", "storage_gb", f"{prefix}/stored_gb")
    yield _gb(share, "Snapshots", "snapshots_storage_gb", f"{prefix}/snapshot_gb")
    if tier in ("hot", "cool"):
        yield _gb(share, "Metadata at rest", "metadata_at_rest_storage_gb", f"{prefix}/metadata_gb")
    for operation in ("read", "write", "list", "other") if tier != "premium" else ():
        key = f"monthly_{operation}_operations"
        yield _operations(share, f"{operation.capitalize()} operations", key, f"{prefix}/{operation}")
    if tier == "cool":
        yield _gb(share, "Data retrieval", "monthly_data_retrieval_gb", f"{prefix}/retrieval_gb")


def _gb(subject: Subject, name: str, key: str, item: str) -> Line:
    return by_use(name, "GB", subject.usage.number(key), Rate(_TABLE, item), key=key)


def _operations(subject: Subject, name: str, key: str, item: str) -> Line:
    count = subject.usage.number(key)
    if count is None and key.startswith("monthly_"):
        count = subject.usage.number(key.removeprefix("monthly_"))  # as some usage files have it for tables
    return by_use(name, _TEN_THOUSAND, None if count is None else count / PER_OPERATIONS, Rate(_TABLE, item), key=key)


MODELS: Final[Models] = {
    "azurerm_storage_queue": (queue,),
    "azurerm_storage_share": (share,),
    "azurerm_storage_table": (table,),
}
