"""Synapse: workspaces by what their pipelines, data flows and queries do, Spark pools and dedicated SQL pools."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._places import placed, region_with
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "synapse"

# vCores of a node by its size (Synapse Spark pool configurations, 2024).
_SPARK_VCORES: Final = {"small": 4, "medium": 8, "large": 16, "xlarge": 32, "xxlarge": 64, "xxxlarge": 80}
_LEAST_SPARK_NODES: Final = 3

# Of each pipeline line: its name, unit, item and usage key; `azure` items differ in a managed virtual network.
_AZURE: Final = "Data pipeline azure hosted"
_SELF: Final = "Data pipeline self hosted"
_PIPELINE: Final = (
    (f"{_AZURE} activity runs", "1k activity runs", "azure_runs", "azure_hosted_activity_runs"),
    (f"{_AZURE} data integration units", "DIU-hours", "azure_diu", "azure_hosted_data_integration_hours"),
    (f"{_AZURE} integration runtime", "hours", "azure_runtime", "azure_hosted_integration_runtime_hours"),
    (
        f"{_AZURE} external integration runtime", "hours", "azure_external",
        "azure_hosted_external_integration_runtime_hours",
    ),
    (f"{_SELF} activity runs", "1k activity runs", "self_runs", "self_hosted_activity_runs"),
    (f"{_SELF} data movement", "hours", "self_movement", "self_hosted_data_movement_hours"),
    (f"{_SELF} integration runtime", "hours", "self_runtime", "self_hosted_integration_runtime_hours"),
    (
        f"{_SELF} external integration runtime", "hours", "self_external",
        "self_hosted_external_integration_runtime_hours",
    ),
)  # fmt: skip
_RUNTIMES: Final = ("azure_runtime", "azure_external")
_LEAST_FLOW_VCORES: Final = 8  # of a data flow's cluster


def queries(workspace: Subject) -> Iterator[Line]:
    """What serverless queries read."""
    key = "serverless_sql_pool_size_tb"
    yield by_use("Serverless SQL pool size", "TB", workspace.usage.number(key), Rate(_TABLE, "serverless_tb"), key=key)


def data_flows(workspace: Subject) -> Iterator[Line]:
    """Clusters of data flows, by the hours of their vCores."""
    for kind in ("basic", "standard"):
        key = f"monthly_dataflow_{kind}_hours"
        hours = workspace.usage.number(key)
        clusters = workspace.usage.number_or(f"dataflow_{kind}_instances", 1)
        vcores = workspace.usage.number_or(f"dataflow_{kind}_vcores", _LEAST_FLOW_VCORES)
        quantity = None if hours is None else hours * clusters * vcores
        yield by_use(f"Data flow ({kind})", "vCore-hours", quantity, Rate(_TABLE, f"data_flow_{kind}"), key=key)


def pipelines(workspace: Subject) -> Iterator[Line]:
    """Runs and activities of pipelines, in Azure's runtimes and in the owner's own."""
    in_network = workspace.flag("managed_virtual_network_enabled", default=False)
    for name, unit, item, usage in _PIPELINE:
        key = f"monthly_datapipeline_{usage}"
        quantity = workspace.usage.number(key)
        if item == "azure_diu" and quantity is not None:
            units = workspace.usage.number_or("monthly_datapipeline_azure_hosted_data_integration_units", 1)
            quantity *= units
        managed = "_in_network" if in_network and item in _RUNTIMES else ""
        yield by_use(name, unit, quantity, Rate(_TABLE, f"{item}{managed}"), key=key)


def spark_nodes(pool: Subject) -> Iterator[Line]:
    """The nodes of a Spark pool, while they run."""
    size = pool.text("node_size").lower()
    if size not in _SPARK_VCORES:
        raise NotKnown(f"`{size}` is no size of a Spark pool's nodes")
    low = pool.number("auto_scale.min_node_count", 0)
    high = pool.number("auto_scale.max_node_count", 0)
    nodes = pool.number("node_count", low or _LEAST_SPARK_NODES)
    key = "monthly_hours"
    hours = pool.usage.number(key)
    quantity = None if hours is None else hours * _SPARK_VCORES[size]
    gpu = pool.text("node_size_family", "MemoryOptimized").lower() == "hardwareacceleratedgpu"
    rate = Rate(_TABLE, "spark_gpu_vcore" if gpu else "spark_vcore")
    line = by_use(f"{size} ({nodes:f} nodes)", "vCore-hours", quantity, rate, key=key)
    yield placed(line.scaled(nodes, low or nodes, high or nodes), _region(pool))


def warehouse(pool: Subject) -> Iterator[Line]:
    """A dedicated SQL pool, by its data warehouse units (`DW100c`), as long as it is not paused."""
    size = pool.text("sku_name")
    units = re.fullmatch(r"dw(\d+)c", size.lower())
    if units is None:
        raise NotKnown(f"`{size}` is no size of a dedicated SQL pool, such as DW100c")
    line = hourly(f"DWU blocks ({size})", Rate(_TABLE, "dwu_100").times(Decimal(units[1]) / 100))
    yield placed(line, _region(pool))


def warehouse_storage(pool: Subject) -> Iterator[Line]:
    """What a dedicated SQL pool stores, and its copy in another region."""
    key = "storage_tb"
    stored_tb = pool.usage.number(key)
    yield placed(by_use("Storage", "TB", stored_tb, Rate(_TABLE, "storage_tb"), key=key), _region(pool))
    told = pool.usage.text("disaster_recovery_enabled")
    is_copied = told == "true" if told else pool.flag("geo_backup_policy_enabled", default=True)
    if is_copied:
        rate = Rate(_TABLE, "disaster_recovery_tb")
        yield placed(by_use("Geo-redundant disaster recovery", "TB", stored_tb, rate, key=key), _region(pool))


def _region(pool: Subject) -> str:
    return region_with(pool, "synapse_workspace_id", "azurerm_synapse_workspace")


MODELS: Final[Models] = {
    "azurerm_synapse_workspace": (queries, data_flows, pipelines),
    "azurerm_synapse_spark_pool": (spark_nodes,),
    "azurerm_synapse_sql_pool": (warehouse, warehouse_storage),
}
