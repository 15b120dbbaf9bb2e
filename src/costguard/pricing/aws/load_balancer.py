"""Load balancers: by the hour, by capacity units or data, and by the public addresses that they take."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.aws._public_ip import address
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "elb"
_UNITS: Final = "Load balancer capacity units"


class _Kind(msgspec.Struct, frozen=True):
    """A kind of load balancer: its name, and how much of each dimension one capacity unit covers.

    A unit covers one GB an hour, and so many new connections a second, active connections, and rule evaluations a
    second; the dimension that is used most is billed (Elastic Load Balancing pricing page, 2025-01; for network load
    balancers the figures of TCP).
    """

    name: str
    item: str
    new_connections: Decimal
    active_connections: Decimal
    rules: Decimal = Decimal(0)
    least_subnets: int = 1


_KINDS: Final = {
    # An application load balancer needs subnets in two zones (CreateLoadBalancer, API reference, 2025-01).
    "application": _Kind(
        "Application load balancer", "application", Decimal(25), Decimal(3_000), Decimal(1_000), least_subnets=2
    ),
    "network": _Kind("Network load balancer", "network", Decimal(800), Decimal(100_000)),
    "gateway": _Kind("Gateway load balancer", "gateway", Decimal(600), Decimal(60_000)),
}


def balancer(subject: Subject) -> Iterator[Line]:
    """The load balancer itself."""
    kind = _kind(subject)
    yield hourly(kind.name, Rate(_TABLE, f"{kind.item}_hours"))


def capacity_units(subject: Subject) -> Iterator[Line]:
    """The units that it uses on average; the figure is by the hour, the line by the month."""
    kind = _kind(subject)
    rate = Rate(_TABLE, f"{kind.item}_lcu_hours", HOURS_PER_MONTH)
    yield by_use(_UNITS, "LCU", _average_units(subject, kind), rate, key="processed_bytes_gb")


def public_addresses(subject: Subject) -> Iterator[Line]:
    """One address in each subnet of an internet-facing load balancer that is not an Elastic IP."""
    kind = _kind(subject)
    if kind.item == "gateway" or subject.flag("internal", default=False):
        return
    if subject.text("ip_address_type", "ipv4").lower() == "dualstack-without-public-ipv4":
        return
    count = sum(not mapping.has("allocation_id") for mapping in subject.blocks("subnet_mapping"))
    if not subject.blocks("subnet_mapping"):
        is_counted = subject.is_known("subnets") and subject.has("subnets")
        count = len(subject.texts("subnets") if is_counted else subject.linked("subnets", "aws_subnet"))
    if count:
        yield address("Public IPv4 addresses", count=count)
    elif not subject.blocks("subnet_mapping"):
        note = f"in {kind.least_subnets} of its subnets, the fewest that it can have, as the plan does not list them"
        yield address("Public IPv4 addresses", count=kind.least_subnets, assumption=note)


def classic_balancer(_: Subject) -> Iterator[Line]:
    """A classic load balancer."""
    yield hourly("Classic load balancer", Rate(_TABLE, "classic_hours"))


def classic_data(subject: Subject) -> Iterator[Line]:
    """What a classic load balancer passes on."""
    key = "monthly_data_processed_gb"
    yield by_use("Data processed", "GB", subject.usage.number(key), Rate(_TABLE, "classic_gb"), key=key)


def classic_addresses(subject: Subject) -> Iterator[Line]:
    """One address in each subnet or zone of an internet-facing classic load balancer."""
    if subject.flag("internal", default=False):
        return
    path = next((path for path in ("subnets", "availability_zones") if subject.has(path)), "")
    is_counted = path and subject.is_known(path)
    count = len(subject.texts(path) if is_counted else subject.linked("subnets", "aws_subnet"))
    note = "" if count else "in one subnet, the fewest that it can have, as the plan does not list them"
    yield address("Public IPv4 addresses", count=count or 1, assumption=note)


def _kind(subject: Subject) -> _Kind:
    told = subject.text("load_balancer_type", "application").lower()
    if told not in _KINDS:
        raise NotKnown(f"`{told}` is no type of load balancer")
    return _KINDS[told]


def _average_units(subject: Subject, kind: _Kind) -> Decimal | None:
    """The capacity units of an average hour, None where the usage file speaks of no dimension."""
    covered = {
        "new_connections": kind.new_connections,
        "active_connections": kind.active_connections,
        "rule_evaluations": kind.rules,
        "processed_bytes_gb": HOURS_PER_MONTH,  # a month's GB; a unit covers one an hour
    }
    used = [(subject.usage.number(key), by_one) for key, by_one in covered.items() if by_one]
    return max((amount / by_one for amount, by_one in used if amount is not None), default=None)


_BALANCER: Final = (balancer, capacity_units, public_addresses)
MODELS: Final[Models] = {
    "aws_lb": _BALANCER,
    "aws_alb": _BALANCER,
    "aws_elb": (classic_balancer, classic_data, classic_addresses),
}
