"""The template functions on text, as Azure Resource Manager documents them (template-functions-string, 2025-03)."""

from json import dumps, loads
from typing import Final

from costguard.prove.azure.policy_arguments import as_integer, as_text
from costguard.prove.azure.policy_values import EvaluationFailure, Json, fold, kind_of, text_of

_MAX_LETTERS: Final = 131_072
"""Text that a function may answer with (Microsoft's policy rule limits, 2025-03), checked before it is built."""


def concat(*parts: Json) -> Json:
    """Text after text, or array after array; of nothing, the empty text."""
    if parts and all(isinstance(part, list) for part in parts):
        return [item for part in parts if isinstance(part, list) for item in part]
    texts = [text_of(part) for part in parts]
    if None in texts:
        raise EvaluationFailure("concat() takes strings, or arrays, and was given something else")
    return "".join(text for text in texts if text is not None)


def starts_with(text: Json, start: Json) -> Json:
    """Whether the text starts so; case does not count."""
    return fold(as_text("startsWith", text)).startswith(fold(as_text("startsWith", start)))


def ends_with(text: Json, end: Json) -> Json:
    """Whether the text ends so; case does not count."""
    return fold(as_text("endsWith", text)).endswith(fold(as_text("endsWith", end)))


def index_of(text: Json, part: Json) -> Json:
    """Where the part first stands, from 0, or -1; case does not count."""
    return as_text("indexOf", text).lower().find(as_text("indexOf", part).lower())


def last_index_of(text: Json, part: Json) -> Json:
    """Where the part last stands, from 0, or -1; case does not count."""
    return as_text("lastIndexOf", text).lower().rfind(as_text("lastIndexOf", part).lower())


def join(items: Json, separator: Json) -> Json:
    """The items of an array, as one text."""
    if not isinstance(items, list):
        raise EvaluationFailure(f"join() takes an array, and was given {kind_of(items)}")
    texts, between = [as_text("join", string(item)) for item in items], as_text("join", separator)
    _check_length("join", sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def json(text: Json) -> Json:
    """The value that JSON text spells."""
    try:
        found: Json = loads(as_text("json", text), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise EvaluationFailure("json() takes JSON, and was given text that is none") from None
    return found


def pad_left(value: Json, width: Json, sign: Json = " ") -> Json:
    """The text, made so wide with signs at its left."""
    text, fill, letters = string(value), as_text("padLeft", sign), as_integer("padLeft", width)
    if len(fill) != 1 or letters < 0:
        raise EvaluationFailure("padLeft() takes a width that is not negative, and one sign to fill it with")
    _check_length("padLeft", letters)
    return as_text("padLeft", text).rjust(letters, fill)


def replace(text: Json, old: Json, new: Json) -> Json:
    """The text with one part replaced by another throughout; case counts."""
    whole, before, after = as_text("replace", text), as_text("replace", old), as_text("replace", new)
    if not before:
        raise EvaluationFailure("replace() takes a part that is not empty")
    _check_length("replace", len(whole) + whole.count(before) * (len(after) - len(before)))
    return whole.replace(before, after)


def split(text: Json, separators: Json) -> Json:
    """The parts of a text between separators, one or several."""
    marks = separators if isinstance(separators, list) else [separators]
    parts = [as_text("split", text)]
    for mark in (as_text("split", mark) for mark in marks):
        if mark:
            parts = [piece for part in parts for piece in part.split(mark)]
    return list(parts)


def string(value: Json) -> Json:
    """The value as text: JSON for an array or object."""
    if value is None:
        raise EvaluationFailure("string() takes a value, and was given null")
    text = text_of(value)
    if text is not None:
        return text
    return dumps(value, separators=(",", ":"), ensure_ascii=False)


def substring(text: Json, start: Json, length: Json = None) -> Json:
    """So many letters from there on, or all. Outside of the text is an error."""
    whole, begin = as_text("substring", text), as_integer("substring", start)
    letters = len(whole) - begin if length is None else as_integer("substring", length)
    if begin < 0 or letters < 0 or begin + letters > len(whole):
        raise EvaluationFailure(f"substring() asks for letters {begin} to {begin + letters} of {len(whole)}")
    return whole[begin : begin + letters]


def to_lower(text: Json) -> Json:
    """The text in lower case."""
    return as_text("toLower", text).lower()


def to_upper(text: Json) -> Json:
    """The text in upper case."""
    return as_text("toUpper", text).upper()


def trim(text: Json) -> Json:
    """The text without white space at its ends."""
    return as_text("trim", text).strip()


def _check_length(function: str, letters: int) -> None:
    if letters > _MAX_LETTERS:
        raise EvaluationFailure(f"{function}() answers with more than {_MAX_LETTERS:,} letters")


def _refuse_constant(word: str) -> Json:
    raise ValueError(word)  # `NaN` and `Infinity`, which Python reads and JSON lacks
