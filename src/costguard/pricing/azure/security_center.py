"""Defender for Cloud: what a plan costs for each thing that it protects."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_MILLION: Final = 1_000_000


class _Plan(NamedTuple):
    """A line of a plan: what it protects, in which unit, and the usage key, whose amount is divided."""

    name: str
    unit: str
    item: str
    key: str
    divisor: int = 1


_PLANS: Final = {
    "virtualmachines": (
        _Plan("servers, plan 1", "server", "servers/p1", "monthly_servers_plan_1_nodes"),
        _Plan("servers, plan 2", "server", "servers/p2", "monthly_servers_plan_2_nodes"),
    ),
    "appservices": (_Plan("app service", "node", "app-service", "monthly_app_service_nodes"),),
    "sqlservers": (_Plan("SQL, outside Azure", "vCore", "sql-elsewhere", "monthly_sql_outside_azure_vcores"),),
    "sqlservervirtualmachines": (
        _Plan("SQL, Azure-connected", "instance", "sql-azure", "monthly_sql_azure_connected_instances"),
    ),
    "opensourcerelationaldatabases": (
        _Plan("MySQL", "instance", "mysql", "monthly_mysql_instances"),
        _Plan("PostgreSQL", "instance", "postgresql", "monthly_postgresql_instances"),
        _Plan("MariaDB", "instance", "mariadb", "monthly_mariadb_instances"),
    ),
    "cosmosdbs": (_Plan("Cosmos DB", "RU/s x 100", "cosmosdb", "cosmosdb_request_units", 100),),
    "storageaccounts": (_Plan("storage", "storage account", "storage", "monthly_storage_accounts"),),
    "kubernetesservice": (_Plan("kubernetes", "core", "kubernetes", "monthly_kubernetes_cores"),),
    "containers": (_Plan("containers", "vCore", "containers", "monthly_containers_vcores"),),
    "containerregistry": (
        _Plan("container registries", "image", "container-registry", "monthly_container_registry_images"),
    ),
    "keyvaults": (_Plan("Key Vault", "key vault", "key-vault", "monthly_key_vaults"),),
    "arm": (_Plan("ARM", "subscription", "arm", "monthly_arm_subscriptions"),),
    "dns": (_Plan("DNS", "1M queries", "dns", "monthly_dns_queries", _MILLION),),
}


def defender(pricing: Subject) -> Iterator[Line]:
    """Each thing that the plan protects; the tier Free is free."""
    if pricing.text("tier").lower() == "free":
        return
    kind = pricing.text("resource_type", "VirtualMachines")  # the provider's default
    plans = _PLANS.get(kind.lower())
    if plans is None:
        raise NotKnown(f"the price book holds no Defender plan for `{kind}`")
    subplan = pricing.text("subplan", "").lower()
    for plan in plans:
        if subplan in ("p1", "p2") and kind.lower() == "virtualmachines" and not plan.item.endswith(subplan):
            continue
        used = pricing.usage.number(plan.key)
        quantity = None if used is None else used / plan.divisor
        rate = Rate("defender", plan.item, region="global")
        yield by_use(f"Defender for {plan.name}", plan.unit, quantity, rate, key=plan.key)


MODELS: Final[Models] = {"azurerm_security_center_subscription_pricing": (defender,)}
