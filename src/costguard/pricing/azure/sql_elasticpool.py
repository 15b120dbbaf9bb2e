"""Elastic pools of SQL databases: DTUs or vCores, the licence and storage."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from costguard.pricing.azure._sql import (
    TABLE,
    ZONE_REDUNDANCY,
    Cores,
    compute,
    extra_storage,
    has_licence_included,
    licence,
    size_gb,
    storage,
)
from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

# Storage in GB that Premium pools include, by eDTUs; Standard pools include as many GB as eDTUs
# (DTU resource limits for elastic pools, Microsoft Learn, 2024-12).
_PREMIUM_INCLUDED_GB: Final = {
    125: 250, 250: 500, 500: 750, 1000: 1024, 1500: 1536, 2000: 2048, 2500: 2560, 3000: 3072, 3500: 3584, 4000: 4096,
}  # fmt: skip


class _Dtus(NamedTuple):
    tier: str
    number: int


def pool_compute(pool: Subject) -> Iterator[Line]:
    """The DTUs or vCores that the databases share."""
    dtus = _dtus(pool)
    if dtus is not None:
        rate = Rate(TABLE, f"edtu/{dtus.tier}").times(dtus.number)
        yield hourly(f"Compute ({dtus.tier.title()}, {dtus.number} DTUs)", rate)
        return
    sku, cores = pool.text("sku.name"), _cores(pool)
    yield compute(f"Compute ({sku}, {cores.number} vCore)", cores)
    if cores.tier == "gp" and _is_zone_redundant(pool):
        yield compute(f"Zone redundancy ({sku}, {cores.number} vCore)", cores, ZONE_REDUNDANCY)


def sql_licence(pool: Subject) -> Iterator[Line]:
    """The licence of vCores; Hyperscale prices hold it already."""
    if _dtus(pool) is None and has_licence_included(pool):
        cores = _cores(pool)
        if cores.tier != "hs":
            yield licence(cores.tier, cores.number)


def data_storage(pool: Subject) -> Iterator[Line]:
    """What the pool may grow to, or what a DTU pool may beyond what it includes."""
    dtus = _dtus(pool)
    size = size_gb(pool)
    if dtus is None:
        yield storage(_cores(pool).tier, size, is_zone_redundant=_is_zone_redundant(pool))
        return
    included = dtus.number if dtus.tier == "standard" else _PREMIUM_INCLUDED_GB.get(dtus.number)
    if dtus.tier != "basic" and included is not None and size is not None and size > included:
        yield extra_storage(dtus.tier, size - included)


def _is_zone_redundant(pool: Subject) -> bool:
    return pool.flag("zone_redundant", default=False)


def _dtus(pool: Subject) -> _Dtus | None:
    if pool.type == "azurerm_sql_elasticpool":
        return _Dtus(pool.text("edition").lower(), int(pool.number("dtu")))
    name = pool.text("sku.name").lower()
    return _Dtus(name.removesuffix("pool"), int(pool.number("sku.capacity"))) if name.endswith("pool") else None


def _cores(pool: Subject) -> Cores:
    tier, _, hardware = pool.text("sku.name").lower().partition("_")
    return Cores(tier, hardware, int(pool.number("sku.capacity")))


_COSTS: Final = (pool_compute, sql_licence, data_storage)

MODELS: Final[Models] = {"azurerm_mssql_elasticpool": _COSTS, "azurerm_sql_elasticpool": _COSTS}
