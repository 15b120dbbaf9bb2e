"""Turns the conditions of a statement into a formula, as IAM evaluates them in one context.

The rules are those of "IAM JSON policy elements: Condition operators" and "Multivalued context keys" (IAM User
Guide, 2026-09): on a key that is absent a positive operator is false and a negated one true; `…IfExists` is true;
`ForAllValues` is true and `ForAnyValue` false on an empty set; key names ignore case.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from math import inf, nextafter
from typing import Final

import msgspec

from costguard.catalog import authorization
from costguard.languages.language import Language, exactly
from costguard.languages.unsupported import Unsupported
from costguard.prove.aws.context import REQUEST_TAG, TAG_KEYS, Context, TagShape
from costguard.prove.aws.iam_text import arn_language, glob_language, text_language
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
_NULL: Final = "null"
_A_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")

Reading = Callable[[str], Language | None]

_TEXTS: Final[dict[str, Reading]] = {
    "stringequals": text_language,
    "stringnotequals": text_language,
    "stringequalsignorecase": lambda text: text_language(text, folded=True),
    "stringnotequalsignorecase": lambda text: text_language(text, folded=True),
    "stringlike": glob_language,
    "stringnotlike": glob_language,
    "arnequals": arn_language,
    "arnlike": arn_language,
    "arnnotequals": arn_language,
    "arnnotlike": arn_language,
    "bool": lambda text: exactly(text.lower()),
}


class Misread(Exception):
    """A test that cannot be understood, in words."""


def test_formula(test: Test, context: Context) -> tuple[Formula, str]:
    """When a test holds, and in words what was not understood of it; then it is left open, to hold or not."""
    return _read(test, _seen(test.key, context))


@lru_cache(maxsize=16384)
def tag_tests_formula(tests: tuple[Test, ...], shape: TagShape) -> tuple[Formula, tuple[str, ...]]:
    """When tests of tags alone all hold, and what was not understood; the same in every context of the shape."""
    found = [_read(test, _seen_of_tags(test.key, shape)) for test in tests]
    return conjunction(formula for formula, _ in found), tuple(words for _, words in found if words)


def are_of_tags(tests: tuple[Test, ...]) -> bool:
    """Whether the tests look at nothing but the tags that are sent."""
    return all(is_of_sent_tags(test.key.lower()) for test in tests)


def is_of_sent_tags(key: str) -> bool:
    """Whether a condition key, in lower case, is of the tags that are sent."""
    return key == TAG_KEYS or key.startswith(REQUEST_TAG)


class _Seen(msgspec.Struct, frozen=True):
    """What a test can know of its context: the tags, whether they are there, its own key's variable and presence."""

    tags: TagModel
    carries_tags: bool
    variable: str
    presence: Formula


def _seen(key: str, context: Context) -> _Seen:
    if is_of_sent_tags(key.lower()):
        return _seen_of_tags(key, context.tag_shape)
    known = context.has(key)
    presence = Flag(f"{context.variable(key)} is in the request") if known is None else TRUE if known else FALSE
    return _Seen(context.tags, carries_tags=False, variable=context.variable(key), presence=presence)


def _seen_of_tags(key: str, shape: TagShape) -> _Seen:
    lower = key.lower()
    if lower == TAG_KEYS:
        return _Seen(shape.tags, shape.carries_tags, lower, TRUE)
    tag = key[len(REQUEST_TAG) :]
    if not (tag.isascii() and tag.isprintable()):  # beyond the languages: left open
        return _Seen(shape.tags, shape.carries_tags, lower, Flag(f"{lower} is in the request"))
    sent = shape.tags.is_sent(tag) if shape.carries_values else FALSE
    return _Seen(shape.tags, shape.carries_tags, shape.tags.value(tag), sent)


class _Operator(msgspec.Struct, frozen=True):
    """An operator taken apart, its name in lower case."""

    name: str
    quantifier: str
    if_exists: bool

    @property
    def is_negated(self) -> bool:
        """Whether it holds where no value matches."""
        return "not" in self.name

    @property
    def holds_where_absent(self) -> bool:
        """What it comes to where the key is absent."""
        if self.quantifier == _ANY:
            return False
        return self.quantifier == _ALL or self.if_exists or self.is_negated

    @property
    def is_left_open(self) -> bool:
        """Whether AWS does not tell what it comes to where the key is absent; those who tried it say: it is false."""
        return self.quantifier == _ANY and self.if_exists


