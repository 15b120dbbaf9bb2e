"""The template functions on arrays and objects, as Azure Resource Manager documents them (2025-03)."""

from json import dumps
from typing import Final

from costguard.prove.azure.policy_arguments import as_integer, as_text
from costguard.prove.azure.policy_values import (
    MISSING,
    EvaluationFailure,
    Json,
    are_same,
    fold_key,
    kind_of,
    property_of,
    text_of,
)

_LONGEST_RANGE: Final = 10_000
"""Integers that `range` may list (ARM's template-functions-array, 2025-03)."""


def array(value: Json) -> Json:
    """The value as an array: itself, or the only item."""
    return value if isinstance(value, list) else [value]


def coalesce(*values: Json) -> Json:
    """The first value that is not null."""
    return next((value for value in values if value is not None), None)


def contains(container: Json, wanted: Json) -> Json:
    """Whether an array holds an item, an object a key (in any case), or a text a part; case counts otherwise."""
    match container:
        case list():
            return any(are_same(item, wanted) for item in container)
        case dict():
            return property_of(container, as_text("contains", wanted)) is not MISSING
        case str():
            part = text_of(wanted)
            if part is None:
                raise EvaluationFailure(f"contains() looks for text in text, and was given {kind_of(wanted)}")
            return part in container
        case _:
            raise EvaluationFailure(f"contains() takes text, an array or an object, and was given {kind_of(container)}")


def create_array(*values: Json) -> Json:
    """The values, as an array."""
    return list(values)


def create_object(*pairs: Json) -> Json:
    """Names and values by turns, as an object."""
    if len(pairs) % 2:
        raise EvaluationFailure("createObject() takes names and values by turns, and was given an odd number of them")
    return {as_text("createObject", name): value for name, value in zip(pairs[::2], pairs[1::2], strict=True)}


def empty(value: Json) -> Json:
    """Whether there is nothing in it."""
    match value:
        case None:
            return True
        case str() | list() | dict():
            return not value
        case _:
            raise EvaluationFailure(f"empty() takes text, an array or an object, and was given {kind_of(value)}")


def first(value: Json) -> Json:
    """The first item, null where there is none; or the first letter."""
    return _end("first", value, 0)


def last(value: Json) -> Json:
    """The last item, null where there is none; or the last letter."""
    return _end("last", value, -1)


def integers(start: Json, count: Json) -> Json:
    """So many integers, one after the other."""
    begin, length = as_integer("range", start), as_integer("range", count)
    if not 0 <= length <= _LONGEST_RANGE:
        raise EvaluationFailure(f"range() lists 0 to {_LONGEST_RANGE:,} integers, and was asked for {length}")
    return list(range(begin, begin + length))


def intersection(*values: Json) -> Json:
    """What every array, or every object, holds."""
    found, *others = values
    for other in others:
        match found, other:
            case list(), list():
                there = {_identity(item) for item in other}
                found = _unique([item for item in found if _identity(item) in there])
            case dict(), dict():
                found = {key: value for key, value in found.items() if _holds(other, key, value)}
            case _:
                raise _mixed("intersection", found, other)
    return found


def items(value: Json) -> Json:
    """An object as an array of `key` and `value`, sorted by key."""
    if not isinstance(value, dict):
        raise EvaluationFailure(f"items() takes an object, and was given {kind_of(value)}")
    return [{"key": key, "value": value[key]} for key in sorted(value)]


def length(value: Json) -> Json:
    """How many letters, items or properties."""
    if not isinstance(value, str | list | dict):
        raise EvaluationFailure(f"length() takes text, an array or an object, and was given {kind_of(value)}")
    return len(value)


def skip(value: Json, count: Json) -> Json:
    """What follows so many items or letters."""
    return _sliced("skip", value)[max(0, as_integer("skip", count)) :]


def take(value: Json, count: Json) -> Json:
    """The first so many items or letters."""
    return _sliced("take", value)[: max(0, as_integer("take", count))]


def try_get(value: Json, *keys: Json) -> Json:
    """The property or item at the end of the keys, null where one leads nowhere."""
    found = value
    for key in keys:
        match found, key:
            case dict(), str():
                inner = property_of(found, key)
                found = None if inner is MISSING else inner
            case list(), int() if not isinstance(key, bool):
                found = found[key] if 0 <= key < len(found) else None
            case _:
                return None
    return found


def union(*values: Json) -> Json:
    """What any array, or any object, holds; of one property in several objects the last value."""
    found, *others = values
    for other in others:
        match found, other:
            case list(), list():
                found = _unique([*found, *other])
            case dict(), dict():
                newer = {fold_key(key) for key in other}
                found = {key: value for key, value in found.items() if fold_key(key) not in newer} | other
            case _:
                raise _mixed("union", found, other)
    return found


def _end(function: str, value: Json, at: int) -> Json:
    sliced = _sliced(function, value)
    if isinstance(sliced, str):
        return sliced[at] if sliced else ""
    return sliced[at] if sliced else None


def _sliced(function: str, value: Json) -> str | list[Json]:
    if not isinstance(value, str | list):
        raise EvaluationFailure(f"{function}() takes text or an array, and was given {kind_of(value)}")
    return value


def _unique(values: list[Json]) -> list[Json]:
    return list({_identity(value): value for value in values}.values())


def _identity(value: Json) -> str:
    """Equal text for equal values, so that large arrays are compared in linear time."""
    return dumps(value, sort_keys=True)


def _holds(record: dict[str, Json], key: str, value: Json) -> bool:
    found = property_of(record, key)
    return found is not MISSING and are_same(found, value)


def _mixed(function: str, left: Json, right: Json) -> EvaluationFailure:
    return EvaluationFailure(
        f"{function}() takes arrays or objects, and was given {kind_of(left)} and {kind_of(right)}"
    )
