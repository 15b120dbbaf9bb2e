"""Flexible servers of PostgreSQL and MySQL: what their sizes, storage and backups cost, and high availability."""

import re
from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

TABLE: Final = "flexible_server"

# `GP_Standard_D16s_v3`: tier, family, vCPUs, features, version.
_SIZE: Final = re.compile(
    r"(?:b|gp|mo)_standard_(?P<family>[a-z]+)(?P<count>\d+)(?P<features>[a-z]*)(?:_(?P<rest>v\d+))?"
)
_GEO_COPIES: Final = 2  # a geo-redundant backup is kept, and billed, twice (Azure Database pricing pages, 2025-07)


def as_configured(server: Subject) -> Subject:
    """The server that says how large it is: a replica that does not is as large as its source."""
    sources = () if server.has("sku_name") else server.linked("source_server_id", server.type)
    return sources[0] if sources else server


def server_compute(server: Subject, engine: str) -> Iterator[Line]:
    """The machine, and its standby where there is one."""
    sku = as_configured(server).text("sku_name")
    size = _SIZE.fullmatch(sku.lower())
    if size is None:
        raise NotKnown(f"`{sku}` is no size of a flexible server")
    family, count, features = size["family"], int(size["count"]), size["features"]
    if family == "b" and size["rest"] is None:
        rate = Rate(TABLE, f"{engine}/b{count}{features}")
    else:
        rate = Rate(TABLE, f"{engine}/vcore/{family}{features}{size['rest'] or ''}").times(count)
    yield hourly(f"Compute ({sku})", rate).times(servers(server))


def servers(server: Subject) -> int:
    """How many machines and disks there are: a standby is billed as the primary is (Microsoft Learn, 2025-07)."""
    block = server.block("high_availability")
    return 2 if block is not None and block.text("mode", "Disabled").lower() != "disabled" else 1


def additional_backup(server: Subject, engine: str) -> Iterator[Line]:
    """Backups beyond the size of the storage."""
    key = "additional_backup_storage_gb"
    is_geo = server.flag("geo_redundant_backup_enabled", default=False)
    rate = Rate(TABLE, f"{engine}/backup").times(_GEO_COPIES if is_geo else 1)
    yield by_use("Additional backup storage", "GB", server.usage.number(key), rate, key=key)