@lru_cache(maxsize=16384)
def _read(test: Test, seen: _Seen) -> tuple[Formula, str]:
    operator = _operator(test.operator)
    try:
        return _formula(operator, test, seen), ""
    except (Misread, Unsupported) as error:
        words = f"{test.operator} of {test.key}: {error}"
    if operator.is_left_open or operator.name == _NULL or test.key.lower() == TAG_KEYS:
        return Flag(words), words
    # Whatever it comes to where the key is there: where it is not, that is known.
    found = _where_present(operator, seen.presence, Flag(words))
    return found, words if seen.presence != FALSE else ""


def _operator(text: str) -> _Operator:
    lower = text.lower()
    quantifier = next((each for each in (_ANY, _ALL) if lower.startswith(each)), "")
    name = lower.removeprefix(quantifier)
    return _Operator(name.removesuffix(_IF_EXISTS), quantifier, name.endswith(_IF_EXISTS))


def _where_present(operator: _Operator, present: Formula, holds: Formula) -> Formula:
    absent = negation(present) if operator.holds_where_absent else FALSE
    return disjunction((absent, conjunction((present, holds))))


def _formula(operator: _Operator, test: Test, seen: _Seen) -> Formula:
    if operator.name == _NULL:
        return _null(test, seen)
    if operator.is_left_open:
        raise Misread("AWS does not tell what ForAnyValue and IfExists together come to where the key is absent")
    if test.key.lower() == TAG_KEYS:
        return _tag_keys(operator, test, seen)
    matched = _matched(operator, test, seen.variable)
    return _where_present(operator, seen.presence, negation(matched) if operator.is_negated else matched)


def _matched(operator: _Operator, test: Test, variable: str) -> Formula:
    """When the key's value matches one of the test's values."""
    is_number = authorization.key_type(test.key) == "Numeric"
    if operator.name in (_TEXTS if is_number else _NUMBERS):
        raise Misread("it compares a number as text" if is_number else "it compares a text as a number")
    if operator.name in _TEXTS:
        return lies_in(variable, _languages(_TEXTS[operator.name], test.values))
    if operator.name in _NUMBERS:
        compare = _NUMBERS[operator.name]
        return disjunction(compare(variable, _number(value)) for value in test.values)
    raise Misread("this operator is not modelled")


def _null(test: Test, seen: _Seen) -> Formula:
    if test.key.lower() == TAG_KEYS:
        absent = seen.tags.nothing_sent() if seen.carries_tags else TRUE
    else:
        absent = negation(seen.presence)
    wanted = {value.lower() for value in test.values}
    if not wanted <= {"true", "false"}:
        raise Misread("Null takes true or false")
    return disjunction(absent if value == "true" else negation(absent) for value in sorted(wanted))


def _tag_keys(operator: _Operator, test: Test, seen: _Seen) -> Formula:
    """The keys that are sent are a set: for each that may be, whether it is and whether its spelling matches."""
    if operator.name not in _TEXTS or operator.name == "bool":
        raise Misread("this operator on the set of tag keys is not modelled")
    if not operator.quantifier:
        raise Misread("a set of keys needs ForAnyValue or ForAllValues; without, IAM leaves the result open")
    languages = _languages(_TEXTS[operator.name], test.values)
    if not seen.carries_tags:
        return TRUE if operator.quantifier == _ALL else FALSE
    each = [_one_key(name, languages, is_negated=operator.is_negated) for name in _spellings(seen)]
    if operator.quantifier == _ALL:
        return conjunction(disjunction((absent, passes)) for absent, passes in each)
    return disjunction(conjunction((negation(absent), passes)) for absent, passes in each)


def _spellings(seen: _Seen) -> Iterable[str]:
    yield from (seen.tags.spelling(key) for key in seen.tags.keys)
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
    if _A_NUMBER.fullmatch(value) is None:
        raise Misread(f"`{value}` is no number")
    return float(value)


def _below(name: str, bound: float) -> Formula:
    return AtMost(name, nextafter(bound, -inf))


def _equal(name: str, bound: float) -> Formula:
    return conjunction((AtMost(name, bound), Not(_below(name, bound))))


def _above(name: str, bound: float) -> Formula:
    return Not(AtMost(name, bound))


def _at_least(name: str, bound: float) -> Formula:
    return Not(_below(name, bound))


_NUMBERS: Final[dict[str, Callable[[str, float], Formula]]] = {
    "numericequals": _equal,
    "numericnotequals": _equal,
    "numericlessthan": _below,
    "numericlessthanequals": AtMost,
    "numericgreaterthan": _above,
    "numericgreaterthanequals": _at_least,
}
