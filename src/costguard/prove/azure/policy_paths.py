"""Paths into a resource, `properties.rules[*].name`: what they select, and where a count stands on them."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.prove.azure.policy_values import MISSING, Json, Value, fold_key, property_of


class Each(Enum):
    """The step `[*]`: every element of an array."""

    EACH = "[*]"


EACH: Final = Each.EACH
Path = tuple[str | int | Each, ...]


class Element(msgspec.Struct, frozen=True):
    """A place in a resource: the path that leads there, its arrays down to one element, and what stands there."""

    path: Path
    value: Value


_STEP: Final = re.compile(
    r"(?P<dot>\.)?(?P<name>[^.\[\]]+)|\[(?P<each>\*)\]|\[(?P<index>[0-9]{1,9})\]"
    r"|\['(?P<quoted>(?:[^']|'')+)'\]|\[(?P<bare>[^\[\]'\"*]+)\]"
)


@lru_cache(maxsize=4096)
def read_path(written: str) -> Path:
    """The steps of a path: `name`, `.name`, `['name']`, `[0]` and `[*]`. Raises BadInput where it is none."""
    steps: list[str | int | Each] = []
    at = 0
    while at < len(written):
        step = _STEP.match(written, at)
        if step is None or (step["name"] is not None and (step["dot"] is None) == bool(steps)):
            raise BadInput(f"`{written}` is no field; write a field of Azure Policy, or an alias")
        steps.append(_step(step))
        at = step.end()
    if not steps:
        raise BadInput("a field has no name; write a field of Azure Policy, or an alias")
    return tuple(steps)


def fold_path(path: Path) -> Path:
    """The path as comparisons of paths see it."""
    return tuple(fold_key(step) if isinstance(step, str) else step for step in path)


def select(start: Value, path: Path) -> tuple[Value, ...]:
    """What a path selects: one value, perhaps MISSING, or with `[*]` one for each element.

    An array that is missing, or that is none, has no elements (Microsoft's page on policies for arrays, 2025-03).
    """
    if EACH not in path:
        return (_follow(start, path),)
    at = path.index(EACH)
    array = _follow(start, path[:at])
    if not isinstance(array, list):
        return ()
    return tuple(found for item in array for found in select(item, path[at + 1 :]))


def elements(start: Element, path: Path) -> Iterator[tuple[Element, ...]]:
    """Every element that the last `[*]` of a path stands for, after those of the arrays around it.

    `path` begins where `start` stands.
    """
    if EACH not in path:
        return
    at = path.index(EACH) + 1
    array = _follow(start.value, path[: at - 1])
    for item in array if isinstance(array, list) else ():
        element = Element(start.path + path[:at], item)
        if EACH in path[at:]:
            yield from ((element, *inner) for inner in elements(element, path[at:]))
        else:
            yield (element,)


def _follow(value: Value, path: Path) -> Value:
    for step in path:
        match value, step:
            case dict(), str():
                value = property_of(value, step)
            case list(), int() if step < len(value):
                value = value[step]
            case _:
                return MISSING
    return value


def _step(step: re.Match[str]) -> str | int | Each:
    if step["each"]:
        return EACH
    if step["index"]:
        return int(step["index"])
    if step["quoted"]:
        return step["quoted"].replace("''", "'")
    return step["name"] or step["bare"]


def json_of(value: Value) -> Json:
    """The value, with null where there is none."""
    return None if value is MISSING else value
