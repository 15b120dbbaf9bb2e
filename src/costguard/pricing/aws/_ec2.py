"""What a running EC2 instance bills for, whoever starts it: its hours, the operating system's licence, and extras."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.aws._ec2_licence import SYSTEMS, licence
from costguard.pricing.aws._vcpus import vcpus
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.not_known import NotKnown
from costguard.pricing.usage_values import UsageValues
from costguard.pricing.values import Values

TABLE: Final = "ec2"
_LINUX_PRICES: Final = "ec2_linux"
_DEDICATED_PRICES: Final = "ec2_dedicated"
_SPOT_PRICES: Final = "ec2_spot"

# T3, T3a and T4g start unlimited, T2 starts standard (EC2 user guide, burstable performance instances, 2025-01).
_UNLIMITED_UNLESS_SAID: Final = ("t3", "t3a", "t4g")
_BURSTABLE: Final = ("t2", *_UNLIMITED_UNLESS_SAID)
# The metrics that detailed monitoring sends of an instance (EC2 user guide and CloudWatch pricing example, 2025-01).
_DETAILED_METRICS: Final = 7
# Of these old types EBS optimization has a price of its own (EC2 pricing, previous generations, 2025-01).
_BILLED_OPTIMIZED: Final = frozenset({
    "c1.xlarge", "c3.xlarge", "c3.2xlarge", "c3.4xlarge", "g2.2xlarge", "i2.xlarge", "i2.2xlarge", "i2.4xlarge",
    "m1.large", "m1.xlarge", "m2.2xlarge", "m2.4xlarge", "m3.xlarge", "m3.2xlarge", "r3.xlarge", "r3.2xlarge",
    "r3.4xlarge",
})  # fmt: skip
# And the price list has it at nothing for these families; of others it does not speak.
_INCLUDED_OPTIMIZED: Final = frozenset({
    "c4", "c5", "c5d", "d2", "f1", "g3", "h1", "m4", "m5", "m5a", "m5d", "p2", "p3", "r5", "r5a", "r5d", "x1e",
    "z1d",
})  # fmt: skip
_TERMS: Final = ("1_year", "3_year")
_PAYMENTS: Final = ("no_upfront", "partial_upfront", "all_upfront")
_CLASSES: Final = ("standard", "convertible")
_UPFRONT: Final = {
    "no_upfront": "",
    "partial_upfront": "the part that is paid up front is not in here",
    "all_upfront": "paid up front, which is not in here",
}
_HOST_PATHS: Final = ("host_id", "host_resource_group_arn", "placement.host_id", "placement.host_resource_group_arn")
_CREDIT_HOURS_KEY: Final = "monthly_cpu_credit_hrs"


class Paths(msgspec.Struct, frozen=True):
    """Where a kind of block says what an instance is like."""

    tenancy: str
    monitoring: str
    credits: str = "credit_specification.cpu_credits"
    accelerator: str = "elastic_inference_accelerator.type"
    is_monitored_unless_said: bool = False


INSTANCE: Final = Paths("tenancy", "monitoring")
TEMPLATE: Final = Paths("placement.tenancy", "monitoring.enabled")
# A launch configuration turns detailed monitoring on unless told otherwise (provider and API reference, 2025-01).
CONFIGURATION: Final = Paths("placement_tenancy", "enable_monitoring", is_monitored_unless_said=True)


class Machine:
    """One instance, as the blocks that describe it have it: what the first does not say, the next one may."""

    __slots__ = ("_layers", "_system", "_type", "usage")

    def __init__(
        self,
        *layers: tuple[Values, Paths],
        usage: UsageValues,
        instance_type: str = "",
        operating_system: str = "",
    ) -> None:
        self._layers = layers
        self._type = instance_type
        self._system = operating_system
        self.usage = usage

    @property
    def type(self) -> str:
        """The instance type. Raises NotKnown."""
        if self._type:
            return self._type
        for layer, _ in self._layers:
            if layer.has("instance_type"):
                return layer.text("instance_type")
        if any(layer.has("instance_requirements") for layer, _ in self._layers):
            raise NotKnown("AWS chooses the instance type by `instance_requirements`")
        raise NotKnown("the instance type is not in the plan")

    @property
    def family(self) -> str:
        """What stands before the size."""
        return self.type.partition(".")[0]

    @property
    def hours(self) -> Decimal:
        """Hours that it runs in a month."""
        return self.usage.number_or("monthly_hrs", HOURS_PER_MONTH)

    @property
    def tenancy(self) -> str:
        """`default`, `dedicated` or `host`."""
        if any(layer.has(path) for layer, _ in self._layers for path in _HOST_PATHS):
            return "host"
        return self.text("tenancy", "default").lower()

    @property
    def system(self) -> str:
        """The operating system, one of SYSTEMS. Raises NotKnown for one without a list price."""
        told = self.usage.text("operating_system", self._system or "linux")
        if told not in SYSTEMS:
            raise NotKnown(f"`{told}` is no operating system with a list price; it is one of {', '.join(SYSTEMS)}")
        return told

    @property
    def is_system_known(self) -> bool:
        """Whether anything says the operating system."""
        return bool(self._system) or self.usage.has("operating_system")

    @property
    def is_spot(self) -> bool:
        """Whether the blocks ask for a spot instance."""
        return any(
            layer.has("spot_price") or layer.text("instance_market_options.market_type", "") == "spot"
            for layer, _ in self._layers
        )

    def text(self, what: str, default: str) -> str:
        """What the first block that says it says of a thing that Paths names."""
        for layer, paths in self._layers:
            if layer.has(path := getattr(paths, what)):
                return layer.text(path, default)
        return default

    def flag(self, path: str) -> bool:
        """Whether the first block that says it says so."""
        return next((layer.flag(path) for layer, _ in self._layers if layer.has(path)), False)

    @property
    def is_monitored(self) -> bool:
        """Whether detailed monitoring is on."""
        default = any(paths.is_monitored_unless_said for _, paths in self._layers)
        return self.text("monitoring", str(default)).lower() == "true"


def usage_line(machine: Machine, *, is_spot: bool = False) -> Iterator[Line]:
    """The instance's hours, with the licence of its operating system. One on a dedicated host bills with the host."""
    if machine.tenancy == "host":
        return
    reserved = machine.usage.text("reserved_instance_type")
    system, kind = machine.system, machine.type
    option = "reserved" if reserved else "spot" if is_spot else "on-demand"
    note = "" if machine.is_system_known else "Linux, as no usage file names another `operating_system`"
    rates: tuple[Rate, ...]
    if reserved:
        rates, upfront = _reserved_rates(machine, reserved)
        note = "; ".join(text for text in (upfront, note) if text)
    else:
        table = _SPOT_PRICES if is_spot else _DEDICATED_PRICES if machine.tenancy == "dedicated" else _LINUX_PRICES
        rates = (Rate(table, kind), *licence(system, kind))
    name = f"Instance usage ({SYSTEMS[system]}, {option}, {kind})"
    yield hourly(name, rates, hours=machine.hours, assumption=note)


