"""Elastic Beanstalk environments: free themselves; the instances, load balancer, database and logs they start bill."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from costguard.model.block import Block
from costguard.pricing.aws import _fleet
from costguard.pricing.aws._ebs import volume
from costguard.pricing.aws._ec2 import CONFIGURATION, Machine
from costguard.pricing.aws._fleet import Size, Split
from costguard.pricing.aws._part import UsageUnder, part_lines
from costguard.pricing.aws._public_ip import address
from costguard.pricing.lines import Line
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values, amount

_PART: Final = "aws_launch_configuration"
# Option values that Elastic Beanstalk takes where an environment sets none (developer guide, general options, 2025-01).
_DEFAULT_LEAST: Final = "1"
_DEFAULT_MOST: Final = "4"
_DEFAULT_BALANCER: Final = "classic"
_DEFAULT_ROOT_GB: Final = 8
_DEFAULT_TYPE: Final = "t3.micro"
_DEFAULT_ABOVE_BASE: Final = "70"
_ROOT_NOTE: Final = "8 GB, as most platforms have"


def instances(environment: Subject) -> Iterator[Line]:
    """The instances' hours, between the least and the most of them."""
    machine = _machine(environment)
    yield from _fleet.hours(machine, _size(environment), _split(environment), _PART)


def instance_extras(environment: Subject) -> Iterator[Line]:
    """Detailed monitoring and CPU credits of every instance."""
    yield from _fleet.extras(_machine(environment), _size(environment), _PART)


def root_volumes(environment: Subject) -> Iterator[Line]:
    """The root device of every instance."""
    told = {
        "volume_type": _option(environment, "RootVolumeType", "gp2"),
        "volume_size": _option(environment, "RootVolumeSize") or None,
        "iops": _option(environment, "RootVolumeIOPS") or None,
        "throughput": _option(environment, "RootVolumeThroughput") or None,
    }
    lines = volume(Values(Block(told)), size_gb=_DEFAULT_ROOT_GB, assumption=_ROOT_NOTE)
    yield from _fleet.scaled((line.of("aws_ebs_volume") for line in lines), _size(environment), _PART)


def public_addresses(environment: Subject) -> Iterator[Line]:
    """A single instance has an Elastic IP; others have addresses where the environment asks for them."""
    if _is_single(environment) or _option(environment, "AssociatePublicIpAddress").lower() == "true":
        yield from _fleet.scaled([address()], _size(environment), _PART)


def load_balancer(environment: Subject) -> Iterator[Line]:
    """The load balancer of an environment of more than one instance; workers take theirs from a queue."""
    if _is_single(environment) or environment.text("tier", "WebServer").lower() == "worker":
        return
    if _option(environment, "LoadBalancerIsShared").lower() == "true":
        return
    kind = _option(environment, "LoadBalancerType", _DEFAULT_BALANCER).lower()
    is_internal = _option(environment, "ELBScheme", "public").lower() == "internal"
    if kind == "classic":
        yield from part_lines(environment, "aws_elb", {"internal": is_internal}, part="aws_elb", usage="elb")
    else:
        values = {"load_balancer_type": kind, "internal": is_internal}
        yield from part_lines(environment, "aws_lb", values, part="aws_loadbalancer", usage="lb")


def database(environment: Subject) -> Iterator[Line]:
    """The database that is made with the environment."""
    is_coupled = _option(environment, "HasCoupledDatabase").lower() == "true"
    if not is_coupled and not _option(environment, "DBInstanceClass"):
        return
    values: dict[str, Any] = {
        "instance_class": _option(environment, "DBInstanceClass", "db.t2.micro"),
        "engine": _option(environment, "DBEngine", "mysql"),
        "multi_az": _option(environment, "MultiAZDatabase", "false").lower() == "true",
        "allocated_storage": _option(environment, "DBAllocatedStorage") or None,
        "storage_type": "gp2",
    }
    yield from part_lines(environment, "aws_db_instance", values, part="aws_db_instance", usage="db")


def logs(environment: Subject) -> Iterator[Line]:
    """The logs that are streamed to CloudWatch."""
    if _option(environment, "StreamLogs", "false").lower() == "true":
        part = "aws_cloudwatch_log_group"
        yield from part_lines(environment, part, {}, part=part, usage="cloudwatch")


def _option(environment: Subject, name: str, default: str = "") -> str:
    """The value of an option setting. Raises NotKnown for one that is known only after apply."""
    for setting in environment.blocks("setting"):
        if setting.text("name", "") == name:
            return setting.text("value", default)
    return default


def _is_single(environment: Subject) -> bool:
    return _option(environment, "EnvironmentType", "LoadBalanced").lower() == "singleinstance"


def _machine(environment: Subject) -> Machine:
    named = _option(environment, "InstanceTypes") or _option(environment, "InstanceType")
    first = named.partition(",")[0].strip()
    platform = environment.text("solution_stack_name", "") + environment.text("platform_arn", "")
    # Detailed monitoring sends metrics by the minute, and costs; the default is five minutes.
    told = {"enable_monitoring": _option(environment, "MonitoringInterval", "5 minute") == "1 minute"}
    return Machine(
        (Values(Block(told)), CONFIGURATION),
        usage=UsageUnder(environment.usage, "ec2"),
        instance_type=first or _DEFAULT_TYPE,
        operating_system="windows" if "Windows" in platform else "",
    )


def _size(environment: Subject) -> Size:
    if _is_single(environment):
        return Size(Decimal(1), Decimal(1), Decimal(1))
    least = amount(_option(environment, "MinSize", _DEFAULT_LEAST), "MinSize")
    most = amount(_option(environment, "MaxSize", _DEFAULT_MOST), "MaxSize")
    return _fleet.size(UsageUnder(environment.usage, "ec2"), desired=least, lowest=least, highest=max(least, most))


def _split(environment: Subject) -> Split:
    if _option(environment, "EnableSpot", "false").lower() != "true":
        return Split()
    default = "0" if _is_single(environment) else _DEFAULT_ABOVE_BASE
    return Split(
        base=amount(_option(environment, "SpotFleetOnDemandBase", "0"), "SpotFleetOnDemandBase"),
        percent_above=amount(
            _option(environment, "SpotFleetOnDemandAboveBasePercentage", default),
            "SpotFleetOnDemandAboveBasePercentage",
        ),
    )


MODELS: Final[Models] = {
    "aws_elastic_beanstalk_environment": (
        instances,
        instance_extras,
        root_volumes,
        public_addresses,
        database,
        logs,
        load_balancer,
    )
}
