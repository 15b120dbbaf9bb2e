"""Where AWS Config keeps the tags of a resource: beside its configuration, in it, or in a supplement, type by type."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from costguard.sources.snapshot.tag_values import NoTagsError, TagValues, tag_values

# Types that Config records by their CloudFormation schema have the tags where that schema says (its `tagProperty`), RDS
# where its API does (`TagList`) (CloudFormation Template Reference, RDS API Reference, 2026-11).
_IN_CONFIGURATION: Final = frozenset(
    {
        "tags",
        "taglist",
        "tagset",
        "accesspointtags",
        "backupplantags",
        "backupvaulttags",
        "filesystemtags",
        "frameworktags",
        "healthchecktags",
        "hostedzonetags",
        "reportplantags",
        "userpooltags",
    }
)
_BUCKET_TAGS: Final = "BucketTaggingConfiguration"
_MOST_LAYERS: Final = 2

_Fields = Mapping[str, Any]


def config_tags(item: _Fields, configuration: _Fields) -> TagValues | None:
    """The tags of an item of AWS Config; None where nothing in it speaks of tags.

    The item's own count before those in other places. What is called tags there and has another shape is none.
    """
    found: TagValues | None = None
    for told in _told(item, configuration):
        try:
            tags = tag_values(told) if isinstance(told, Mapping | list) else None
        except NoTagsError:
            continue
        if tags is not None:
            found = {**tags, **(found or {})}
    return found


def parsed(told: object) -> object:
    """What may be JSON text is read as it, also where it is text twice over; other text means nothing here."""
    for _ in range(_MOST_LAYERS):
        if not isinstance(told, str):
            return told
        try:
            told = msgspec.json.decode(told)
        except (msgspec.DecodeError, RecursionError):
            return None
    return None if isinstance(told, str) else told


def _told(item: _Fields, configuration: _Fields) -> Iterator[object]:
    yield parsed(item.get("tags"))
    yield from (parsed(told) for name, told in configuration.items() if name.lower() in _IN_CONFIGURATION)
    extra = parsed(item.get("supplementaryConfiguration"))
    if isinstance(extra, Mapping):
        yield parsed(extra.get("Tags"))
        yield _of_bucket(parsed(extra.get(_BUCKET_TAGS)))


def _of_bucket(told: object) -> object:
    """`{"tagSets": [{"tags": {…}}]}`: the tags of an S3 bucket."""
    sets = told.get("tagSets") if isinstance(told, Mapping) else None
    return sets[0].get("tags") if isinstance(sets, list) and sets and isinstance(sets[0], Mapping) else None
