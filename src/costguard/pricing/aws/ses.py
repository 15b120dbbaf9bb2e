"""SES: addresses of one's own by the month; what is sent bills by the message, to no resource of a plan."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject


def dedicated_ip(_: Subject) -> Iterator[Line]:
    """A leased address that is put into a pool."""
    yield monthly("Dedicated IP", "addresses", 1, Rate("ses", "dedicated_ip"))


MODELS: Final[Models] = {"aws_sesv2_dedicated_ip_assignment": (dedicated_ip,)}
