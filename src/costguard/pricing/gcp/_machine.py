"""Virtual machines, wherever they run: predefined and custom types, sustained use, GPUs, local SSD, spot."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.gcp._words import plain, short
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.not_known import NotKnown
from costguard.pricing.values import Values

LOCAL_SSD_GB: Final = 375
"""The size of a local SSD partition: https://cloud.google.com/compute/docs/disks/local-ssd (2025)."""

_CUSTOM: Final = re.compile(r"(?:([a-z0-9]+)-)?custom-(micro|small|medium|\d+)-(\d+)(-ext)?")
# M1 machines by the names that they had before 2019, under which Google still takes them.
_M1: Final = re.compile(r"^n1-((?:mega|ultra)mem-\d+)$")
# What a shared-core machine is billed for: https://cloud.google.com/compute/vm-instance-pricing (2025).
_SHARED_VCPUS: Final = {"micro": Decimal("0.25"), "small": Decimal("0.5"), "medium": Decimal(1)}
# GB of memory for each vCPU before memory is extended: https://cloud.google.com/compute/docs/instances (2025).
_MEMORY_PER_VCPU: Final = {"n1": Decimal("6.5")}
_USUAL_MEMORY_PER_VCPU: Final = Decimal(8)
_MB_PER_GB: Final = 1024

# What each quarter of a month costs of the list price: https://cloud.google.com/compute/docs/sustained-use-discounts
# (2025). Families that are not named have no such discount; nor has spot.
_THIRTY: Final = tuple(Decimal(step) for step in ("1", "0.8", "0.6", "0.4"))
_TWENTY: Final = tuple(Decimal(step) for step in ("1", "0.8678", "0.733", "0.6"))
_SUSTAINED: Final = {
    **dict.fromkeys(("n1", "f1", "g1", "m1"), _THIRTY),
    **dict.fromkeys(("n2", "n2d", "c2"), _TWENTY),
}
# Families that come with their GPUs, in the price of the machine.
_WITH_GPUS: Final = frozenset({"a2", "a3", "a4", "a4x", "g2", "g4"})
_GPU_NAMES: Final = {
    "nvidia-tesla-t4": "NVIDIA Tesla T4",
    "nvidia-tesla-p4": "NVIDIA Tesla P4",
    "nvidia-tesla-v100": "NVIDIA Tesla V100",
    "nvidia-tesla-p100": "NVIDIA Tesla P100",
    "nvidia-tesla-k80": "NVIDIA Tesla K80",
    "nvidia-tesla-a100": "NVIDIA Tesla A100",
    "nvidia-l4": "NVIDIA L4",
}


class Machine(msgspec.Struct, frozen=True):
    """A machine type, whether it may be taken away, how long it runs in a month, and where."""

    type: str
    is_spot: bool = False
    hours: Decimal = HOURS_PER_MONTH
    region: str = ""

    @property
    def family(self) -> str:
        """The family: `n2` of `n2-standard-4`. A custom type without one is an N1."""
        first = self.type.partition("-")[0]
        return "n1" if first == "custom" else first

    @property
    def option(self) -> str:
        """How it is bought, as lines name it."""
        return "preemptible" if self.is_spot else "on-demand"

    def rate(self, table: str, item: str, factor: Decimal = Decimal(1)) -> Rate:
        """A figure of an item that spot machines have a price of their own for."""
        return Rate(table, f"{item}/spot" if self.is_spot else item, factor=factor, region=self.region)


def machine_of(
    values: Values, *, default: str | None = None, hours: Decimal | None = None, region: str = ""
) -> Machine:
    """The machine that an instance, a template or a node's configuration describes."""
    name = short(values.text("machine_type", default))
    return Machine(name, is_spot(values), HOURS_PER_MONTH if hours is None else hours, region)


def is_spot(values: Values) -> bool:
    """Whether it is preemptible, by the old name or the new."""
    scheduling = values.block("scheduling")
    if scheduling is not None:
        return scheduling.flag("preemptible", False) or scheduling.text("provisioning_model", "").upper() == "SPOT"
    return values.flag("preemptible", False) or values.flag("spot", False)


