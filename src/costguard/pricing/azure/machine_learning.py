"""Machine learning compute: virtual machines, one at a time or in clusters that scale."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.azure._places import placed, region_with
from costguard.pricing.azure._vm import machine
from costguard.pricing.lines import Line
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_HOURS: Final = "monthly_hrs"


def instance(instance: Subject) -> Iterator[Line]:
    """One machine, as long as it is not stopped."""
    hours = instance.usage.number_or(_HOURS, HOURS_PER_MONTH)
    line = machine(instance.text("virtual_machine_size"), is_windows=False, hours=hours)
    # azurerm 4 has no location here: it is that of the workspace.
    yield placed(line, region_with(instance, "machine_learning_workspace_id", "azurerm_machine_learning_workspace"))


def nodes(cluster: Subject) -> Iterator[Line]:
    """The nodes of a cluster: the least number of them, unless the usage file says how many there are."""
    hours = cluster.usage.number(_HOURS)
    low, high = cluster.number("scale_settings.min_node_count"), cluster.number("scale_settings.max_node_count")
    told = cluster.usage.number("instances")
    # Who gives hours for a cluster that scales to nothing means those of one node.
    count = told if told is not None else max(low, Decimal(1)) if hours is not None else low
    priority = "Spot" if cluster.text("vm_priority", "Dedicated").lower() == "lowpriority" else ""
    line = machine(
        cluster.text("vm_size"),
        is_windows=False,
        priority=priority,
        hours=HOURS_PER_MONTH if hours is None else hours,
    )
    yield line.times(count) if told is not None else line.scaled(count, low, max(high, count))


MODELS: Final[Models] = {
    "azurerm_machine_learning_compute_instance": (instance,),
    "azurerm_machine_learning_compute_cluster": (nodes,),
}
