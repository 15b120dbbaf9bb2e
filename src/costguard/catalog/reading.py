"""Data files become entries here, so that everything else in the catalog only looks them up."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from costguard.catalog.entry import AttributeName, AttributePath, Entry, RegionSource
from costguard.model.cloud import Cloud

_DATA: Final = Path(__file__).parent / "data"


class _PathRecord(msgspec.Struct, forbid_unknown_fields=True):
    """An attribute as the files write it: one `path`, or several `paths` of which the first that is set wins."""

    path: str = ""
    paths: tuple[str, ...] = ()
    default: str | int | float | bool | None = None
    divide: int = 1
    last_segment: bool = False
    referrer: bool = False


class _EntryRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A resource type as the files write it; its API name stands under the name that its cloud gives it."""

    type: str
    title: str
    service: str
    taggable: bool
    region: RegionSource
    attributes: dict[str, _PathRecord]
    tags: str | None = None
    cloudformation: str | None = None
    arm: str | None = None
    cai: str | None = None


class _NameRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A word of the vocabulary as the file writes it."""

    title: str
    unit: str | None
    kind: Literal["string", "number", "boolean"]


def read_entries(cloud: Cloud) -> Iterator[Entry]:
    """Every entry in the files of a cloud, in the order of the files; none for a cloud without files."""
    decoder = msgspec.json.Decoder(list[_EntryRecord])
    for file in sorted((_DATA / cloud).glob("*.json")):
        for record in decoder.decode(file.read_bytes()):
            yield _entry(record, cloud)


def read_attribute_names() -> dict[str, AttributeName]:
    """The neutral vocabulary, by name."""
    records = msgspec.json.decode((_DATA / "attributes.json").read_bytes(), type=dict[str, _NameRecord])
    return {
        name: AttributeName(name=name, title=record.title, unit=record.unit, kind=record.kind)
        for name, record in records.items()
    }


def _entry(record: _EntryRecord, cloud: Cloud) -> Entry:
    return Entry(
        type=record.type,
        title=record.title,
        service=record.service,
        cloud=cloud,
        api_name=record.cloudformation or record.arm or record.cai or "",
        taggable=record.taggable,
        tags_path=record.tags,
        region=record.region,
        attributes=MappingProxyType({name: _attribute_path(path) for name, path in record.attributes.items()}),
    )


def _attribute_path(record: _PathRecord) -> AttributePath:
    return AttributePath(
        paths=record.paths or ((record.path,) if record.path else ()),
        default=record.default,
        divide=record.divide,
        last_segment=record.last_segment,
        referrer=record.referrer,
    )
