"""Systems Manager: advanced parameters by the hour and request, machines outside EC2 by the hour."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.aws._use import use_line, used
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "ssm"
_INTELLIGENT: Final = "intelligent-tiering"
# An account manages this many machines outside EC2 in the free tier
# (https://aws.amazon.com/systems-manager/pricing/, 2025-01).
_STANDARD_MACHINES: Final = 1000


def parameter_storage(parameter: Subject) -> Iterator[Line]:
    """An advanced parameter. Intelligent tiering makes it one as its size and policies ask for: only usage tells."""
    tier = _tier(parameter)
    if tier == "standard":
        return
    key = "parameter_storage_hrs"
    hours = parameter.usage.number(key)
    if hours is None and tier != _INTELLIGENT:
        hours = HOURS_PER_MONTH
    yield by_use("Parameter storage (advanced)", "hours", hours, Rate(_TABLE, "parameter/advanced"), key=key)


def api_interactions(parameter: Subject) -> Iterator[Line]:
    """What is asked of advanced parameters, or of any beyond the standard throughput."""
    tier = parameter.usage.text("api_throughput_limit", _tier(parameter))
    if tier not in ("standard", _INTELLIGENT):
        rate, key = Rate(_TABLE, "api"), "monthly_api_interactions"
        yield use_line(parameter, f"API interactions ({tier})", "10k interactions", key, rate, 10_000)


def managed_machines(activation: Subject) -> Iterator[Line]:
    """Machines outside EC2, in the advanced tier, which more than a thousand of them take."""
    is_many = activation.number("registration_limit", 1) > _STANDARD_MACHINES
    if activation.usage.text("instance_tier", "advanced" if is_many else "standard") != "advanced":
        return
    machines: Decimal | None = used(activation, "instances")
    hours = None if machines is None else machines * HOURS_PER_MONTH
    rate = Rate(_TABLE, "managed_instance")
    yield by_use("On-prem managed instances (advanced)", "hours", hours, rate, key="instances")


def _tier(parameter: Subject) -> str:
    return parameter.text("tier", "Standard").lower()


MODELS: Final[Models] = {
    "aws_ssm_parameter": (parameter_storage, api_interactions),
    "aws_ssm_activation": (managed_machines,),
}
