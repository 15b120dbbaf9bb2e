"""EC2 dedicated hosts: one price a family, on demand or reserved; instances on them bill for nothing more."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_PRICES: Final = "ec2_host"
_RESERVED: Final = "ec2_host_reserved"
_TERMS: Final = ("1_year", "3_year")
_PAYMENTS: Final = {
    "no_upfront": "",
    "partial_upfront": "the part that is paid up front is not in here",
    "all_upfront": "paid up front, which is not in here",
}


def host(subject: Subject) -> Iterator[Line]:
    """The host."""
    family = subject.text("instance_family", "") or subject.text("instance_type").partition(".")[0]
    term = subject.usage.text("reserved_instance_term")
    payment = subject.usage.text("reserved_instance_payment_option")
    if not term:
        yield hourly(f"EC2 Dedicated Host (on-demand, {family})", Rate(_PRICES, family))
        return
    if term not in _TERMS:
        raise NotKnown(f"`reserved_instance_term` is `{term}`; it is one of {', '.join(_TERMS)}")
    if payment not in _PAYMENTS:
        raise NotKnown(f"`reserved_instance_payment_option` is `{payment}`; it is one of {', '.join(_PAYMENTS)}")
    item = payment if payment == "all_upfront" else f"{family}/{term}/{payment}"
    name = f"EC2 Dedicated Host (reserved, {family})"
    yield hourly(name, Rate(_RESERVED, item), assumption=_PAYMENTS[payment])


MODELS: Final[Models] = {"aws_ec2_host": (host,)}
