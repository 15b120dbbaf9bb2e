"""Storage accounts: what blobs or files take up, and what is done with them."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from costguard.pricing.azure._storage import ACCOUNT, PER_OPERATIONS, Account, account_of
from costguard.pricing.lines import TIER, Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "storage_account"
_TABLE_OF_FILES: Final = "storage_services"  # an account of files has the meters of its shares


class _Meter(NamedTuple):
    """One meter of accounts: its line, the usage key that tells its amount, and which accounts have it."""

    name: str
    unit: str
    per: Decimal
    key: str
    item: str
    applies: Callable[[Account], bool]


def _is_blob(account: Account) -> bool:
    return account.product != "files"


def _is_file(account: Account) -> bool:
    return account.product == "files"


def _is_standard_file(account: Account) -> bool:
    return _is_file(account) and not account.is_premium


def _has_operations(account: Account) -> bool:
    """Premium file shares pay for what is provisioned, and for nothing that is done with it."""
    return not (_is_file(account) and account.is_premium)


def _is_flat_blob(account: Account) -> bool:
    return account.product in ("blob", "v1") or (account.product == "hns" and account.is_premium)


def _is_standard_hierarchy(account: Account) -> bool:
    return account.product == "hns" and not account.is_premium


def _pays_for_early_deletion(account: Account) -> bool:
    """Cool files may go at any time (Azure Files pricing, 2024)."""
    return account.is_cool and account.kind not in ("blockblobstorage", "blobstorage", "filestorage")


def _has_tags(account: Account) -> bool:
    """Tags of blobs: not on premium storage, not with a hierarchy, not in the first version."""
    return account.product == "blob" and not account.is_premium


_GB, _ONE, _HUNDRED = "GB", Decimal(1), Decimal(100)
_TEN_THOUSAND: Final = "10k operations"

# In the order of a bill (Azure Blob Storage, Data Lake Storage and Files pricing, 2024).
_METERS: Final = (
    _Meter(f"Capacity ({TIER})", _GB, _ONE, "storage_gb", "stored_gb", _is_blob),
    _Meter("Data at rest", _GB, _ONE, "data_at_rest_storage_gb", "stored_gb", _is_file),
    _Meter("Snapshots", _GB, _ONE, "snapshots_storage_gb", "snapshot_gb", _is_file),
    _Meter("Metadata at rest", _GB, _ONE, "metadata_at_rest_storage_gb", "metadata_gb", _is_standard_file),
    _Meter(
        "Iterative write operations", "100 operations", _HUNDRED, "monthly_iterative_write_operations",
        "iterative_write", _is_standard_hierarchy,
    ),
    _Meter("Write operations", _TEN_THOUSAND, PER_OPERATIONS, "monthly_write_operations", "write", _has_operations),
    _Meter(
        "List and create container operations", _TEN_THOUSAND, PER_OPERATIONS,
        "monthly_list_and_create_container_operations", "list", _is_flat_blob,
    ),
    _Meter(
        "List operations", _TEN_THOUSAND, PER_OPERATIONS, "monthly_list_and_create_container_operations", "list",
        _is_standard_file,
    ),
    _Meter(
        "Iterative read operations", _TEN_THOUSAND, PER_OPERATIONS, "monthly_iterative_read_operations",
        "iterative_read", _is_standard_hierarchy,
    ),
    _Meter("Read operations", _TEN_THOUSAND, PER_OPERATIONS, "monthly_read_operations", "read", _has_operations),
    _Meter("All other operations", _TEN_THOUSAND, PER_OPERATIONS, "monthly_other_operations", "other", _has_operations),
    _Meter("Data retrieval", _GB, _ONE, "monthly_data_retrieval_gb", "retrieval_gb", lambda account: account.is_cool),
    _Meter(
        "Data write", _GB, _ONE, "monthly_data_write_gb", "data_write_gb",
        lambda account: account.kind == "blockblobstorage" and account.is_cool,
    ),
    _Meter("Blob index", "10k tags", PER_OPERATIONS, "blob_index_tags", "tags", _has_tags),
    _Meter("Early deletion", _GB, _ONE, "early_deletion_gb", "early_deletion_gb", _pays_for_early_deletion),
)  # fmt: skip


def meters(account: Subject) -> Iterator[Line]:
    """The meters that an account has, each by what the usage file says."""
    kind = account_of(account)
    for meter in _METERS:
        if meter.applies(kind):
            yield _line(account, meter, kind)


def file_transfer(account: Subject) -> Iterator[Line]:
    """SFTP bills by the hour as long as it is on, whether used or not."""
    if account.flag("sftp_enabled", default=False):
        yield hourly("SFTP endpoint", Rate("storage_sftp", "endpoint"))


def _line(account: Subject, meter: _Meter, kind: Account) -> Line:
    told = account.usage.number(meter.key)
    quantity = None if told is None else told / meter.per
    # Without an amount there is no tier to name; only hot storage has several.
    has_tiers = told is not None and kind.tier in ("hot", "standard")
    name = meter.name if has_tiers else meter.name.replace(f" ({TIER})", "")
    table = _TABLE_OF_FILES if _is_file(kind) else _TABLE
    return by_use(name, meter.unit, quantity, Rate(table, kind.item(meter.item)), key=meter.key)


MODELS: Final[Models] = {ACCOUNT: (meters, file_transfer)}
