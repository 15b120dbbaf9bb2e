"""What a Cosmos DB account says of the data in it: its regions, backups, and how throughput is written."""

from decimal import Decimal
from typing import Final, NamedTuple

from costguard.pricing.azure._region_names import region_of
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

TABLE: Final = "cosmosdb"
# All from the Azure Cosmos DB pricing page and Microsoft Learn (2024-08): autoscale costs half as much again with one
# write region and bills at least a tenth of its maximum; zones add a quarter, but not to autoscale or multiple writes.
AUTOSCALE_PREMIUM: Final = Decimal("1.5")
AUTOSCALE_LEAST: Final = Decimal("0.1")
ZONE_PREMIUM: Final = Decimal("1.25")

_FREE_COPIES: Final = 2
_DEFAULT_INTERVAL_MINUTES: Final = 240
_DEFAULT_RETENTION_HOURS: Final = 8
_MINUTES_IN_HOUR: Final = 60
_ACCOUNT: Final = "azurerm_cosmosdb_account"
_DATABASES: Final = (
    "azurerm_cosmosdb_sql_database", "azurerm_cosmosdb_mongo_database", "azurerm_cosmosdb_gremlin_database",
    "azurerm_cosmosdb_cassandra_keyspace",
)  # fmt: skip


class Place(NamedTuple):
    """A region of an account."""

    location: str
    is_zone_redundant: bool

    @property
    def region(self) -> str:
        """The region as the price book spells it."""
        return region_of(self.location)


class Account(NamedTuple):
    """An account, as far as bills go. `backup` is the kind that bills, and how many copies of the data it keeps."""

    main: Place
    places: tuple[Place, ...]
    backup: tuple[str, int]
    has_multiple_writes: bool
    has_analytical_storage: bool
    is_serverless: bool
    has_free_tier: bool


def account_of(data: Subject) -> Account:
    """The account that a database or container belongs to. Raises NotKnown where it is not in the input."""
    account = _account(data)
    main = Place(account.text("location"), is_zone_redundant=False)
    places = tuple(
        Place(place.text("location"), place.flag("zone_redundant", default=False))
        for place in account.blocks("geo_location")
    )
    return Account(
        main=main,
        places=places or (main,),
        backup=_backup(account),
        # azurerm 4 renamed both of these.
        has_multiple_writes=_flag(account, "multiple_write_locations_enabled", "enable_multiple_write_locations"),
        has_analytical_storage=_flag(account, "analytical_storage_enabled"),
        is_serverless=any(each.text("name", "") == "EnableServerless" for each in account.blocks("capabilities")),
        has_free_tier=_flag(account, "free_tier_enabled", "enable_free_tier"),
    )


def is_under_shared_throughput(data: Subject) -> bool:
    """Whether a container is in a database that has throughput for all of its containers."""
    return any(
        database.has("throughput") or database.has("autoscale_settings")
        for path in ("database_name", "cassandra_keyspace_id")
        for database in data.linked(path, *_DATABASES)
    )


def _account(data: Subject) -> Subject:
    """The account of the database that it is in; a SQL container and a database name their account themselves."""
    databases = [each for path in ("database_name", "cassandra_keyspace_id") for each in data.linked(path, *_DATABASES)]
    owners = (data, *databases) if data.type == "azurerm_cosmosdb_sql_container" else (*databases, data)
    for owner in owners:
        found = owner.linked("account_name", _ACCOUNT)
        if found:
            return found[0]
    raise NotKnown("the Cosmos DB account is not in the plan, and says where and how the data is kept")


def _backup(account: Subject) -> tuple[str, int]:
    block = account.block("backup")
    if block is not None and block.text("type", "Periodic").lower() == "continuous":
        # Seven days of continuous backup are free (Azure Cosmos DB pricing page, 2024-08).
        is_free = block.text("tier", "Continuous30Days").lower() == "continuous7days"
        return "continuous", 0 if is_free else 1
    if block is None:
        return "geo", 0
    hours = block.number("interval_in_minutes", _DEFAULT_INTERVAL_MINUTES) / _MINUTES_IN_HOUR
    if not hours:
        raise NotKnown("`backup.interval_in_minutes` is 0")
    kept = int(block.number("retention_in_hours", _DEFAULT_RETENTION_HOURS) / hours)
    return block.text("storage_redundancy", "Geo").lower(), max(kept - _FREE_COPIES, 0)


def _flag(account: Subject, *paths: str) -> bool:
    return any(account.flag(path, default=False) for path in paths)
