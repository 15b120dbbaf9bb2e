"""Databricks workspaces, by the units that their clusters use; the machines of these are billed apart."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_WORKLOADS: Final = (("All-purpose", "all_purpose"), ("Jobs", "jobs"), ("Jobs light", "jobs_light"))


def units(workspace: Subject) -> Iterator[Line]:
    """Databricks units by the kind of work; a trial has none."""
    tier = workspace.text("sku").lower()
    for name, workload in _WORKLOADS if tier != "trial" else ():
        key = f"monthly_{workload}_compute_dbu_hrs"
        rate = Rate("databricks", f"{tier}/{workload}")
        yield by_use(f"{name} compute DBUs", "DBU-hours", workspace.usage.number(key), rate, key=key)


MODELS: Final[Models] = {"azurerm_databricks_workspace": (units,)}
