"""Writes a tree of facts as the `if` of a policy rule, the way that a platform engineer would."""

from collections.abc import Mapping
from typing import Final, assert_never

from costguard.emit.azure.fields import Kind, tag_field
from costguard.emit.tree import (
    AttributeNumber,
    AttributeValue,
    Comparison,
    Every,
    NothingSent,
    Sent,
    Some,
    TagValue,
    Tree,
    Unsayable,
)
from costguard.languages.language import Language, Linear, Notation, everything

Condition = dict[str, object]

NO_CONDITION: Final[Mapping[str, object]] = {"allOf": []}
"""What a tree that always holds is written as; Azure takes none, so something else has to stand beside it."""
_EVERYTHING: Final = everything()
_ORDER: Final = {
    Comparison.AT_MOST: "lessOrEquals",
    Comparison.ABOVE: "greater",
    Comparison.AT_LEAST: "greaterOrEquals",
    Comparison.BELOW: "less",
}
_NEGATIVE: Final = {
    "equals": "notEquals",
    "in": "notIn",
    "like": "notLike",
    "match": "notMatch",
    "matchInsensitively": "notMatchInsensitively",
    "contains": "notContains",
}


def condition_of(tree: Tree, kinds: Mapping[str, Kind]) -> Condition:
    """The condition that holds exactly when the tree does. A negative one holds where its field is missing.

    `kinds` tells which aliases hold booleans, written as such.
    """
    match tree:
        case Every(parts):
            return _together("allOf", tuple(parts), kinds)
        case Some(parts):
            return _together("anyOf", tuple(parts), kinds)
        case Sent(keys, holds):
            exists = [_exists(tag_field(key), holds=holds) for key in keys]
            return exists[0] if len(exists) == 1 else {"anyOf" if holds else "allOf": exists}
        case TagValue(key, languages, holds):
            return _value(tag_field(key), languages, "string", holds=holds)
        case AttributeValue(name, languages, holds):
            return _value(name, languages, kinds.get(name, "string"), holds=holds)
        case AttributeNumber(name, comparison, bound):
            return {"field": name, _ORDER[comparison]: _number(bound)}
        case NothingSent() | Unsayable():
            raise AssertionError(tree)
        case _:
            assert_never(tree)


def joined(word: str, conditions: list[Condition]) -> Condition:
    """Several conditions under one `allOf` or `anyOf`, flat; one alone as it is."""
    flat: list[Condition] = []
    for condition in conditions:
        inner = condition.get(word)
        flat.extend(inner if isinstance(inner, list) else [condition])
    return flat[0] if len(flat) == 1 else {word: flat}


def escaped(text: str) -> str:
    """Text that Azure would take for an expression, from `[` to `]`, begins with `[[` (ARM templates, 2025-03)."""
    return f"[{text}" if text.startswith("[") and text.endswith("]") else text


def size_of(condition: object) -> int:
    """How many conditions Azure counts in it."""
    match condition:
        case dict():
            return ("field" in condition or "value" in condition) + sum(map(size_of, condition.values()))
        case list():
            return sum(map(size_of, condition))
        case _:
            return 0


def _together(word: str, parts: tuple[Tree, ...], kinds: Mapping[str, Kind]) -> Condition:
    equal = _equality(parts) if len(parts) == 2 else None
    if equal is not None:
        name, bound = equal
        return {"field": name, "equals" if word == "allOf" else "notEquals": _number(bound)}
    return joined(word, [condition_of(part, kinds) for part in _without_echoes(parts, is_any=word == "anyOf")])


def _without_echoes(parts: tuple[Tree, ...], *, is_any: bool) -> tuple[Tree, ...]:
    """Leaves out `exists` where the test beside it says as much: what lacks a tag fails each positive test of it."""
    tested = {part.key for part in parts if isinstance(part, TagValue) and part.holds is not is_any}
    return tuple(
        part
        for part in parts
        if not (isinstance(part, Sent) and part.holds is not is_any and len(part.keys) == 1 and part.keys[0] in tested)
    )


def _equality(parts: tuple[Tree, ...]) -> tuple[str, float] | None:
    """The one number that two bounds leave, or leave out."""
    low, high = parts
    if not isinstance(low, AttributeNumber) or not isinstance(high, AttributeNumber):
        return None
    if (low.name, low.bound) != (high.name, high.bound):
        return None
    signs = (low.comparison, high.comparison)
    is_one = signs in ((Comparison.AT_LEAST, Comparison.AT_MOST), (Comparison.BELOW, Comparison.ABOVE))
    return (low.name, low.bound) if is_one else None


def _value(field: str, languages: tuple[Language, ...], kind: Kind, *, holds: bool) -> Condition:
    if _EVERYTHING in languages:
        return _exists(field, holds=holds)
    tests = _tests(languages, kind)
    if len(tests) == 1:
        operator, operand = tests[0]
        return {"field": field, operator if holds else _NEGATIVE[operator]: operand}
    either: Condition = {"anyOf": [{"field": field, operator: operand} for operator, operand in tests]}
    return either if holds else {"not": either}


def _tests(languages: tuple[Language, ...], kind: Kind) -> list[tuple[str, object]]:
    """The operators with their operands: what `equals` can say in one list, the others in their order."""
    texts = [language.text for language in languages if _operator(language) == "equals"]
    operands = [_operand(text, kind) for text in texts]
    listed: list[tuple[str, object]] = []
    if operands:
        listed.append(("in", operands) if len(operands) > 1 else ("equals", operands[0]))
    others = ((_operator(language), language.text) for language in languages)
    return listed + [
        (operator, escaped(text.strip("*") if operator == "contains" else text))
        for operator, text in others
        if operator != "equals"
    ]


def _operator(language: Language) -> str:
    """The operator that says just this language. `match` is the only one that tells case apart."""
    assert isinstance(language, Linear)  # noqa: S101  (a spelling has no patterns)
    match language.notation:
        case Notation.EXACT:
            is_exact = not language.folded and any(map(str.isalpha, language.text))
            return "match" if is_exact else "equals"
        case Notation.AZURE_MATCH:
            return "matchInsensitively" if language.folded else "match"
        case Notation.GLOB | Notation.AZURE_LIKE:
            return "like" if language.text.count("*") == 1 else "contains"
        case _:
            assert_never(language.notation)


def _operand(text: str, kind: Kind) -> object:
    return text == "true" if kind == "boolean" and text in ("true", "false") else escaped(text)


def _exists(field: str, *, holds: bool) -> Condition:
    return {"field": field, "exists": holds}


def _number(bound: float) -> int | float:
    return int(bound) if bound.is_integer() else bound
