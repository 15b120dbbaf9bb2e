"""EBS volumes and their snapshots."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.aws._ebs import REQUESTS_KEY, TABLE, Keys, volume
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_KEYS: Final = Keys("type", "size")
_THOUSAND: Final = Decimal(1000)
_WHOLE: Final = "as large as its volume, the most that it can be"
_REQUESTS: Final = (
    (
        "ListChangedBlocks & ListSnapshotBlocks API requests",
        "1k requests",
        "list_requests",
        "monthly_list_block_requests",
    ),
    ("GetSnapshotBlock API requests", "1k SnapshotAPIUnits", "get_requests", "monthly_get_block_requests"),
    ("PutSnapshotBlock API requests", "1k SnapshotAPIUnits", "put_requests", "monthly_put_block_requests"),
)


def storage(disk: Subject) -> Iterator[Line]:
    """The volume: its size is needed, or the snapshot that it is made of."""
    made_of = disk.linked("snapshot_id", "aws_ebs_snapshot", "aws_ebs_snapshot_copy") if not disk.has("size") else ()
    size_gb = next((size for snapshot in made_of if (size := _size_gb(snapshot)) is not None), None)
    yield from volume(disk, _KEYS, size_gb=size_gb, requests=disk.usage.number(REQUESTS_KEY))


def snapshot_storage(snapshot: Subject) -> Iterator[Line]:
    """What a snapshot holds, at most all of its volume; the archive tier is cheaper."""
    tier = snapshot.text("storage_tier", "standard").lower()
    item = "snapshot_archive_gb" if tier == "archive" else "snapshot_gb"
    told = snapshot.usage.number("storage_gb")
    size_gb = _size_gb(snapshot) if told is None else told
    note = _WHOLE if told is None and size_gb is not None else ""
    yield by_use("EBS snapshot storage", "GB", size_gb, Rate(TABLE, item), key="storage_gb", assumption=note)


def fast_restore(snapshot: Subject) -> Iterator[Line]:
    """Fast snapshot restore, by the hour and zone that it is enabled in."""
    key = "fast_snapshot_restore_hours"
    hours = snapshot.usage.number(key)
    yield by_use("Fast snapshot restore", "DSU-hours", hours, Rate(TABLE, "fast_restore_hours"), key=key)


def direct_requests(snapshot: Subject) -> Iterator[Line]:
    """Requests to the EBS direct APIs."""
    for name, unit, item, key in _REQUESTS:
        requests = snapshot.usage.number(key)
        thousands = None if requests is None else requests / _THOUSAND
        yield by_use(name, unit, thousands, Rate(TABLE, item), key=key)


def _size_gb(snapshot: Subject) -> Decimal | None:
    """The size of the volume behind a snapshot or a copy of one, None where the input does not hold it."""
    if snapshot.has("volume_size"):  # the provider tells it of a snapshot that exists
        return snapshot.number("volume_size")
    if snapshot.type == "aws_ebs_snapshot_copy":
        return next((_size_gb(source) for source in snapshot.linked("source_snapshot_id", "aws_ebs_snapshot")), None)
    return next((disk.number("size") for disk in snapshot.linked("volume_id", "aws_ebs_volume")), None)


MODELS: Final[Models] = {
    "aws_ebs_volume": (storage,),
    "aws_ebs_snapshot": (snapshot_storage, fast_restore, direct_requests),
    "aws_ebs_snapshot_copy": (snapshot_storage,),
}
