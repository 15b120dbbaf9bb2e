"""Tags are written as an object, as a list of pairs, or as text: here each becomes keys and values."""

from collections.abc import Mapping
from typing import Final, TypeAlias

import msgspec

from costguard.catalog.live.attributes import as_text

TagValues: TypeAlias = dict[str, str | None]

KEY_NAMES: Final = ("key", "tagkey", "tag_key", "name")
VALUE_NAMES: Final = ("value", "tagvalue", "tag_value")
"""The fields of a pair, in lower case: AWS writes `Key` and `Value`, ECS and Terraform `key` and `value`."""

_TEXT_SEPARATOR: Final = ";"
_NULL: Final = "null"


class NoTagsError(Exception):
    """A value that cannot be read as tags; the text is a sentence's end."""


def tag_values(told: object) -> TagValues:
    """The tags in a decoded value: an object, or a list of pairs; of a key that stands twice the first counts.

    A null value stays null: the key is there and its value is not told. Raises NoTagsError for another shape.
    """
    if isinstance(told, Mapping):
        return {str(key): _text(key, value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        found: TagValues = {}
        for pair in told:
            key, value = _pair(pair)
            found.setdefault(key, _text(key, value))
        return found
    raise NoTagsError(f"holds {_shown(told)} for tags; it needs an object, or a list of keys and values")


def tags_of_text(text: str) -> TagValues | None:
    """The tags in a text: JSON, or `key=value;key=value`; nothing in an empty one. Raises NoTagsError.

    None of JSON's `null`, which does not tell them.
    """
    text = text.strip()
    if text == _NULL:
        return None
    if not text:
        return {}
    if text[0] in "{[":
        try:
            return tag_values(msgspec.json.decode(text))
        except (msgspec.DecodeError, RecursionError) as error:
            hint = "; it looks like Python's own notation, write it with json.dumps" if "'" in text else ""
            raise NoTagsError(f"holds tags that are no JSON ({error}){hint}") from error
    found: TagValues = {}
    for part in text.split(_TEXT_SEPARATOR):
        key, equals, value = part.partition("=")
        if not part.strip():
            continue
        if not equals or not key.strip():
            raise NoTagsError(f"holds {_shown(part)} for a tag; write JSON, or `key=value;key=value`")
        found.setdefault(key.strip(), value.strip())
    return found


def _pair(pair: object) -> tuple[str, object]:
    if isinstance(pair, Mapping):
        folded = {str(name).lower(): value for name, value in pair.items()}
        key = next((folded[name] for name in KEY_NAMES if name in folded), None)
        if isinstance(key, str):
            return key, next((folded[name] for name in VALUE_NAMES if name in folded), None)
    raise NoTagsError(f"holds {_shown(pair)} in its list of tags; each needs `Key` and `Value`")


def _text(key: object, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return as_text(value)
    raise NoTagsError(f"has no single value for the tag `{str(key)[:80]}`; tag values are text")


def _shown(value: object) -> str:
    """What was found, in few characters: it may be anything."""
    match value:
        case str():
            return f"`{value[:40]}`"
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case _:
            return f"`{str(value)[:40]}`"
