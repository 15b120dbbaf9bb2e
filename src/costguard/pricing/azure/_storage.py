"""Storage accounts as their own prices and those of what is in them read them: which meters an account has."""

from decimal import Decimal
from typing import Final, NamedTuple

from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

ACCOUNT: Final = "azurerm_storage_account"
PER_OPERATIONS: Final = Decimal(10_000)

# The provider writes RAGRS, the price list RA-GRS.
_REDUNDANCIES: Final = {"RAGRS": "RA-GRS", "RAGZRS": "RA-GZRS"}


class Account(NamedTuple):
    """An account: its kind (`storagev2`), its tier (`hot`, `cool`, `cold`, `premium`), and how it keeps copies."""

    kind: str
    tier: str
    redundancy: str
    is_hierarchical: bool

    @property
    def is_premium(self) -> bool:
        """Whether it is on SSDs."""
        return self.tier == "premium"

    @property
    def is_cool(self) -> bool:
        """Whether it is cheaper to store in than to read from."""
        return self.tier in ("cool", "cold")

    @property
    def product(self) -> str:
        """The part of the price list that it is in."""
        match self.kind:
            case "filestorage":
                return "files"
            case "storage":
                return "v1"
            case _:
                return "hns" if self.is_hierarchical else "blob"

    def item(self, meter: str) -> str:
        """The book's name of a meter of it."""
        return f"{self.product}/{self.tier}_{self.redundancy.lower()}/{meter}"


def account_of(account: Subject) -> Account:
    """What an account is. The provider's defaults are version 2, hot, and no hierarchy of folders."""
    kind = account.text("account_kind", "StorageV2").lower()
    is_premium = account.text("account_tier", "Standard").lower() == "premium"
    # The first version knows no tiers of access.
    tier = "premium" if is_premium else "standard" if kind == "storage" else account.text("access_tier", "Hot").lower()
    # Data Lake Storage and NFS are billed by the hierarchical namespace's meters.
    hierarchy = account.flag("is_hns_enabled", default=False) or account.flag("nfsv3_enabled", default=False)
    return Account(kind, tier, redundancy_of(account), hierarchy)


def redundancy_of(account: Subject) -> str:
    """How an account keeps copies, as the price list writes it."""
    told = account.text("account_replication_type").upper()
    return _REDUNDANCIES.get(told, told)


def account_holding(thing: Subject) -> Subject:
    """The account that a queue, share or table is in. Raises NotKnown where the input does not hold it."""
    for path in ("storage_account_id", "storage_account_name"):
        accounts = thing.linked(path, ACCOUNT)
        if accounts:
            return accounts[0]
    raise NotKnown("its storage account is not in the input, and that says how it keeps copies")
