"""FSx file systems: Windows, Lustre, NetApp ONTAP and OpenZFS."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "fsx"
_BACKUP_KEY: Final = "backup_storage_gb"
# Each GB of SSD includes three IOPS (FSx for Windows, ONTAP and OpenZFS user guides, 2026-08).
_IOPS_PER_GB: Final = 3
_USER_PROVISIONED: Final = "USER_PROVISIONED"
_FIRST_SINGLE: Final = "SINGLE_AZ_1"


def windows_throughput(files: Subject) -> Iterator[Line]:
    """Throughput capacity of a Windows file system."""
    rate = Rate(_TABLE, f"windows/{_zones(files)}/mbps")
    yield monthly("Throughput capacity", "MBps", files.number("throughput_capacity"), rate)


def windows_storage(files: Subject) -> Iterator[Line]:
    """Storage of a Windows file system, SSD unless told otherwise."""
    kind = files.text("storage_type", "SSD").upper()
    rate = Rate(_TABLE, f"windows/{_zones(files)}/{kind.lower()}_gb")
    yield monthly(f"{kind} storage", "GB", files.number("storage_capacity"), rate)


def windows_iops(files: Subject) -> Iterator[Line]:
    """IOPS beyond those that the storage includes."""
    yield from _iops(files, f"windows/{_zones(files)}/iops")


def windows_backup(files: Subject) -> Iterator[Line]:
    """Backups of a Windows file system."""
    yield _backup(files, "windows")


def openzfs_throughput(files: Subject) -> Iterator[Line]:
    """Throughput capacity of an OpenZFS file system."""
    rate = Rate(_TABLE, f"openzfs/{_openzfs_kind(files)}/mbps")
    yield monthly("Throughput capacity", "MBps", files.number("throughput_capacity"), rate)


def openzfs_iops(files: Subject) -> Iterator[Line]:
    """IOPS beyond those that the storage includes."""
    found = tuple(_iops(files, f"openzfs/{_openzfs_kind(files)}/iops"))
    none = monthly("Provisioned IOPS", "IOPS", 0, Rate(_TABLE, f"openzfs/{_openzfs_kind(files)}/iops"))
    yield from found or (none,)


def openzfs_storage(files: Subject) -> Iterator[Line]:
    """Storage of an OpenZFS file system. AWS bills what is provisioned, however well the data compresses."""
    rate = Rate(_TABLE, f"openzfs/{_openzfs_kind(files)}/ssd_gb")
    yield monthly("SSD storage", "GB", files.number("storage_capacity"), rate)


def openzfs_backup(files: Subject) -> Iterator[Line]:
    """Backups of an OpenZFS file system."""
    yield _backup(files, "openzfs")


def lustre_storage(files: Subject) -> Iterator[Line]:
    """Storage of a Lustre file system, which comes with throughput by its size."""
    kind = files.text("storage_type", "SSD").upper()
    rate = Rate(_TABLE, _lustre_item(files, kind))
    yield monthly(f"{kind} storage", "GB", files.number("storage_capacity"), rate)


def lustre_backup(files: Subject) -> Iterator[Line]:
    """Backups of a Lustre file system; a scratch one has none."""
    if not files.text("deployment_type", "SCRATCH_1").upper().startswith("SCRATCH"):
        yield _backup(files, "lustre")


def ontap_storage(files: Subject) -> Iterator[Line]:
    """SSD storage of an ONTAP file system, and the capacity pool that cold data moves to."""
    zones = _zones(files)
    yield monthly("SSD storage", "GB", files.number("storage_capacity"), Rate(_TABLE, f"ontap/{zones}/ssd_gb"))
    key = "capacity_pool_storage_gb"
    yield by_use(
        "Capacity pool storage", "GB", files.usage.number(key), Rate(_TABLE, f"ontap/{zones}/pool_gb"), key=key
    )


def ontap_throughput(files: Subject) -> Iterator[Line]:
    """Throughput capacity, for all pairs of file servers."""
    rate = Rate(_TABLE, f"ontap/{_zones(files)}/mbps")
    pairs = files.number("ha_pairs", 1)
    if files.has("throughput_capacity_per_ha_pair"):
        mbps = files.number("throughput_capacity_per_ha_pair") * pairs
    else:
        mbps = files.number("throughput_capacity")
    yield monthly("Throughput capacity", "MBps", mbps, rate)


def ontap_iops(files: Subject) -> Iterator[Line]:
    """IOPS beyond those that the storage includes."""
    yield from _iops(files, f"ontap/{_zones(files)}/iops")


def ontap_backup(files: Subject) -> Iterator[Line]:
    """Backups of an ONTAP file system."""
    yield _backup(files, "ontap")


def _zones(files: Subject) -> int:
    return 2 if files.text("deployment_type", _FIRST_SINGLE).upper().startswith("MULTI_AZ") else 1


def _openzfs_kind(files: Subject) -> str:
    """The generations and deployments of OpenZFS have prices of their own."""
    kind = files.text("deployment_type", _FIRST_SINGLE).upper()
    return "1" if kind == _FIRST_SINGLE else kind.lower()


def _iops(files: Subject, item: str) -> Iterator[Line]:
    block = "disk_iops_configuration"
    if files.text(f"{block}.mode", "AUTOMATIC").upper() == _USER_PROVISIONED:
        above = files.number(f"{block}.iops") - files.number("storage_capacity") * _IOPS_PER_GB
        if above > 0:
            yield monthly("Provisioned IOPS", "IOPS", above, Rate(_TABLE, item))


def _backup(files: Subject, kind: str) -> Line:
    size_gb = files.usage.number(_BACKUP_KEY)
    return by_use("Backup storage", "GB", size_gb, Rate(_TABLE, f"{kind}/backup_gb"), key=_BACKUP_KEY)


def _lustre_item(files: Subject, kind: str) -> str:
    deployment = files.text("deployment_type", "SCRATCH_1").lower()
    if deployment.startswith("scratch"):
        return "lustre/scratch/ssd_gb"
    if not files.has("per_unit_storage_throughput"):
        raise NotKnown("`per_unit_storage_throughput` is not set, and the price depends on it")
    throughput: Decimal = files.number("per_unit_storage_throughput")
    return f"lustre/{deployment}/{kind.lower()}_{throughput:f}_gb"


MODELS: Final[Models] = {
    "aws_fsx_windows_file_system": (windows_throughput, windows_storage, windows_iops, windows_backup),
    "aws_fsx_openzfs_file_system": (openzfs_throughput, openzfs_iops, openzfs_storage, openzfs_backup),
    "aws_fsx_lustre_file_system": (lustre_storage, lustre_backup),
    "aws_fsx_ontap_file_system": (ontap_storage, ontap_throughput, ontap_iops, ontap_backup),
}
