"""Amazon MQ: brokers of ActiveMQ and RabbitMQ, alone or several together, and their storage."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "mq"
_SINGLE: Final = "single_instance"
# A pair of ActiveMQ brokers, a cluster of three of RabbitMQ (Amazon MQ developer guide, 2026-08).
_BROKERS: Final = {"active_standby_multi_az": Decimal(2), "cluster_multi_az": Decimal(3)}
_RABBIT: Final = "rabbitmq"


def broker(queue: Subject) -> Iterator[Line]:
    """The brokers by the hour."""
    engine, size, mode = queue.text("engine_type"), queue.text("host_instance_type"), _mode(queue)
    count = _BROKERS.get(mode, Decimal(1))
    yield hourly(f"Instance usage ({engine}, {size}, {mode})", Rate(_TABLE, size.lower(), factor=count))


def storage(queue: Subject) -> Iterator[Line]:
    """What the brokers store; each broker of a RabbitMQ cluster has a volume, a pair of ActiveMQ shares one."""
    engine, key = queue.text("engine_type"), "storage_size_gb"
    is_rabbit = engine.lower() == _RABBIT
    kind = queue.text("storage_type", "ebs" if is_rabbit else "efs").lower()
    size_gb = queue.usage.number(key)
    copies = _BROKERS.get(_mode(queue), Decimal(1)) if is_rabbit else Decimal(1)
    quantity = None if size_gb is None else size_gb * copies
    yield by_use(f"Storage ({engine}, {kind.upper()})", "GB", quantity, Rate(_TABLE, f"{kind}_gb"), key=key)


def _mode(queue: Subject) -> str:
    return queue.text("deployment_mode", _SINGLE).lower()


MODELS: Final[Models] = {"aws_mq_broker": (broker, storage)}
