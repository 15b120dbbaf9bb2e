"""Redshift clusters by node and hour, with storage, scaling, scans and backups; serverless workgroups by use."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import TIER, Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "redshift"
_MANAGED_STORAGE: Final = "ra3"
_SCALING: Final = ("ra3", "ds2", "dc2")
_MANAGED_KEY: Final = "managed_storage_gb"


def cluster_nodes(cluster: Subject) -> Iterator[Line]:
    """The nodes by the hour."""
    size = cluster.text("node_type")
    count = cluster.number("number_of_nodes", 1)
    yield hourly(f"Cluster usage (on-demand, {size})", Rate(_TABLE, size.lower())).times(count)


def managed_storage(cluster: Subject) -> Iterator[Line]:
    """What RA3 nodes keep in managed storage; other nodes keep data on their own disks."""
    size = cluster.text("node_type")
    if size.lower().startswith(_MANAGED_STORAGE):
        rate = Rate(_TABLE, "managed_gb")
        size_gb = cluster.usage.number(_MANAGED_KEY)
        yield by_use(f"Managed storage ({size})", "GB", size_gb, rate, key=_MANAGED_KEY)


def concurrency_scaling(cluster: Subject) -> Iterator[Line]:
    """Extra nodes beyond the free hour a day."""
    size = cluster.text("node_type")
    if size.lower().startswith(_SCALING):
        key = "excess_concurrency_scaling_secs"
        rate = Rate(_TABLE, f"concurrency/{size.lower()}")
        yield by_use(f"Concurrency scaling ({size})", "node-seconds", cluster.usage.number(key), rate, key=key)


def spectrum(cluster: Subject) -> Iterator[Line]:
    """Data in S3 that queries scan."""
    key = "spectrum_data_scanned_tb"
    yield by_use("Spectrum", "TB", cluster.usage.number(key), Rate(_TABLE, "spectrum_tb"), key=key)


def backup_storage(cluster: Subject) -> Iterator[Line]:
    """Snapshots beyond those that are free."""
    key = "backup_storage_gb"
    yield by_use(f"Backup storage ({TIER})", "GB", cluster.usage.number(key), Rate(_TABLE, "backup_gb"), key=key)


def serverless_compute(workgroup: Subject) -> Iterator[Line]:
    """Processing units while queries run."""
    key = "monthly_rpu_hours"
    yield by_use("Compute", "RPU-hours", workgroup.usage.number(key), Rate(_TABLE, "serverless_rpu"), key=key)


def serverless_storage(workgroup: Subject) -> Iterator[Line]:
    """What the workgroup's namespace keeps in managed storage."""
    size_gb = workgroup.usage.number(_MANAGED_KEY)
    yield by_use("Managed storage", "GB", size_gb, Rate(_TABLE, "managed_gb"), key=_MANAGED_KEY)


MODELS: Final[Models] = {
    "aws_redshift_cluster": (cluster_nodes, managed_storage, concurrency_scaling, spectrum, backup_storage),
    "aws_redshiftserverless_workgroup": (serverless_compute, serverless_storage),
}