def machine_lines(machine: Machine) -> Iterator[Line]:
    """The machine itself: one line for a predefined type, vCPUs and memory apart for a custom one."""
    custom = _CUSTOM.fullmatch(machine.type)
    if custom is not None:
        yield from _custom_lines(machine, custom)
        return
    table = "machines_spot" if machine.is_spot else "machines"
    rate = Rate(table, _M1.sub(r"m1-\1", machine.type), factor=_discount(machine), region=machine.region)
    yield _hours(machine, f"Instance usage (Linux/UNIX, {machine.option}, {machine.type})", rate)


def gpu_lines(machine: Machine, accelerators: tuple[Values, ...]) -> Iterator[Line]:
    """GPUs attached to the machine; those that its family comes with are in its price."""
    if machine.family in _WITH_GPUS:
        return
    for accelerator in accelerators:
        kind, count = short(accelerator.text("type")), accelerator.number("count", 1)
        discount = Decimal(1) if machine.is_spot else _share(_THIRTY, machine.hours)
        name = f"{_GPU_NAMES.get(kind, kind)} ({machine.option})"
        if count:
            yield _hours(machine, name, machine.rate("gpu", kind, discount)).times(count)


def local_ssd_lines(machine: Machine, size_gb: Decimal | int) -> Iterator[Line]:
    """Local SSD of so many GB in all."""
    if size_gb:
        yield monthly("Local SSD provisioned storage", "GB", size_gb, machine.rate("compute_disk", "local-ssd"))


def vcpus_of(machine: Machine) -> int:
    """How many vCPUs the machine's software is licensed for. Raises NotKnown."""
    custom = _CUSTOM.fullmatch(machine.type)
    if custom is not None:
        return int(custom[2]) if custom[2].isdigit() else _SHARED_CORES
    if machine.type in ("f1-micro", "g1-small"):
        return 1
    if machine.type in ("e2-micro", "e2-small", "e2-medium"):
        return _SHARED_CORES
    found = re.search(r"-(\d+)(?:-lssd|-metal)?$", machine.type)
    if found is None:
        raise NotKnown(f"how many vCPUs `{machine.type}` has is not known")
    return int(found[1])


_SHARED_CORES: Final = 2


def _custom_lines(machine: Machine, custom: re.Match[str]) -> Iterator[Line]:
    family, discount = machine.family, _discount(machine)
    vcpus = _SHARED_VCPUS[custom[2]] if custom[2] in _SHARED_VCPUS else Decimal(custom[2])
    memory = Decimal(custom[3]) / _MB_PER_GB
    limit = vcpus * _MEMORY_PER_VCPU.get(family, _USUAL_MEMORY_PER_VCPU)
    extended = max(memory - limit, Decimal(0)) if custom[4] else Decimal(0)
    how = f"Linux/UNIX, {machine.option}, {family.upper()}"
    name = f"Custom instance CPU ({how} {plain(vcpus)} vCPUs)"
    yield _hours(machine, name, machine.rate("custom_machine", f"{family}/cpu", discount * vcpus))
    name = f"Custom Instance RAM ({how} {plain(memory - extended)} GB)"
    yield _hours(machine, name, machine.rate("custom_machine", f"{family}/ram", discount * (memory - extended)))
    if extended:
        name = f"Custom Instance Extended RAM ({how} {plain(extended)} GB)"
        yield _hours(machine, name, machine.rate("custom_machine", f"{family}/extended", discount * extended))


def _hours(machine: Machine, name: str, rate: Rate) -> Line:
    is_discounted = not machine.is_spot and rate.table != "licence" and _discount(machine) != 1
    assumption = f"with the sustained-use discount of {plain(machine.hours)} hours a month" if is_discounted else ""
    return Line(name, "hours", machine.hours, (rate,), assumption=assumption)


def sustained_use(family: str, hours: Decimal = HOURS_PER_MONTH) -> Decimal:
    """What is left of the list price of a family's machines after the sustained-use discount of so many hours."""
    return _share(_SUSTAINED.get(family, ()), hours)


def _discount(machine: Machine) -> Decimal:
    return Decimal(1) if machine.is_spot else sustained_use(machine.family, machine.hours)


def _share(steps: tuple[Decimal, ...], hours: Decimal) -> Decimal:
    """What is left of the list price after the sustained-use discount of so many hours in a month."""
    quarter = HOURS_PER_MONTH / 4
    if not steps or not hours:
        return Decimal(1)
    paid = sum(
        (min(max(hours - quarter * place, Decimal(0)), quarter) * step for place, step in enumerate(steps)), Decimal(0)
    )
    return paid / min(hours, HOURS_PER_MONTH)