def extra_lines(machine: Machine) -> Iterator[Line]:
    """What bills beside the hours: EBS optimization of old types, detailed monitoring, accelerators, CPU credits."""
    yield from optimization_lines(machine)
    yield from monitoring_lines(machine)
    yield from accelerator_lines(machine)
    yield from credit_lines(machine)


def optimization_lines(machine: Machine) -> Iterator[Line]:
    """EBS optimization, which only types of before 2015 bill for."""
    if not machine.flag("ebs_optimized"):
        return
    if machine.type in _BILLED_OPTIMIZED:
        yield hourly("EBS-optimized usage", Rate(TABLE, f"ebs-optimized/{machine.type}"), hours=machine.hours)
    elif machine.family in _INCLUDED_OPTIMIZED:
        yield hourly("EBS-optimized usage", Rate(TABLE, "ebs-optimized/included"), hours=machine.hours)


def monitoring_lines(machine: Machine) -> Iterator[Line]:
    """Detailed monitoring, by the metrics that it sends."""
    if machine.is_monitored:
        yield monthly("EC2 detailed monitoring", "metrics", _DETAILED_METRICS, Rate(TABLE, "detailed_monitoring"))


def accelerator_lines(machine: Machine) -> Iterator[Line]:
    """An Elastic Inference accelerator; AWS takes no new customers for them since 2023-04."""
    kind = machine.text("accelerator", "").lower()
    if kind:
        name = f"Inference accelerator ({kind})"
        yield hourly(name, Rate(TABLE, f"accelerator/{kind}"), hours=machine.hours)


def credit_lines(machine: Machine) -> Iterator[Line]:
    """CPU credits beyond those that are earned, which only an unlimited burstable instance can spend."""
    if machine.family not in _BURSTABLE:
        return
    default = "unlimited" if machine.family in _UNLIMITED_UNLESS_SAID else "standard"
    if machine.text("credits", default).lower() != "unlimited":
        return
    hours = machine.usage.number(_CREDIT_HOURS_KEY)
    count = machine.usage.number_or("vcpu_count", vcpus(machine.type))
    system = "windows" if machine.system == "windows" else "linux"
    rate = Rate(TABLE, f"credits/{machine.family}/{system}")
    yield by_use("CPU credits", "vCPU-hours", None if hours is None else hours * count, rate, key=_CREDIT_HOURS_KEY)


def _reserved_rates(machine: Machine, offering: str) -> tuple[tuple[Rate, ...], str]:
    """The hourly rates of a reserved instance, and what they leave out."""
    term = _choice(machine, "reserved_instance_term", _TERMS)
    payment = _choice(machine, "reserved_instance_payment_option", _PAYMENTS)
    if offering not in _CLASSES:
        raise NotKnown(f"`reserved_instance_type` is `{offering}`; it is one of {', '.join(_CLASSES)}")
    if payment == "all_upfront":
        return (Rate(TABLE, "reserved/all_upfront"),), _UPFRONT[payment]
    rate = Rate(TABLE, f"reserved/{offering}/{term}/{payment}/{machine.type}")
    return (rate, *licence(machine.system, machine.type)), _UPFRONT[payment]


def _choice(machine: Machine, key: str, choices: tuple[str, ...]) -> str:
    told = machine.usage.text(key)
    if told not in choices:
        raise NotKnown(f"`{key}` is `{told}`; it is one of {', '.join(choices)}")
    return told
