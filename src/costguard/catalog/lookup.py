"""One place to ask what a resource type is; a cloud's files are read the first time that one of its types is."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from costguard.catalog.entry import AttributeName, Entry, RegionSource
from costguard.catalog.global_services import is_global_aws_type
from costguard.model.cloud import Cloud, cloud_of


def entry(resource_type: str) -> Entry | None:
    """What is known of a Terraform resource type; None where the catalog does not hold it."""
    return _entries_of(cloud_of(resource_type)).get(resource_type)


def entries() -> tuple[Entry, ...]:
    """Every entry of every cloud, sorted by Terraform type."""
    found = [known for cloud in Cloud for known in _entries_of(cloud).values()]
    return tuple(sorted(found, key=lambda known: known.type))


@cache
def attribute_names() -> Mapping[str, AttributeName]:
    """The neutral vocabulary: every name that an entry's attributes may have, with its unit and kind."""
    from costguard.catalog.reading import read_attribute_names

    return MappingProxyType(read_attribute_names())


def is_global(resource_type: str) -> bool:
    """Whether a resource of this type has no region; also told for AWS types that the catalog does not hold."""
    known = entry(resource_type)
    if known is not None:
        return known.region is RegionSource.GLOBAL
    return is_global_aws_type(resource_type)


@cache
def _entries_of(cloud: Cloud) -> Mapping[str, Entry]:
    if cloud is Cloud.OTHER:
        return MappingProxyType({})
    from costguard.catalog.reading import read_entries

    return MappingProxyType({known.type: known for known in read_entries(cloud)})
