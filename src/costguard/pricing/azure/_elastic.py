"""Instances of elastic plans, sold by their vCPUs and memory: of functions (EP) and of workflows (WS)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from costguard.pricing.azure._plans import ELASTIC_SIZES
from costguard.pricing.lines import Line, Rate, monthly


class Service(NamedTuple):
    """What the lines of a service are called, and its table."""

    table: str
    vcpu: str
    vcpu_unit: str
    memory: str


FUNCTIONS: Final = Service("functions", "vCPU", "vCPU", "Memory")
WORKFLOWS: Final = Service("logic_apps", "Workflow vCore", "vCore", "Workflow memory")


def elastic_lines(service: Service, size: str) -> Iterator[Line]:
    """The vCPUs and the memory of one instance of a size (`EP2`)."""
    vcpus, memory_gb = ELASTIC_SIZES.get(size[2:], (None, None))
    yield _line(service, service.vcpu, size, service.vcpu_unit, vcpus, "premium_vcpu")
    yield _line(service, service.memory, size, "GB", memory_gb, "premium_memory_gb")


def _line(service: Service, name: str, size: str, unit: str, quantity: Decimal | None, item: str) -> Line:
    rate = Rate(service.table, item if quantity is not None else f"{item}/{size.lower()}")
    return monthly(f"{name} ({size})", unit, quantity or 0, rate)
