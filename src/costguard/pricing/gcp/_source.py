"""How large a disk, image or snapshot is that is made of another one in the same plan."""

from decimal import Decimal
from typing import Final

from costguard.pricing.gcp._disk import default_size_gb, image_size_gb
from costguard.pricing.subject import Subject

# Sources of sources: nobody chains more, and a cycle must end.
_DEEPEST: Final = 8
_DISKS: Final = ("google_compute_disk", "google_compute_region_disk")


def disk_gb(disk: Subject, depth: int = 0) -> Decimal:
    """The size of a disk: its own, or that of what it is made of, or the default of a blank one of its type."""
    if disk.has("size"):
        return disk.number("size")
    for path, types in (
        ("image", ("google_compute_image",)),
        ("snapshot", ("google_compute_snapshot",)),
        ("source_disk", _DISKS),
    ):
        for source in disk.linked(path, *types)[: depth < _DEEPEST]:
            found = source_gb(source, depth + 1)
            if found is not None:
                return found
    if disk.has("image"):
        return Decimal(image_size_gb(disk.text("image", "") if disk.is_known("image") else ""))
    return Decimal(default_size_gb(disk.text("type", "pd-standard")))  # the provider's default


def image_gb(image: Subject, depth: int = 0) -> Decimal | None:
    """The size of an image, None where neither it nor its source says."""
    if image.has("disk_size_gb"):
        return image.number("disk_size_gb")
    for path, types in (
        ("source_disk", _DISKS),
        ("source_image", ("google_compute_image",)),
        ("source_snapshot", ("google_compute_snapshot",)),
    ):
        for source in image.linked(path, *types)[: depth < _DEEPEST]:
            return source_gb(source, depth + 1)
    return None


def snapshot_gb(snapshot: Subject, depth: int = 0) -> Decimal | None:
    """The size of the disk that a snapshot is of."""
    for disk in snapshot.linked("source_disk", *_DISKS)[: depth < _DEEPEST]:
        return disk_gb(disk, depth + 1)
    return None


def source_gb(source: Subject, depth: int = 0) -> Decimal | None:
    """The size of whichever of the three a resource is."""
    if source.type in _DISKS:
        return disk_gb(source, depth)
    return image_gb(source, depth) if source.type == "google_compute_image" else snapshot_gb(source, depth)
