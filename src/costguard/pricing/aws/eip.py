"""Elastic IP addresses: each bills by the hour, attached or not, since 2024-02-01."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._public_ip import address
from costguard.pricing.lines import Line
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_ATTACHING: Final = ("aws_eip_association", "aws_nat_gateway", "aws_lb", "aws_alb", "aws_instance")


def elastic_ip(subject: Subject) -> Iterator[Line]:
    """The address. One out of your own range, or of an Outpost's pool, bills for nothing."""
    if subject.has("customer_owned_ipv4_pool") or _is_own(subject):
        return
    is_used = subject.has("instance") or subject.has("network_interface") or bool(subject.users(*_ATTACHING))
    yield address("IP address (in use)" if is_used else "IP address (if unused)")


def _is_own(subject: Subject) -> bool:
    """Whether the address comes from a range brought along: a pool of its own name, not `amazon`."""
    return subject.text("public_ipv4_pool", "amazon").startswith("ipv4pool-ec2-")


MODELS: Final[Models] = {"aws_eip": (elastic_ip,)}
