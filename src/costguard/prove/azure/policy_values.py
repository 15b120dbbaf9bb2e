"""The values that Azure Policy compares, and its collation: text without regard to case, text and numbers alike."""

import math
import re
from collections.abc import Mapping
from enum import Enum
from typing import Final

from costguard.model.errors import BadInput

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


class Missing(Enum):
    """What a field selects where the resource has no such property."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
Value = Json | Missing

MAX_DEPTH: Final = 128
"""How deep an object may nest (Microsoft's policy rule limits, 2025-03)."""

_NUMBER: Final = re.compile(r"\s*[+-]?(?:[0-9]{1,300}(?:\.[0-9]{0,300})?|\.[0-9]{1,300})(?:[eE][+-]?[0-9]{1,3})?\s*")


class EvaluationFailure(Exception):
    """A rule could not be evaluated on this resource, which Azure answers with a deny. Says why, in words."""


def as_json(value: object, what: str, depth: int = 0) -> Json:
    """The value as plain JSON data. Raises BadInput, calling it `what`, where it is none or nests too deep."""
    if depth > MAX_DEPTH:
        raise BadInput(f"{what} nests deeper than {MAX_DEPTH} levels; Azure Policy takes none deeper")
    match value:
        case None | str() | bool() | int():
            return value
        case float() if math.isfinite(value):
            return value
        case list() | tuple():
            return [as_json(item, what, depth + 1) for item in value]
        case Mapping():
            return {_key(key, what): as_json(item, what, depth + 1) for key, item in value.items()}
        case _:
            raise BadInput(
                f"{what} holds a {type(value).__name__}, which JSON cannot say; write it as text or as a number"
            )


def as_object(value: object, what: str) -> dict[str, Json]:
    """The value as a JSON object. Raises BadInput, calling it `what`, where it is none."""
    json = as_json(value, what)
    if not isinstance(json, dict):
        raise BadInput(f"{what} is not a JSON object; write `{{…}}`")
    return json


def kind_of(value: Value) -> str:
    """What a message calls a value of this type."""
    match value:
        case Missing():
            return "nothing"
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case dict():
            return "an object"


def fold(text: str) -> str:
    """The text as comparisons see it: full Unicode case folding, as .NET's InvariantCultureIgnoreCase has it."""
    return text.casefold()


def fold_key(name: str) -> str:
    """A property's or tag's name as look-ups see it: letter by letter, as .NET's OrdinalIgnoreCase has it."""
    if name.isascii():
        return name.upper()
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in name)


def property_of(record: Mapping[str, Json], name: str) -> Value:
    """The property of that name, whatever its case; MISSING where there is none."""
    if name in record:
        return record[name]
    wanted = fold_key(name)
    return next((value for key, value in record.items() if fold_key(key) == wanted), MISSING)


def text_of(value: Value) -> str | None:
    """The text that `like`, `match` and `contains` see; None for what is no scalar."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return None


def number_of(value: Value) -> int | float | None:
    """The number that a value is or spells; None where it is neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    try:
        return int(value)
    except ValueError:
        number = float(value)
        return number if math.isfinite(number) else None


def are_same(left: Json, right: Json) -> bool:
    """Whether two values are one and the same JSON: case counts, and `1` is neither `true` nor `"1"`."""
    match left, right:
        case list(), list():
            return len(left) == len(right) and all(map(are_same, left, right))
        case dict(), dict():
            return left.keys() == right.keys() and all(are_same(left[key], right[key]) for key in left)
        case _:
            return kind_of(left) == kind_of(right) and left == right


def _key(key: object, what: str) -> str:
    if not isinstance(key, str):
        raise BadInput(f"{what} has the key `{key}`, and a key of JSON is text; put it in quotes")
    return key
