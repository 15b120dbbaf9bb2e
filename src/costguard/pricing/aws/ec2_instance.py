"""EC2 instances: on demand, spot and reserved, with their disks and public address."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws import _ec2, _ec2_devices
from costguard.pricing.aws._ec2 import INSTANCE, TEMPLATE, Machine
from costguard.pricing.aws._public_ip import address
from costguard.pricing.lines import Line
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject


def instance(subject: Subject) -> Iterator[Line]:
    """The instance's hours."""
    machine = _machine(subject)
    is_spot = subject.type == "aws_spot_instance_request" or machine.is_spot
    yield from _ec2.usage_line(machine, is_spot=is_spot)


def ebs_optimization(subject: Subject) -> Iterator[Line]:
    """EBS optimization of old types."""
    yield from _ec2.optimization_lines(_machine(subject))


def detailed_monitoring(subject: Subject) -> Iterator[Line]:
    """Metrics by the minute."""
    yield from _ec2.monitoring_lines(_machine(subject))


def inference_accelerator(subject: Subject) -> Iterator[Line]:
    """An accelerator that the launch template attaches."""
    yield from _ec2.accelerator_lines(_machine(subject))


def cpu_credits(subject: Subject) -> Iterator[Line]:
    """CPU credits of an unlimited burstable instance."""
    yield from _ec2.credit_lines(_machine(subject))


def root_volume(subject: Subject) -> Iterator[Line]:
    """The root device: the instance's own, its launch template's, or the image's."""
    template = _template(subject)
    if template is None or subject.block("root_block_device") is not None:
        yield from _ec2_devices.root_lines(subject)
    else:
        yield from _ec2_devices.mapped_root_lines(template, subject.usage)


def other_volumes(subject: Subject) -> Iterator[Line]:
    """The devices beside the root, with those that the launch template maps."""
    template = _template(subject)
    if template is None:
        yield from _ec2_devices.extra_lines(subject, subject.usage)
    else:
        yield from _ec2_devices.mapped_extra_lines(subject, template, subject.usage)


def public_address(subject: Subject) -> Iterator[Line]:
    """The public address that it asks for itself; an Elastic IP takes that one's place and bills by itself."""
    if subject.flag("associate_public_ip_address", default=False) and not subject.users(
        "aws_eip", "aws_eip_association"
    ):
        yield address()


def _template(subject: Subject) -> Subject | None:
    found = subject.linked("launch_template", "aws_launch_template") if subject.block("launch_template") else ()
    return next(iter(found), None)


def _machine(subject: Subject) -> Machine:
    template = _template(subject)
    layers = ((subject, INSTANCE),) if template is None else ((subject, INSTANCE), (template, TEMPLATE))
    return Machine(*layers, usage=subject.usage)


_COSTS: Final = (
    instance,
    ebs_optimization,
    detailed_monitoring,
    inference_accelerator,
    cpu_credits,
    root_volume,
    other_volumes,
    public_address,
)
MODELS: Final[Models] = {"aws_instance": _COSTS, "aws_spot_instance_request": _COSTS}
