"""Records of the same resource differ in case and nesting from API to API; a dotted path finds its way in them all."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

Scalar: TypeAlias = str | int | float | bool


def values_at(record: object, path: str) -> tuple[Scalar, ...]:
    """The values at a dotted path, through lists as well, in order; () where nothing is set there.

    Segments compare without case: AWS Config writes `dBInstanceClass` for `DBInstanceClass`. Null, empty text and
    what is no single value count as not set. A last segment `#` is the number of elements there.
    """
    if path.endswith(".#"):
        count = len(leaves_at(record, path.removesuffix(".#")))
        return (count,) if count else ()
    return tuple(leaf for leaf in leaves_at(record, path) if isinstance(leaf, str | int | float) and leaf != "")


def leaves_at(record: object, path: str) -> list[Any]:
    """What lies at a dotted path: values, mappings, or the elements of lists; nothing that is null.

    The path `.` is the record itself.
    """
    found: list[Any] = _elements(record)
    for segment in _segments(path):
        found = [leaf for each in found if isinstance(each, Mapping) for leaf in _elements(_under(each, segment))]
    return found


def wholes_at(record: object, path: str) -> list[Any]:
    """What lies at a dotted path as it is: a list there is one whole."""
    parents, _, last = path.rpartition(".")
    return [_under(each, last) for each in leaves_at(record, parents or ".") if isinstance(each, Mapping)]


@lru_cache(maxsize=8192)
def _segments(path: str) -> tuple[str, ...]:
    return () if path == "." else tuple(path.split("."))


def _under(record: Mapping[str, Any], segment: str) -> object:
    if segment in record:
        return record[segment]
    folded = segment.lower()
    return next((value for key, value in record.items() if key.lower() == folded), None)


def _elements(value: object) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return [leaf for each in value for leaf in _elements(each)]
    return [value]
