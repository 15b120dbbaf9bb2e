"""The resource types that bill for nothing themselves: listed as free, so that nobody takes them for forgotten."""

from functools import cache
from typing import Final

from costguard.model.cloud import Cloud, cloud_of
from costguard.pricing.book.embedded import checked

_LIST: Final = "free.txt"


def is_free(resource_type: str) -> bool:
    """Whether a type is known to be free of charge."""
    return resource_type in free_types(cloud_of(resource_type))


@cache
def free_types(cloud: Cloud) -> frozenset[str]:
    """The free types of a cloud."""
    if cloud is Cloud.OTHER:
        return frozenset()
    lines = (line.partition("#")[0].strip() for line in checked(cloud, _LIST).decode().splitlines())
    return frozenset(line for line in lines if line)
