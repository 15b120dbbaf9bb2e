"""Elastic file systems: storage by class, throughput, and access to the infrequent classes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "efs"
# Each 20 GB of standard storage include 1 MBps of provisioned throughput (EFS pricing, 2025-01).
_GB_PER_MBPS: Final = 20


def storage(files: Subject) -> Iterator[Line]:
    """What is accessed often."""
    is_one_zone = files.has("availability_zone_name")
    name, item = ("Storage (one zone)", "one_zone_gb") if is_one_zone else ("Storage (standard)", "standard_gb")
    yield by_use(name, "GB", files.usage.number("storage_gb"), Rate(_TABLE, item), key="storage_gb")


def provisioned_throughput(files: Subject) -> Iterator[Line]:
    """Throughput beyond what the storage includes."""
    mbps = files.number("provisioned_throughput_in_mibps", 0)
    if mbps > 0:
        included = files.usage.number_or("storage_gb", 0) / _GB_PER_MBPS
        billed = max(mbps - included, Decimal(0))
        yield monthly("Provisioned throughput", "MBps", billed, Rate(_TABLE, "throughput"))


def elastic_throughput(files: Subject) -> Iterator[Line]:
    """Reads and writes, where throughput is elastic."""
    if files.text("throughput_mode", "bursting").lower() == "elastic":
        for kind in ("read", "write"):
            key = f"monthly_elastic_{kind}_gb"
            rate = Rate(_TABLE, f"elastic_{kind}_gb")
            yield by_use(f"Elastic throughput ({kind}s)", "GB", files.usage.number(key), rate, key=key)


def infrequent_access(files: Subject) -> Iterator[Line]:
    """Storage that a lifecycle policy moves data to, and access to it."""
    if not files.blocks("lifecycle_policy"):
        return
    key, is_one_zone = "infrequent_access_storage_gb", files.has("availability_zone_name")
    zone, item = ("one zone", "one_zone_ia_gb") if is_one_zone else ("standard", "standard_ia_gb")
    rate = Rate(_TABLE, item)
    yield by_use(f"Storage ({zone}, infrequent access)", "GB", files.usage.number(key), rate, key=key)
    for name, kind in (("Read", "read"), ("Write", "write")):
        key = f"monthly_infrequent_access_{kind}_gb"
        rate = Rate(_TABLE, f"ia_{kind}_gb")
        yield by_use(f"{name} requests (infrequent access)", "GB", files.usage.number(key), rate, key=key)


def archive(files: Subject) -> Iterator[Line]:
    """Storage of the archive class, where a lifecycle policy moves data to it."""
    if any(policy.has("transition_to_archive") for policy in files.blocks("lifecycle_policy")):
        for name, key, item in (
            ("Storage (archive)", "archive_storage_gb", "archive_gb"),
            ("Read requests (archive)", "monthly_archive_read_gb", "archive_read_gb"),
        ):
            yield by_use(name, "GB", files.usage.number(key), Rate(_TABLE, item), key=key)


MODELS: Final[Models] = {
    "aws_efs_file_system": (storage, provisioned_throughput, elastic_throughput, infrequent_access, archive)
}
