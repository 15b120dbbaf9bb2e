"""OpenSearch and Elasticsearch domains: data nodes with their volumes, master nodes, and warm nodes."""

from collections.abc import Iterator
from decimal import Decimal
from math import ceil
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "opensearch"
_DEFAULT_TYPES: Final = {
    "aws_opensearch_domain": "m4.large.search",
    "aws_elasticsearch_domain": "m4.large.elasticsearch",
}
_VOLUMES: Final = ("gp2", "gp3", "io1", "standard")
# gp3 includes 3,000 IOPS up to 1 TiB and 3 a GiB above; 125 MBps up to 170 GiB, and 250 for each begun 3 TiB above
# (OpenSearch Service developer guide, EBS volumes, 2026-08).
_GP3_IOPS: Final = Decimal(3000)
_GP3_IOPS_GB: Final = Decimal(1024)
_GP3_IOPS_PER_GB: Final = Decimal(3)
_GP3_SMALL_GB: Final = Decimal(170)
_GP3_SMALL_MBPS: Final = Decimal(125)
_GP3_MBPS: Final = Decimal(250)
_GP3_MBPS_GB: Final = Decimal(3000)
_GP3_MOST_MBPS: Final = Decimal(1000)


def data_nodes(domain: Subject) -> Iterator[Line]:
    """The nodes that hold the data."""
    size = domain.text("cluster_config.instance_type", _DEFAULT_TYPES[domain.type])
    yield hourly(f"Instance (on-demand, {size})", _node(size)).times(_count(domain))


def volumes(domain: Subject) -> Iterator[Line]:
    """A volume for each data node."""
    if not domain.flag("ebs_options.ebs_enabled", default=False):
        return
    kind = _volume_type(domain)
    size_gb = domain.number("ebs_options.volume_size") * _count(domain)
    yield monthly(f"Storage ({kind})", "GB", size_gb, Rate(_TABLE, f"{kind}_gb"))


def volume_iops(domain: Subject) -> Iterator[Line]:
    """IOPS of each volume: all of io1, of gp3 those above what its size includes."""
    if not domain.flag("ebs_options.ebs_enabled", default=False):
        return
    kind = _volume_type(domain)
    if kind == "io1":
        iops = domain.number("ebs_options.iops", 1)
        yield monthly("Storage IOPS (io1)", "IOPS", iops * _count(domain), Rate(_TABLE, "io1_iops"))
    if kind == "gp3":
        size_gb = domain.number("ebs_options.volume_size")
        included = _GP3_IOPS if size_gb <= _GP3_IOPS_GB else size_gb * _GP3_IOPS_PER_GB
        above = domain.number("ebs_options.iops", included) - included
        if above > 0:
            yield monthly("Storage IOPS (gp3)", "IOPS", above * _count(domain), Rate(_TABLE, "gp3_iops"))


def volume_throughput(domain: Subject) -> Iterator[Line]:
    """Throughput of each gp3 volume above what its size includes."""
    if not domain.flag("ebs_options.ebs_enabled", default=False) or _volume_type(domain) != "gp3":
        return
    included = _included_mbps(domain.number("ebs_options.volume_size"))
    above = max(domain.number("ebs_options.throughput", included) - included, Decimal(0))
    yield monthly("Throughput (gp3)", "Mbps", above * _count(domain), Rate(_TABLE, "gp3_mbps"))


def master_nodes(domain: Subject) -> Iterator[Line]:
    """Dedicated master nodes; AWS advises three, which is assumed where the code does not say how many."""
    if domain.flag("cluster_config.dedicated_master_enabled", default=False):
        size = domain.text("cluster_config.dedicated_master_type", _DEFAULT_TYPES[domain.type])
        count = domain.number("cluster_config.dedicated_master_count", 3)
        yield hourly(f"Dedicated master (on-demand, {size})", _node(size)).times(count)


def warm_nodes(domain: Subject) -> Iterator[Line]:
    """UltraWarm nodes, and what they keep in managed storage."""
    if domain.flag("cluster_config.warm_enabled", default=False):
        size, count = domain.text("cluster_config.warm_type"), domain.number("cluster_config.warm_count")
        if count > 0:
            yield hourly(f"UltraWarm instance (on-demand, {size})", _node(size)).times(count)
            key = "ultrawarm_storage_gb"
            size_gb = domain.usage.number(key)
            yield by_use("UltraWarm storage", "GB", size_gb, Rate(_TABLE, "warm_gb"), key=key)


def _node(size: str) -> Rate:
    return Rate(_TABLE, size.lower().replace(".elasticsearch", ".search"))


def _count(domain: Subject) -> Decimal:
    return domain.number("cluster_config.instance_count", 1)


def _volume_type(domain: Subject) -> str:
    kind = domain.text("ebs_options.volume_type", "gp2").lower()
    return kind if kind in _VOLUMES else "gp2"


def _included_mbps(size_gb: Decimal) -> Decimal:
    if size_gb <= _GP3_SMALL_GB:
        return _GP3_SMALL_MBPS
    return min(_GP3_MOST_MBPS, ceil(size_gb / _GP3_MBPS_GB) * _GP3_MBPS)


_FUNCTIONS: Final = (data_nodes, volumes, volume_iops, volume_throughput, master_nodes, warm_nodes)
MODELS: Final[Models] = {"aws_opensearch_domain": _FUNCTIONS, "aws_elasticsearch_domain": _FUNCTIONS}
