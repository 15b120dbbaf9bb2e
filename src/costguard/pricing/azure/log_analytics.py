"""Log Analytics workspaces: logs taken in, kept, searched and archived, and Sentinel's share."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "log_analytics"
_BY_GB: Final = ("pergb2018", "standalone")
_BY_COMMITMENT: Final = "capacityreservation"
_WITHOUT_INGESTION: Final = ("lacluster",)  # the cluster's commitment pays for it
_LEGACY: Final = ("unlimited", "standard", "premium", "pernode")
_TIERS_GB: Final = (100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000)
_DAYS_IN_MONTH: Final = 30
# Kept without charge: 31 days, 90 where Sentinel reads the workspace (Azure Monitor pricing page, 2024-08).
_FREE_DAYS: Final = 31
_FREE_DAYS_OF_SENTINEL: Final = 90
_CONNECTORS: Final = (
    "aws_cloud_trail", "aws_s3", "azure_active_directory", "azure_advanced_threat_protection", "azure_security_center",
    "dynamics_365", "iot", "microsoft_cloud_app_security", "microsoft_defender_advanced_threat_protection",
    "microsoft_threat_intelligence", "microsoft_threat_protection", "office_365", "office_365_project",
    "office_atp", "office_irm", "office_power_bi", "threat_intelligence", "threat_intelligence_taxii",
)  # fmt: skip
_SENTINEL: Final = (
    "azurerm_sentinel_log_analytics_workspace_onboarding",
    *(f"azurerm_sentinel_data_connector_{name}" for name in _CONNECTORS),
)
# Name, unit, item and usage key of what every workspace may be used for.
_USES: Final = (
    ("Log data export", "GB", "export", "monthly_log_data_export_gb"),
    ("Basic log data ingestion", "GB", "basic/ingestion", "monthly_basic_log_data_ingestion_gb"),
    ("Basic log search queries", "GB searched", "basic/search", "monthly_basic_log_search_gb"),
    ("Archive data", "GB", "archive", "monthly_archive_data_gb"),
    ("Archive data restored", "GB", "archive/restore", "monthly_archive_data_restored_gb"),
    ("Archive data searched", "GB", "archive/search", "monthly_archive_data_searched_gb"),
)


def data_ingestion(workspace: Subject) -> Iterator[Line]:
    """Logs taken in, by the gigabyte or by a daily commitment; Sentinel bills for them once more."""
    sku = _sku(workspace)
    if sku in _LEGACY:
        raise NotKnown(f"`{sku}` is a legacy pricing tier, whose prices are no longer listed")
    names = ("Log data ingestion", "Sentinel data ingestion") if _has_sentinel(workspace) else ("Log data ingestion",)
    for name in names:
        if sku in _BY_GB:
            key = f"monthly_{name.partition(' ')[0].lower()}_data_ingestion_gb"
            yield by_use(name, "GB", workspace.usage.number(key), Rate(_TABLE, "ingestion"), key=key)
        elif sku == _BY_COMMITMENT:
            yield _commitment(workspace, name)


def data_retention(workspace: Subject) -> Iterator[Line]:
    """Logs kept for longer than is free."""
    free_days = _FREE_DAYS_OF_SENTINEL if _has_sentinel(workspace) else _FREE_DAYS
    if _sku(workspace) != "free" and workspace.number("retention_in_days", free_days) > free_days:
        key = "monthly_additional_log_data_retention_gb"
        yield by_use("Log data retention", "GB", workspace.usage.number(key), Rate(_TABLE, "retention"), key=key)


def other_uses(workspace: Subject) -> Iterator[Line]:
    """Export, basic logs and the archive."""
    if _sku(workspace) in ("free", *_LEGACY):
        return
    for name, unit, item, key in _USES:
        yield by_use(name, unit, workspace.usage.number(key), Rate(_TABLE, item), key=key)


def _commitment(workspace: Subject, name: str) -> Line:
    path = "reservation_capacity_in_gb_per_day"
    if not workspace.has(path):
        path = "reservation_capcity_in_gb_per_day"  # as azurerm 2 spelt it
    asked = workspace.number(path)
    tier = max((each for each in _TIERS_GB if each <= asked), default=_TIERS_GB[0])
    return monthly(name, f"{tier} GB (per day)", _DAYS_IN_MONTH, Rate(_TABLE, f"commitment/{tier}"))


def _sku(workspace: Subject) -> str:
    return workspace.text("sku", "PerGB2018").lower()


def _has_sentinel(workspace: Subject) -> bool:
    solutions = workspace.users("azurerm_log_analytics_solution")
    return (
        any("securityinsights" in each.text("solution_name", "").lower() for each in solutions)
        or workspace.usage.has("monthly_sentinel_data_ingestion_gb")
        or any(_is_security_insights(each) for each in solutions)
        or bool(workspace.users(*_SENTINEL))
    )


def _is_security_insights(solution: Subject) -> bool:
    return "securityinsights" in solution.text("plan.product", "").lower()


MODELS: Final[Models] = {"azurerm_log_analytics_workspace": (data_ingestion, data_retention, other_uses)}
