"""Turns the conditions of a statement into a formula, as IAM evaluates them in one context.

The rules are those of "IAM JSON policy elements: Condition operators" and "Multivalued context keys" (IAM User
Guide, 2026-09): on a key that is absent a positive operator is false and a negated one true; `…IfExists` is true;
`ForAllValues` is true and `ForAnyValue` false on an empty set; key names ignore case.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from math import inf, nextafter
from typing import Final

import msgspec

from costguard.languages.language import Language, exactly
from costguard.languages.unsupported import Unsupported
from costguard.prove.aws.context import REQUEST_TAG, TAG_KEYS, Context
from costguard.prove.aws.iam_text import glob_language, text_language
from costguard.prove.aws.scp_document import Test
from costguard.prove.formula import (
    FALSE,
    TRUE,
    AtMost,
    Flag,
    Formula,
    Lies,
    Not,
    conjunction,
    disjunction,
    lies_in,
    negation,
)
from costguard.prove.tags import OTHER_KEY, TagModel

_ANY: Final = "foranyvalue:"
_ALL: Final = "forallvalues:"
_IF_EXISTS: Final = "ifexists"

Reading = Callable[[str], Language | None]

_TEXTS: Final[dict[str, tuple[Reading, bool]]] = {
    "stringequals": (text_language, False),
    "stringnotequals": (text_language, True),
    "stringequalsignorecase": (lambda text: text_language(text, folded=True), False),
    "stringnotequalsignorecase": (lambda text: text_language(text, folded=True), True),
    "stringlike": (glob_language, False),
    "stringnotlike": (glob_language, True),
    "arnequals": (glob_language, False),
    "arnlike": (glob_language, False),
    "arnnotequals": (glob_language, True),
    "arnnotlike": (glob_language, True),
    "bool": (lambda text: exactly(text.lower()), False),
}


class Misread(Exception):
    """A test that cannot be understood, in words."""


def test_formula(test: Test, context: Context) -> tuple[Formula, str]:
    """When a test holds, and in words what was not understood of it; then it is left open, to hold or not."""
    return _read(test, _seen(test.key, context))


class _Seen(msgspec.Struct, frozen=True):
    """What a test can know of its context: the tags, whether they are there, its own key's variable and presence."""

    tags: TagModel
    carries_tags: bool
    variable: str
    presence: Formula


def _seen(key: str, context: Context) -> _Seen:
    lower = key.lower()
    if lower.startswith(REQUEST_TAG):
        tag = key[len(REQUEST_TAG) :]
        sent = context.tags.is_sent(tag) if context.carries_tags else FALSE
        return _Seen(context.tags, context.carries_tags, context.tags.value(tag), sent)
    if lower == TAG_KEYS:
        return _Seen(context.tags, context.carries_tags, lower, TRUE)
    known = context.has(key)
    presence = Flag(f"{key} is in the request") if known is None else TRUE if known else FALSE
    return _Seen(context.tags, carries_tags=False, variable=context.variable(key), presence=presence)


@lru_cache(maxsize=16384)
def _read(test: Test, seen: _Seen) -> tuple[Formula, str]:
    try:
        return _formula(test, seen), ""
    except (Misread, Unsupported) as error:
        words = f"{test.operator} of {test.key}: {error}"
        return Flag(words), words


def _formula(test: Test, context: _Seen) -> Formula:
    operator = test.operator.lower()
    if operator == "null":
        return _null(test, context)
    quantifier = next((each for each in (_ANY, _ALL) if operator.startswith(each)), "")
    operator = operator.removeprefix(quantifier)
    if_exists = operator.endswith(_IF_EXISTS)
    operator = operator.removesuffix(_IF_EXISTS)
    if test.key.lower() == TAG_KEYS:
        return _tag_keys(quantifier, operator, test, context, if_exists=if_exists)
    present, matched, is_negated = _on_one_value(operator, test, context)
    if quantifier == _ANY:
        return conjunction((present, negation(matched) if is_negated else matched))
    if quantifier == _ALL or if_exists or is_negated:
        return disjunction((negation(present), negation(matched) if is_negated else matched))
    return conjunction((present, matched))


