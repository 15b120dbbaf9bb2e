"""Hardware security modules: by the hour."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "cloudhsm"


def module(module: Subject) -> Iterator[Line]:
    """One module of a cluster, the whole month unless the usage file says less."""
    hours = module.usage.number_or("monthly_hrs", HOURS_PER_MONTH)
    yield by_use("HSM usage", "hours", hours, Rate(_TABLE, "hours"), key="monthly_hrs")


MODELS: Final[Models] = {"aws_cloudhsm_v2_hsm": (module,)}
