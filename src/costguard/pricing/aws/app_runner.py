"""App Runner services: the memory that is kept ready, and the vCPUs that serve requests."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject
from costguard.pricing.values import amount

_TABLE: Final = "app_runner"
_INSTANCE: Final = "instance_configuration"
_SIZED: Final = re.compile(r"(?P<number>[\d.]+)(?P<unit>vcpu|gb)?", re.IGNORECASE)
_UNITS_PER_WHOLE: Final = Decimal(1024)
# CreateService, API reference, 2025-01: an instance of 1 vCPU and 2 GB; a scaling configuration keeps one ready.
_DEFAULT_CPU: Final = "1 vCPU"
_DEFAULT_MEMORY: Final = "2 GB"
_DEFAULT_READY: Final = 1
_ACTIVE_KEY: Final = "monthly_active_instance_hrs"


def ready_memory(service: Subject) -> Iterator[Line]:
    """The memory of the instances that are kept ready, all month."""
    gb_hours = _whole(service, "memory", _DEFAULT_MEMORY) * _ready(service) * HOURS_PER_MONTH
    yield monthly("Provisioned memory", "GB-hours", gb_hours, Rate(_TABLE, "gb_hours"))


def active_vcpus(service: Subject) -> Iterator[Line]:
    """The vCPUs of the instances that serve requests, for the hours that they do."""
    hours = service.usage.number(_ACTIVE_KEY)
    vcpus = _whole(service, "cpu", _DEFAULT_CPU)
    quantity = None if hours is None else vcpus * hours
    yield by_use("Active vCPUs", "CPU-hours", quantity, Rate(_TABLE, "vcpu_hours"), key=_ACTIVE_KEY)


def automatic_deployments(service: Subject) -> Iterator[Line]:
    """Deployments that a push starts, on unless the code turns them off."""
    if service.flag("source_configuration.auto_deployments_enabled", default=True):
        yield monthly("Automatic deployments", "months", 1, Rate(_TABLE, "deployments"))


def _ready(service: Subject) -> Decimal:
    path = "auto_scaling_configuration_arn"
    for scaling in service.linked(path, "aws_apprunner_auto_scaling_configuration_version"):
        return scaling.number("min_size", _DEFAULT_READY)
    return Decimal(_DEFAULT_READY)


def _whole(service: Subject, name: str, default: str) -> Decimal:
    """VCPUs or GB: the provider takes `1 vCPU` and `2 GB`, or CPU units and MB."""
    told = service.text(f"{_INSTANCE}.{name}", default).replace(" ", "")
    sized = _SIZED.fullmatch(told)
    if sized is None:
        raise NotKnown(f"`{_INSTANCE}.{name}` is `{told}`, which is no size")
    number = amount(sized["number"], name)
    return number if sized["unit"] else number / _UNITS_PER_WHOLE


MODELS: Final[Models] = {"aws_apprunner_service": (ready_memory, active_vcpus, automatic_deployments)}
