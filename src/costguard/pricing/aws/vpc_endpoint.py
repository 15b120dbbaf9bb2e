"""VPC endpoints: by the hour in each subnet, and by the data that goes through; gateway endpoints are free."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import TIER, Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "vpc"
_DATA_KEY: Final = "monthly_data_processed_gb"
# What each type bills as; a gateway for S3 or DynamoDB bills for nothing (VPC pricing page, 2025-01).
_BILLS_AS: Final = {
    "gateway": "",
    "interface": "interface",
    "gatewayloadbalancer": "gwlb",
    "resource": "interface",
    "servicenetwork": "interface",
}


def endpoint(subject: Subject) -> Iterator[Line]:
    """The endpoint, in each of its subnets."""
    if item := _bills_as(subject):
        name = f"Endpoint ({subject.text('vpc_endpoint_type')})"
        count, note = _subnets(subject)
        rate = Rate(_TABLE, f"endpoint/{item}_hours")
        yield hourly(name, rate, hours=HOURS_PER_MONTH * count, assumption=note)


def data(subject: Subject) -> Iterator[Line]:
    """What goes through it; only interface endpoints have tiers."""
    item = _bills_as(subject)
    if item:
        name = f"Data processed ({TIER})" if item == "interface" else "Data processed"
        rate = Rate(_TABLE, f"endpoint/{item}_gb")
        yield by_use(name, "GB", subject.usage.number(_DATA_KEY), rate, key=_DATA_KEY)


def _bills_as(subject: Subject) -> str:
    kind = subject.text("vpc_endpoint_type", "Gateway")  # the provider's and the API's default
    if kind.lower() not in _BILLS_AS:
        raise NotKnown(f"`{kind}` is no type of VPC endpoint")
    return _BILLS_AS[kind.lower()]


def _subnets(subject: Subject) -> tuple[int, str]:
    """How many subnets it is in, each of them billed; one where the plan does not say."""
    if subject.is_known("subnet_ids") and subject.has("subnet_ids"):
        return len(subject.texts("subnet_ids")), ""
    if blocks := subject.blocks("subnet_configuration"):
        return len(blocks), ""
    found = len(subject.linked("subnet_ids", "aws_subnet", "aws_default_subnet"))
    found += sum(1 for _ in subject.users("aws_vpc_endpoint_subnet_association"))
    return max(found, 1), "" if found else "in one subnet, as the plan does not list them"


MODELS: Final[Models] = {"aws_vpc_endpoint": (endpoint, data)}
