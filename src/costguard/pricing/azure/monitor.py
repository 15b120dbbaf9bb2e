"""Azure Monitor: platform logs that are sent on, and custom metrics that are taken in."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "monitor"
_TEN_MILLION: Final = 10_000_000
# Logs that go to a workspace bill there; to these, they bill as they are processed.
_DESTINATIONS: Final = ("storage_account_id", "eventhub_authorization_rule_id", "partner_solution_id")
# What is logged, or where to: both are in one region.
_LOGGED: Final = tuple(
    f"azurerm_{name}"
    for name in (
        "key_vault", "storage_account", "mssql_server", "mssql_database", "mssql_managed_instance",
        "postgresql_flexible_server", "mysql_flexible_server", "cosmosdb_account", "redis_cache",
        "kubernetes_cluster", "container_registry", "app_service", "linux_web_app", "windows_web_app",
        "linux_function_app", "windows_function_app", "service_plan", "application_gateway", "firewall", "lb",
        "public_ip", "network_security_group", "virtual_network", "virtual_network_gateway", "api_management",
        "eventhub_namespace", "servicebus_namespace", "data_factory", "logic_app_workflow", "recovery_services_vault",
        "search_service", "cognitive_account", "automation_account", "kusto_cluster", "synapse_workspace",
        "databricks_workspace", "iothub", "signalr_service", "bastion_host", "eventhub_namespace_authorization_rule",
    )
)  # fmt: skip


def platform_logs(setting: Subject) -> Iterator[Line]:
    """Logs sent to storage, an event hub or a partner."""
    if any(setting.has(path) for path in _DESTINATIONS):
        key = "monthly_platform_log_gb"
        rate = Rate(_TABLE, "platform-logs", region=_region(setting))
        yield by_use("Platform logs processed", "GB", setting.usage.number(key), rate, key=key)


def metrics_ingestion(rule: Subject) -> Iterator[Line]:
    """Samples of custom metrics."""
    key = "monthly_custom_metrics_samples"
    samples = rule.usage.number(key)
    quantity = None if samples is None else samples / _TEN_MILLION
    yield by_use("Metrics ingestion", "10M samples", quantity, Rate(_TABLE, "metrics-ingestion"), key=key)


def _region(setting: Subject) -> str:
    for path in ("target_resource_id", "storage_account_id", "eventhub_authorization_rule_id"):
        for resource in setting.linked(path, *_LOGGED):
            return resource.region
    raise NotKnown("what is logged is not in the plan, so its region is not known")


MODELS: Final[Models] = {
    "azurerm_monitor_diagnostic_setting": (platform_logs,),
    "azurerm_monitor_data_collection_rule": (metrics_ingestion,),
}
