"""Managed Kafka: brokers by the hour with their volumes, and serverless clusters."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._autoscaling import fixed, scaled_by_target
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "msk"
_BROKERS: Final = "broker_node_group_info"
_VOLUME: Final = f"{_BROKERS}.storage_info.ebs_storage_info"
_EXPRESS: Final = "express."
_DIMENSION: Final = "kafka:broker-storage:VolumeSize"


def brokers(cluster: Subject) -> Iterator[Line]:
    """The brokers by the hour."""
    size = cluster.text(f"{_BROKERS}.instance_type")
    yield hourly(f"Instance ({size})", Rate(_TABLE, size.lower())).times(cluster.number("number_of_broker_nodes"))


def storage(cluster: Subject) -> Iterator[Line]:
    """A volume for each broker, which may grow by itself. Express brokers store by use."""
    if _is_express(cluster):
        yield _used(cluster, "Storage", "GB", "storage_gb", "express_storage_gb")
        yield _used(cluster, "Data ingested", "GB", "monthly_data_in_gb", "express_in_gb")
        return
    size_gb = scaled_by_target(cluster, _DIMENSION)
    name = "Storage" if size_gb is None else "Storage (autoscaling)"
    if size_gb is None:
        # Until version 4 of the provider, the size stood beside the instance type.
        older = f"{_BROKERS}.ebs_volume_size"
        path = older if cluster.has(older) else f"{_VOLUME}.volume_size"
        size_gb = fixed(cluster.number(path))
    count = cluster.number("number_of_broker_nodes")
    yield size_gb.times(count).of(monthly(name, "GB", 1, Rate(_TABLE, "storage_gb")))


def provisioned_throughput(cluster: Subject) -> Iterator[Line]:
    """Throughput that is provisioned for each volume."""
    block = f"{_VOLUME}.provisioned_throughput"
    if cluster.flag(f"{block}.enabled", default=False):
        mbps = cluster.number(f"{block}.volume_throughput") * cluster.number("number_of_broker_nodes")
        yield monthly("Provisioned storage throughput", "MBps", mbps, Rate(_TABLE, "throughput"))


def tiered_storage(cluster: Subject) -> Iterator[Line]:
    """What brokers keep in the second tier."""
    if cluster.text("storage_mode", "LOCAL").upper() == "TIERED":
        yield _used(cluster, "Tiered storage", "GB", "tiered_storage_gb", "tiered_gb")


def serverless_cluster(_: Subject) -> Iterator[Line]:
    """A serverless cluster by the hour."""
    yield hourly("Cluster", Rate(_TABLE, "serverless"))


def serverless_use(cluster: Subject) -> Iterator[Line]:
    """Partitions, storage and traffic of a serverless cluster."""
    yield _used(cluster, "Partitions", "hours", "monthly_partition_hours", "serverless_partition")
    yield _used(cluster, "Storage", "GB", "storage_gb", "storage_gb")
    yield _used(cluster, "Data in", "GB", "monthly_data_in_gb", "serverless_in_gb")
    yield _used(cluster, "Data out", "GB", "monthly_data_out_gb", "serverless_out_gb")


def _is_express(cluster: Subject) -> bool:
    return cluster.text(f"{_BROKERS}.instance_type").lower().startswith(_EXPRESS)


def _used(cluster: Subject, name: str, unit: str, key: str, item: str) -> Line:
    return by_use(name, unit, cluster.usage.number(key), Rate(_TABLE, item), key=key)


MODELS: Final[Models] = {
    "aws_msk_cluster": (brokers, storage, provisioned_throughput, tiered_storage),
    "aws_msk_serverless_cluster": (serverless_cluster, serverless_use),
}
