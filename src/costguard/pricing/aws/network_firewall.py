"""Network Firewall: an endpoint in each subnet by the hour, and the data that goes through."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "vpc"


def endpoints(firewall: Subject) -> Iterator[Line]:
    """An endpoint in each subnet of the firewall, or in each zone of one on a transit gateway."""
    count = len(firewall.blocks("subnet_mapping")) or len(firewall.blocks("availability_zone_mapping"))
    note = "" if count else "one endpoint, as the plan does not list the subnets"
    rate = Rate(_TABLE, "network_firewall/endpoint_hours")
    yield hourly("Network Firewall Endpoint", rate, hours=HOURS_PER_MONTH * (count or 1), assumption=note)


def data(firewall: Subject) -> Iterator[Line]:
    """What it inspects."""
    key = "monthly_data_processed_gb"
    yield by_use("Data Processed", "GB", firewall.usage.number(key), Rate(_TABLE, "network_firewall/gb"), key=key)


MODELS: Final[Models] = {"aws_networkfirewall_firewall": (endpoints, data)}
