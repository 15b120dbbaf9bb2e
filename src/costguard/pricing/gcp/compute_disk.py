"""Persistent disks and Hyperdisks, and what is made of them: images, machine images, snapshots."""

from collections.abc import Iterator
from typing import Final

import msgspec

from costguard.pricing.gcp._disk import TABLE, disk_lines, disk_of
from costguard.pricing.gcp._source import disk_gb, image_gb, snapshot_gb
from costguard.pricing.gcp._words import continent, region_of, short
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_KEY: Final = "storage_gb"
_MULTI_REGIONS: Final = {"north-america": "us", "europe": "eu", "asia": "asia", "oceania": "asia"}
_SOURCES: Final = ("source_disk", "source_image", "source_snapshot", "source_instance")
_SOURCE_TYPES: Final = ("google_compute_disk", "google_compute_region_disk", "google_compute_instance")


def disk(volume: Subject) -> Iterator[Line]:
    """The disk's size, and the performance that it provisions."""
    kind = volume.text("type", "pd-standard")  # the provider's default
    found = disk_of(volume, kind, disk_gb(volume))
    yield from disk_lines(msgspec.structs.replace(found, is_regional=volume.type == "google_compute_region_disk"))


def image(image: Subject) -> Iterator[Line]:
    """What the image holds, at most the size of its disk."""
    used = image.usage.number(_KEY)
    size = image_gb(image) if used is None else used
    assumption = "as large as its disk" if used is None and size is not None else ""
    rate = Rate(TABLE, "image", region=_place(image))
    yield by_use("Storage", "GB", size, rate, key=_KEY, assumption=_and(assumption, _place_assumption(image)))


def machine_image(image: Subject) -> Iterator[Line]:
    """What the machine image holds."""
    rate = Rate(TABLE, "machine-image", region=_place(image))
    yield by_use("Storage", "GB", image.usage.number(_KEY), rate, key=_KEY, assumption=_place_assumption(image))


def snapshot(snapshot: Subject) -> Iterator[Line]:
    """What the snapshot holds, at most the size of its disk. It is kept in a multi-region unless told."""
    used = snapshot.usage.number(_KEY)
    size = snapshot_gb(snapshot) if used is None else used
    assumption = "as large as its disk" if used is None and size is not None else ""
    kind = "snapshot-archive" if snapshot.text("snapshot_type", "STANDARD").upper() == "ARCHIVE" else "snapshot"
    told = snapshot.texts("storage_locations")
    place = short(told[0]) if told else _MULTI_REGIONS.get(continent(_place(snapshot)), _place(snapshot))
    item = f"{kind}/{'multi-regional' if place in _MULTI_REGIONS.values() else 'regional'}"
    rate = Rate(TABLE, item, region=place)
    yield by_use("Storage", "GB", size, rate, key=_KEY, assumption=_and(assumption, _place_assumption(snapshot)))


def _place(resource: Subject) -> str:
    """Where it is kept: where it says, or near its source; in the United States if nothing tells."""
    told = resource.texts("storage_locations")
    if told:
        return short(told[0])
    return _near(resource) or "us-central1"


def _place_assumption(resource: Subject) -> str:
    is_told = bool(resource.texts("storage_locations")) or bool(_near(resource))
    return "" if is_told else "kept in the United States, as nothing tells where"


def _near(resource: Subject) -> str:
    for path in _SOURCES:
        for source in resource.linked(path, *_SOURCE_TYPES):
            try:
                region = source.region
            except NotKnown:
                continue
            if region != "global":
                return region
    return region_of(resource.text("zone", "")) if resource.is_known("zone") else ""


def _and(first: str, second: str) -> str:
    return ", ".join(each for each in (first, second) if each)


MODELS: Final[Models] = {
    "google_compute_disk": (disk,),
    "google_compute_region_disk": (disk,),
    "google_compute_image": (image,),
    "google_compute_machine_image": (machine_image,),
    "google_compute_snapshot": (snapshot,),
}
