"""Azure SQL as it bills: vCores by tier and hardware, storage and backups by redundancy, the licence by vCore."""

from decimal import Decimal
from typing import Final, NamedTuple

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.not_known import NotKnown
from costguard.pricing.values import Values

TABLE: Final = "sql"
ZONE_REDUNDANCY: Final = Decimal("0.6")
"""What zone redundancy adds to General Purpose vCores, of their own price (Azure retail prices, 2026-09)."""

_STORAGE_COPIES: Final = 2  # zone-redundant General Purpose storage costs twice as much (Azure retail prices, 2025-07)
_MB_IN_GB: Final = 1024
_BYTES_IN_GB: Final = 1024**3
_ASSUMED_GB: Final = 5

# How the provider's versions name a redundancy of backups, and how the price list does.
_REDUNDANCIES: Final = {
    "geo": "RA-GRS", "grs": "RA-GRS", "local": "LRS", "lrs": "LRS", "zone": "ZRS", "zrs": "ZRS",
    "geozone": "RA-GZRS", "gzrs": "RA-GZRS",
}  # fmt: skip


class Cores(NamedTuple):
    """vCores of a tier (`gp`, `bc`, `hs`) on a generation of hardware; a serverless database bills those it uses."""

    tier: str
    hardware: str
    number: int
    is_serverless: bool = False


def cores_of(sku: str) -> Cores | None:
    """What `GP_Gen5_4` or `GP_S_Gen5_2` stands for; None for a name of another kind (DTUs, a pool)."""
    parts = sku.lower().split("_")
    is_serverless = len(parts) == 4 and parts[1] == "s"
    if is_serverless:
        del parts[1]
    if len(parts) != 3 or parts[0] not in ("gp", "bc", "hs") or not parts[2].isdigit():
        return None
    return Cores(parts[0], parts[1], int(parts[2]), is_serverless)


def compute(name: str, cores: Cores, factor: Decimal = Decimal(1)) -> Line:
    """So many vCores, every hour of the month."""
    return hourly(name, Rate(TABLE, f"vcore/{cores.tier}/{cores.hardware}", factor * cores.number))


def licence(tier: str, count: Decimal | int) -> Line:
    """The SQL Server licence of so many vCores that bring none along."""
    return monthly("SQL license", "vCore-hours", HOURS_PER_MONTH * count, Rate(TABLE, f"license/{tier}"))


def has_licence_included(values: Values) -> bool:
    """Whether Azure provides the licence, as it does unless the owner brings one (the API's default)."""
    return values.text("license_type", "LicenseIncluded").lower() == "licenseincluded"


def storage(tier: str, size_gb: Decimal | None, *, is_zone_redundant: bool) -> Line:
    """The storage of vCore databases, by its largest size."""
    copies = _STORAGE_COPIES if tier == "gp" and is_zone_redundant else 1
    rate = Rate(TABLE, f"storage/{tier}").times(copies)
    if size_gb is None:
        return monthly("Storage", "GB", _ASSUMED_GB, rate, assumption=f"{_ASSUMED_GB} GB, as no size is set")
    return monthly("Storage", "GB", size_gb, rate)


def extra_storage(tier: str, size_gb: Decimal) -> Line:
    """Storage beyond what the DTUs of a Standard or Premium tier include."""
    return monthly("Extra data storage", "GB", size_gb, Rate(TABLE, f"storage/{tier}"))


def size_gb(values: Values) -> Decimal | None:
    """The largest size in whichever unit the resource states it; None where it states none."""
    for path, in_a_gb in (("max_size_gb", 1), ("max_size_bytes", _BYTES_IN_GB), ("pool_size", _MB_IN_GB)):
        if values.has(path):
            return values.number(path) / in_a_gb
    return None


def redundancy(values: Values) -> str:
    """The redundancy of backups as the price list names it; geo-redundant unless told otherwise (the API's default)."""
    told = values.text("storage_account_type", "Geo")
    if told.lower() not in _REDUNDANCIES:
        raise NotKnown(f"`storage_account_type` is `{told}`, which is no redundancy of Azure SQL backups")
    return _REDUNDANCIES[told.lower()]


def backup(name: str, quantity: Decimal | None, kind: str, redundancy: str, key: str) -> Line:
    """Backups kept, by the gigabyte: `backup` for point-in-time restore, `ltr` for long-term retention."""
    return by_use(name, "GB", quantity, Rate(TABLE, f"{kind}/{redundancy.lower()}"), key=key)
