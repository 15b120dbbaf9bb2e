"""Where AWS Config keeps the tags of a resource: beside its configuration, in it, or in a supplement, type by type."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
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

    The item's own count before those in other places. Raises NoTagsError where the item's own have no shape of tags;
    what has none in another place are no tags, whatever its name. Where the item has no field for them (the batch calls
    leave tags out), nothing elsewhere does not mean that there are none.
    """
    own = parsed(item.get("tags"))
    found = tag_values(own) if isinstance(own, Mapping | list) else None
    for told in _elsewhere(item, configuration):
        if isinstance(told, Mapping | list):
            with suppress(NoTagsError):
                found = {**tag_values(told), **(found or {})}
    return found if found or "tags" in item else None


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


def _elsewhere(item: _Fields, configuration: _Fields) -> Iterator[object]:
    yield from (parsed(told) for name, told in configuration.items() if name.lower() in _IN_CONFIGURATION)
    extra = parsed(item.get("supplementaryConfiguration"))
    if isinstance(extra, Mapping):
        yield parsed(extra.get("Tags"))
        yield _of_bucket(parsed(extra.get(_BUCKET_TAGS)))


def _of_bucket(told: object) -> object:
    """`{"tagSets": [{"tags": {…}}]}`: the tags of an S3 bucket."""
    sets = told.get("tagSets") if isinstance(told, Mapping) else None
    return sets[0].get("tags") if isinstance(sets, list) and sets and isinstance(sets[0], Mapping) else None
