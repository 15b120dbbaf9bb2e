"""Finds what a request acts on, as ARNs and ids, in what CloudTrail recorded of it."""

from collections.abc import Iterator
from typing import Final

Json = object

# The parameters in which tagging calls name what they tag, without signs and in lower case.
_NAMES: Final = frozenset(
    {
        "arn", "bucketname", "loadbalancerarns", "resource", "resourcearn", "resourcearns", "resourceid", "resourceids",
        "resourcename", "resources", "resourcesset",
    }
)  # fmt: skip
_MOST: Final = 1_000


def resources_of(parameters: Json) -> tuple[str, ...]:
    """The ARNs and ids in the parameters that name resources, in their order; none where there are none."""
    if not isinstance(parameters, dict):
        return ()
    named = (value for name, value in parameters.items() if name.replace("-", "").lower() in _NAMES)
    found: dict[str, None] = {}
    for value in named:
        for each in _texts(value):
            found.setdefault(each)
            if len(found) == _MOST:
                return tuple(found)
    return tuple(found)


def _texts(value: Json) -> Iterator[str]:
    """Texts, alone or in a list, or in EC2's `{"items": [{"resourceId": …}]}`."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _texts(each)
        case {"items": list(items)}:
            yield from _texts(items)
        case {"resourceId": str(resource)}:
            yield resource
        case _:
            pass