def _on_one_value(operator: str, test: Test, context: _Seen) -> tuple[Formula, Formula, bool]:
    """Whether the key is there, when its value matches one of the test's values, and whether the operator negates."""
    variable, present = context.variable, context.presence
    if operator in _TEXTS:
        reading, is_negated = _TEXTS[operator]
        return present, lies_in(variable, _languages(reading, test.values)), is_negated
    if operator in _NUMBERS:
        compare, is_negated = _NUMBERS[operator]
        return present, disjunction(compare(variable, _number(value)) for value in test.values), is_negated
    raise Misread("this operator is not modelled")


def _null(test: Test, context: _Seen) -> Formula:
    if test.key.lower() == TAG_KEYS:
        absent = context.tags.nothing_sent() if context.carries_tags else TRUE
    else:
        absent = negation(context.presence)
    wanted = {value.lower() for value in test.values}
    if not wanted <= {"true", "false"}:
        raise Misread("Null takes true or false")
    return disjunction(absent if value == "true" else negation(absent) for value in sorted(wanted))


def _tag_keys(quantifier: str, operator: str, test: Test, context: _Seen, *, if_exists: bool) -> Formula:
    """The keys that are sent are a set: for each that may be, whether it is and whether its spelling matches."""
    if operator not in _TEXTS or operator == "bool":
        raise Misread("this operator on the set of tag keys is not modelled")
    if not quantifier:
        raise Misread("a set of keys needs ForAnyValue or ForAllValues; without, IAM leaves the result open")
    reading, is_negated = _TEXTS[operator]
    languages = _languages(reading, test.values)
    if not context.carries_tags:
        return TRUE if quantifier == _ALL or if_exists else FALSE
    each = [_one_key(name, languages, is_negated=is_negated) for name in _spellings(context)]
    if quantifier == _ALL:
        return conjunction(disjunction((absent, passes)) for absent, passes in each)
    some = disjunction(conjunction((negation(absent), passes)) for absent, passes in each)
    return disjunction((some, context.tags.nothing_sent())) if if_exists else some


def _spellings(context: _Seen) -> Iterable[str]:
    yield from (context.tags.spelling(key) for key in context.tags.keys)
    yield OTHER_KEY


def _one_key(variable: str, languages: list[Language], *, is_negated: bool) -> tuple[Formula, Formula]:
    matched = lies_in(variable, languages)
    return Lies(variable, exactly("")), negation(matched) if is_negated else matched


def _languages(reading: Reading, values: tuple[str, ...]) -> list[Language]:
    languages = [reading(value) for value in values]
    unknown = next((value for value, language in zip(values, languages, strict=True) if language is None), None)
    if unknown is not None:
        raise Misread(f"`{unknown}` holds a policy variable, whose value is not known here")
    return [language for language in languages if language is not None]


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise Misread(f"`{value}` is no number") from None


def _below(name: str, bound: float) -> Formula:
    return AtMost(name, nextafter(bound, -inf))


def _equal(name: str, bound: float) -> Formula:
    return conjunction((AtMost(name, bound), Not(_below(name, bound))))


def _above(name: str, bound: float) -> Formula:
    return Not(AtMost(name, bound))


def _at_least(name: str, bound: float) -> Formula:
    return Not(_below(name, bound))


_NUMBERS: Final[dict[str, tuple[Callable[[str, float], Formula], bool]]] = {
    "numericequals": (_equal, False),
    "numericnotequals": (_equal, True),
    "numericlessthan": (_below, False),
    "numericlessthanequals": (AtMost, False),
    "numericgreaterthan": (_above, False),
    "numericgreaterthanequals": (_at_least, False),
}
