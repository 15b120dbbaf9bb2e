"""ECS services: on Fargate by the size of their tasks; on EC2 the instances bill, not the service."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.aws import _fargate
from costguard.pricing.aws._public_ip import address
from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values, amount

_ON_DEMAND: Final = "FARGATE"
_SPOT: Final = "FARGATE_SPOT"
_FARGATE: Final = frozenset({_ON_DEMAND, _SPOT})
_UNITS_PER_WHOLE: Final = Decimal(1024)  # CPU units to a vCPU, MiB to a GB
_SIZED: Final = re.compile(r"(?P<number>[\d.]+)(?P<unit>vcpu|gb)?", re.IGNORECASE)
_PROCESSORS: Final = {"X86_64": "x86", "ARM64": "arm"}


def tasks(service: Subject) -> Iterator[Line]:
    """The tasks on Fargate, on demand and spot."""
    for provider, count in _tasks(service).items():
        task = _definition(service)
        system, processor = _platform(task)
        vcpus, memory_gb = _whole(task, "cpu"), _whole(task, "memory")
        is_spot = provider == _SPOT
        lines = _fargate.task_lines(system, processor, vcpus=vcpus, memory_gb=memory_gb, is_spot=is_spot)
        yield from (line.times(count) for line in lines)


def storage(service: Subject) -> Iterator[Line]:
    """Ephemeral storage of the tasks beyond what comes with them."""
    count = sum(_tasks(service).values(), Decimal(0))
    for task in _definitions(service) if count else ():
        size_gb = task.number("ephemeral_storage.size_in_gib", 0)
        yield from (line.times(count) for line in _fargate.storage_line(size_gb))


def public_addresses(service: Subject) -> Iterator[Line]:
    """The public addresses of tasks that ask for one."""
    if service.flag("network_configuration.assign_public_ip", default=False):
        count = sum(_tasks(service).values(), Decimal(0))
        if count:
            yield address("Public IPv4 addresses", count=count)


def accelerators(service: Subject) -> Iterator[Line]:
    """Inference accelerators that the task definition attaches."""
    count = sum(_tasks(service).values(), Decimal(0))
    for task in _definitions(service) if count else ():
        for block in task.blocks("inference_accelerator"):
            kind = block.text("device_type")
            rate = Rate("ec2", f"accelerator/{kind.lower()}")
            yield hourly(f"Inference accelerator ({kind})", rate, hours=HOURS_PER_MONTH * count)


def _tasks(service: Subject) -> dict[str, Decimal]:
    """How many tasks run on Fargate, by capacity provider; none on EC2 or on hosts of your own."""
    if service.text("scheduling_strategy", "REPLICA").upper() == "DAEMON":  # which Fargate does not run
        return {}
    strategy = _strategy(service)
    if strategy is None:
        return {}
    # A service that does not say its count starts none (provider's default), and autoscaling may raise it.
    count = service.number("desired_count", 0)
    return _shared(count, strategy) if count else {}


def _strategy(service: Subject) -> tuple[Values, ...] | None:
    """The blocks of a strategy that uses Fargate, none of them for plain Fargate; None where it runs elsewhere."""
    if service.has("launch_type"):
        return () if service.text("launch_type").upper() == _ON_DEMAND else None
    if blocks := service.blocks("capacity_provider_strategy"):
        return blocks if _uses_fargate(blocks) else None
    for cluster in service.linked("cluster", "aws_ecs_cluster"):
        for owner in (cluster, *cluster.users("aws_ecs_cluster_capacity_providers")):
            if blocks := owner.blocks("default_capacity_provider_strategy"):
                return blocks if _uses_fargate(blocks) else None
            if owner.texts("capacity_providers"):
                return () if _FARGATE.issuperset(owner.texts("capacity_providers")) else None
    return None


def _uses_fargate(blocks: tuple[Values, ...]) -> bool:
    return any(block.text("capacity_provider", "").upper() in _FARGATE for block in blocks)


def _shared(count: Decimal, strategy: tuple[Values, ...]) -> dict[str, Decimal]:
    """The tasks of each Fargate provider: first its base, the rest by weight (ECS developer guide, 2025-01)."""
    if not strategy:
        return {_ON_DEMAND: count}
    bases = [(block.text("capacity_provider").upper(), block.number("base", 0)) for block in strategy]
    placed = {name: Decimal(0) for name, _ in bases}
    left = count
    for name, base in bases:
        placed[name] += min(base, left)
        left -= min(base, left)
    weights = [(block.text("capacity_provider").upper(), block.number("weight", 0)) for block in strategy]
    total = sum((weight for _, weight in weights), Decimal(0))
    for name, weight in weights:
        share = left if not total else min(left, _share(left, weight, total))
        placed[name] += share
        left, total = left - share, total - weight
    return {name: tasks for name, tasks in placed.items() if name in _FARGATE and tasks}


def _share(tasks: Decimal, weight: Decimal, total: Decimal) -> Decimal:
    """The whole tasks that a weight gets of those that are left."""
    return (tasks * weight / total).to_integral_value(rounding=ROUND_HALF_UP)


def _definition(service: Subject) -> Subject:
    for task in _definitions(service):
        return task
    raise NotKnown("the task definition is not in the plan")


def _definitions(service: Subject) -> tuple[Subject, ...]:
    """The task definition, the service's own or that of its task sets; none where it is not in the plan."""
    owners = (service, *service.users("aws_ecs_task_set"))
    found = (owner.linked("task_definition", "aws_ecs_task_definition")[:1] for owner in owners)
    return next((tasks for tasks in found if tasks), ())


def _platform(task: Subject) -> tuple[str, str]:
    system = task.text("runtime_platform.operating_system_family", "LINUX").upper()
    processor = task.text("runtime_platform.cpu_architecture", "X86_64").upper()
    if processor not in _PROCESSORS:
        raise NotKnown(f"`{processor}` is no architecture of Fargate")
    return "windows" if system.startswith("WINDOWS") else "linux", _PROCESSORS[processor]


def _whole(task: Subject, path: str) -> Decimal:
    """VCPUs or GB: Terraform takes `1 vCPU` and `2 GB`, or CPU units and MiB."""
    told = task.text(path).replace(" ", "")
    sized = _SIZED.fullmatch(told)
    if sized is None:
        raise NotKnown(f"`{path}` is `{told}`, which is no size")
    number = amount(sized["number"], path)
    return number if sized["unit"] else number / _UNITS_PER_WHOLE


MODELS: Final[Models] = {"aws_ecs_service": (tasks, storage, accelerators, public_addresses)}
