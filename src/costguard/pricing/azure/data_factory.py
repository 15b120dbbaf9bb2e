"""Data factories: what their pipelines do, by runtime, and clusters that run SSIS packages or data flows."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.azure._places import placed, region_with
from costguard.pricing.azure._vm import canonical
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import CostFunction, Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "data_factory"
_PER_ENTITIES: Final = Decimal(50_000)
_PER_RUNS: Final = Decimal(1_000)

# What pipelines do in a runtime: a line's name, its item, and the usage key that gives its hours.
_ACTIVITIES: Final = (
    ("Data movement activity", "movement", "monthly_data_movement_hours"),
    ("Pipeline activity", "pipeline", "monthly_pipeline_activity_hours"),
    ("External pipeline activity", "external", "monthly_external_pipeline_activity_hours"),
)
_FLOWS: Final = {
    "general": "General Purpose",
    "computeoptimized": "Compute Optimized",
    "memoryoptimized": "Memory Optimized",
}


def operations(factory: Subject) -> Iterator[Line]:
    """Changes and look-ups of the factory's own things."""
    for name, item in (("Read/Write", "read_write"), ("Monitoring", "monitoring")):
        key = f"monthly_{item}_operation_entities"
        count = factory.usage.number(key)
        quantity = None if count is None else count / _PER_ENTITIES
        yield by_use(f"{name} operations", "50k entities", quantity, Rate(_TABLE, item), key=key)


def ssis_nodes(runtime: Subject) -> Iterator[Line]:
    """The nodes that run SSIS packages; the provider's defaults are one node, Standard, and a licence with it."""
    size = canonical(runtime.text("node_size")).removeprefix("Standard_").replace("_", " ")
    edition = runtime.text("edition", "Standard").title()
    has_own_licence = runtime.text("license_type", "LicenseIncluded").lower() == "baseprice"
    name = f"Compute ({size}, {edition}{'' if has_own_licence else ', license included'})"
    licence = "base" if has_own_licence else edition.lower()  # the base price is the same in both editions
    rate = Rate(_TABLE, f"ssis/{licence}/{size.lower().replace(' ', '_')}")
    yield hourly(name, rate, hours=HOURS_PER_MONTH * runtime.number("number_of_nodes", 1))


def data_flows(runtime: Subject) -> Iterator[Line]:
    """The cluster that data flows run on, as long as one runs."""
    compute = runtime.text("compute_type", "General")
    kind = compute.lower().replace("_", "")
    if kind not in _FLOWS:
        raise NotKnown(f"`{compute}` is no type of data flow cluster")
    vcores = runtime.number("core_count", 8)  # the provider's default
    key = "monthly_data_flow_hours"
    rate = Rate(_TABLE, f"flow/{kind}").times(vcores)
    name = f"Compute ({_FLOWS[kind]}, {vcores:f} vCores)"
    yield _of_factory(runtime, by_use(name, "hours", runtime.usage.number(key), rate, key=key))


def activities(where: str) -> tuple[CostFunction, CostFunction]:
    """What pipelines do in a runtime, by the prices of where it is: `network`, `azure` or `self`."""

    def orchestration(runtime: Subject) -> Iterator[Line]:
        key = "monthly_orchestration_runs"
        runs = runtime.usage.number(key)
        quantity = None if runs is None else runs / _PER_RUNS
        rate = Rate(_TABLE, f"{_place(where, runtime)}/runs")
        yield _of_factory(runtime, by_use("Orchestration", "1k runs", quantity, rate, key=key))

    def pipeline_activities(runtime: Subject) -> Iterator[Line]:
        for name, item, key in _ACTIVITIES:
            rate = Rate(_TABLE, f"{_place(where, runtime)}/{item}")
            yield _of_factory(runtime, by_use(name, "hours", runtime.usage.number(key), rate, key=key))

    return orchestration, pipeline_activities


def _of_factory(runtime: Subject, line: Line) -> Line:
    """A runtime without a place, or one that finds it by itself, bills where its factory is."""
    has_place = runtime.text("location", "").lower() not in ("", "autoresolve")
    return line if has_place else placed(line, region_with(runtime, "data_factory_id", "azurerm_data_factory"))


def _place(where: str, runtime: Subject) -> str:
    is_in_network = where == "azure" and runtime.flag("virtual_network_enabled", default=False)
    return "network" if is_in_network else where


MODELS: Final[Models] = {
    "azurerm_data_factory": (operations,),
    "azurerm_data_factory_integration_runtime_managed": (ssis_nodes, *activities("network")),
    "azurerm_data_factory_integration_runtime_azure_ssis": (ssis_nodes,),
    "azurerm_data_factory_integration_runtime_azure": (data_flows, *activities("azure")),
    "azurerm_data_factory_integration_runtime_self_hosted": activities("self"),
}
