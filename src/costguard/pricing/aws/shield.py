"""Shield Advanced: by the month for the whole organization, and by what its resources send."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "shield"


def subscription(_: Subject) -> Iterator[Line]:
    """The subscription, which binds for a year."""
    rate = Rate(_TABLE, "subscription", region="global")
    yield monthly("Shield Advanced", "months", 1, rate, assumption="no other account of the organization pays for it")


_transfer = use_cost("Data transfer out", "GB", "monthly_data_transfer_out_gb", Rate(_TABLE, "transfer"))

MODELS: Final[Models] = {
    "aws_shield_subscription": (subscription,),
    "aws_shield_protection": (_transfer,),
}
