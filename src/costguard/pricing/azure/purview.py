"""Purview accounts: capacity of the data map, scans and resource sets."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "purview"
_SCANS: Final = (
    ("Power BI scanning", "scan/power-bi", "monthly_scan_power_bi_vcore_hrs"),
    ("SQL Server scanning", "scan/sql", "monthly_scan_sql_server_vcore_hrs"),
    ("Other data sources scanning", "scan/other", "monthly_scan_other_data_sources_vcore_hrs"),
    ("Advanced resource set", "resource-set", "monthly_advanced_resource_set_vcore_hrs"),
)


def data_map(account: Subject) -> Iterator[Line]:
    """Capacity units of the data map; one is always on."""
    units = account.usage.number_or("capacity_units", Decimal(1))
    yield hourly("Data map capacity", Rate(_TABLE, "capacity")).times(units)


def scans(account: Subject) -> Iterator[Line]:
    """What scans and resource sets compute."""
    for name, item, key in _SCANS:
        yield by_use(name, "vCore-hours", account.usage.number(key), Rate(_TABLE, item), key=key)


MODELS: Final[Models] = {"azurerm_purview_account": (data_map, scans)}
