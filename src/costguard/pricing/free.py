"""The resource types that bill for nothing themselves: listed as free, so that nobody takes them for forgotten."""

from functools import cache
from pathlib import Path
from typing import Final

from costguard.model.cloud import Cloud, cloud_of

_LISTS: Final = Path(__file__).parent / "figures"


def is_free(resource_type: str) -> bool:
    """Whether a type is known to be free of charge."""
    return resource_type in free_types(cloud_of(resource_type))


@cache
def free_types(cloud: Cloud) -> frozenset[str]:
    """The free types of a cloud."""
    file = _LISTS / cloud / "free.txt"
    if not file.is_file():
        return frozenset()
    lines = (line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line)
