"""Turns the `if` of an Azure policy into cases: which tags are in which state where the policy objects."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Final, assert_never

from costguard.languages.language import Language, azure_like, azure_match, exactly, glob
from costguard.languages.unsupported import Unsupported
from costguard.model.errors import BadInput
from costguard.prove.azure.policy_comparison import Operator, passes, wanted_existence
from costguard.prove.azure.policy_expression import Access, ArrayOf, Call, Expression, Literal, ObjectOf
from costguard.prove.azure.policy_fields import AliasTable, path_of
from costguard.prove.azure.policy_rule import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    FieldCount,
    FieldOf,
    Not,
    Subject,
    ValueCount,
    ValueOf,
)
from costguard.prove.azure.policy_values import EvaluationFailure, Json, text_of
from costguard.prove.azure.read_documents import NotConstant, constant
from costguard.prove.drafting.cases import Case, TagCase, meet
from costguard.prove.drafting.misread import Misread
from costguard.prove.drafting.tag_state import MISSING, THERE, TagState, opposite

MAX_CASES: Final = 300
"""Beyond so many cases a condition is not taken apart."""

_LONGEST: Final = 160
_OF_OTHERS: Final = "it tests tags in a way that costguard does not read"

Parameters = Mapping[str, Json]


def cases_of(condition: Condition, parameters: Parameters, *, is_negated: bool = False) -> tuple[Case, ...]:
    """The cases in which the condition holds, or with `is_negated` fails. Raises Misread where they are too many."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            each = [cases_of(part, parameters, is_negated=is_negated) for part in parts]
            return _all(each) if isinstance(condition, AllOf) is not is_negated else _any(each)
        case Not(part):
            return cases_of(part, parameters, is_negated=not is_negated)
        case Comparison():
            return _compared(condition, parameters, is_negated=is_negated is not condition.is_negative)
        case _:
            assert_never(condition)


def tag_of(field: Expression, parameters: Parameters) -> str | None:
    """The tag that a field's name stands for; None for any other field, and for one that only a request can tell."""
    try:
        name = constant(field, parameters)
        path = path_of(name, {}, AliasTable()) if isinstance(name, str) else None
    except (NotConstant, BadInput):
        return None
    is_tag = path is not None and len(path) == 2 and str(path[0]).lower() == "tags"
    return str(path[1]) if path is not None and is_tag else None


def said(expression: Expression) -> str:
    """An expression as people write it."""
    match expression:
        case Literal(value):
            return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        case Call(name, arguments):
            return f"{name}({', '.join(map(_argument, arguments))})"
        case Access(of, keys):
            return said(of) + "".join(f"[{_argument(key)}]" for key in keys)
        case ArrayOf(items):
            return ", ".join(map(said, items))
        case ObjectOf(properties):
            return ", ".join(f"{name}: {said(item)}" for name, item in properties)
        case _:
            assert_never(expression)


def _argument(expression: Expression) -> str:
    """Within an expression, texts stand in quotes."""
    is_text = isinstance(expression, Literal) and isinstance(expression.value, str)
    return f"'{said(expression)}'" if is_text else said(expression)


def _any(parts: Iterable[tuple[Case, ...]]) -> tuple[Case, ...]:
    return _limited(dict.fromkeys(case for part in parts for case in part))


def _all(parts: Iterable[tuple[Case, ...]]) -> tuple[Case, ...]:
    found: tuple[Case, ...] = (Case(),)
    for part in parts:
        if len(found) * len(part) > MAX_CASES:
            raise Misread(f"its condition has more than {MAX_CASES} cases")
        found = _limited(dict.fromkeys(meet(first, second) for first, second in product(found, part)))
    return found


def _limited(cases: Iterable[Case]) -> tuple[Case, ...]:
    found = tuple(cases)
    if len(found) > MAX_CASES:
        raise Misread(f"its condition has more than {MAX_CASES} cases")
    return found


def _compared(comparison: Comparison, parameters: Parameters, *, is_negated: bool) -> tuple[Case, ...]:
    """The case of one comparison; none where it can never hold, and one without tags where it speaks of others."""
    tag = _subject_tag(comparison.subject, parameters)
    try:
        operand = constant(comparison.operand, parameters)
        state = _tag_state(comparison, operand, parameters)
    except (Misread, NotConstant, EvaluationFailure) as error:
        why = str(error) or "it compares with what only a request can tell"
        return (_unread(comparison, tag, why, is_negated=is_negated),)
    if state is not None:
        return (Case((TagCase(state[0], opposite(state[1]) if is_negated else state[1]),)),)
    if isinstance(comparison.subject, ValueOf):
        return _constant_cases(comparison.subject.value, comparison, operand, parameters, is_negated=is_negated)
    return (_unread(comparison, None, _OF_OTHERS, is_negated=is_negated),)


def _subject_tag(subject: Subject, parameters: Parameters) -> str | None:
    match subject:
        case FieldOf(name) | ValueOf(Call("field", (name,))):
            return tag_of(name, parameters)
        case _:
            return None


def _tag_state(comparison: Comparison, operand: Json, parameters: Parameters) -> tuple[str, TagState] | None:
    """The tag that is compared, and its states in which the positive form holds; None where no tag is compared."""
    match comparison.subject:
        case FieldOf(Literal(str(name))) if name.lower() == "tags" and comparison.operator is Operator.CONTAINS_KEY:
            return str(text_of(operand) or ""), THERE
        case FieldOf():
            tag = _subject_tag(comparison.subject, parameters)
            return None if tag is None else (tag, _state(comparison.operator, operand))
        case ValueOf():
            tag = _subject_tag(comparison.subject, parameters)
            return None if tag is None else (tag, _state_of_text(comparison.operator, operand))
        case _:
            return None


def _constant_cases(
    value: Expression, comparison: Comparison, operand: Json, parameters: Parameters, *, is_negated: bool
) -> tuple[Case, ...]:
    """A value that parameters alone decide holds always or never."""
    try:
        holds = passes(comparison.operator, constant(value, parameters), operand)
    except (NotConstant, EvaluationFailure):
        return (_unread(comparison, None, _OF_OTHERS, is_negated=is_negated),)
    return (Case(),) if holds is not is_negated else ()


def _state(operator: Operator, operand: Json) -> TagState:
    """The states of a tag in which the positive form of the operator holds: never where the tag is missing."""
    match operator:
        case Operator.EXISTS:
            return THERE if wanted_existence(operand) else MISSING
        case Operator.IN:
            if not isinstance(operand, list):
                raise Misread("`in` compares with what is no array")
            return TagState(
                None in operand, _languages(Operator.EQUALS, [each for each in operand if each is not None])
            )
        case Operator.EQUALS if operand is None:
            return MISSING
        case _:
            return TagState(False, _languages(operator, [operand]))


def _state_of_text(operator: Operator, operand: Json) -> TagState:
    """The same for `field('tags[…]')` in an expression, which is the empty text where the tag is missing."""
    if operator is Operator.EXISTS:
        raise Misread("an expression is always there, so `exists` says nothing of the tag")
    state = _state(operator, operand)
    return TagState(passes(operator, "", operand), state.languages, state.is_excluding)


def _languages(operator: Operator, operands: list[Json]) -> tuple[Language, ...]:
    return tuple(dict.fromkeys(_language(operator, text_of(operand)) for operand in operands))


def _language(operator: Operator, text: str | None) -> Language:
    if text is None:
        raise Misread(f"`{operator}` compares a tag with what is no text")
    try:
        match operator:
            case Operator.EQUALS:
                return exactly(text, folded=True)
            case Operator.LIKE:
                return azure_like(text)
            case Operator.MATCH:
                return azure_match(text)
            case Operator.MATCH_INSENSITIVELY:
                return azure_match(text, folded=True)
            case Operator.CONTAINS if "?" not in text:
                return glob(f"*{text}*", folded=True)
            case _:
                raise Misread(f"costguard does not read `{operator}` `{text}` on a tag")
    except Unsupported as error:
        raise Misread(f"`{operator}` `{text}`: {error}") from None


def _unread(comparison: Comparison, tag: str | None, why: str, *, is_negated: bool) -> Case:
    """What is beside the point where it speaks of no tags, and not understood where it does."""
    words = _words(comparison, is_negated=is_negated)
    if tag is not None:
        return Case((TagCase(tag, THERE),), unread=((words, why),))
    if "tags" in words.lower():
        return Case(unread=((words, why),))
    return Case(scope=(words,)) if _tells_which(comparison.subject) else Case(conditions=(words,))


def _tells_which(subject: Subject) -> bool:
    """Whether it asks for the resource's type, name or place, and not for one of its properties."""
    match subject:
        case FieldOf(Literal(str(name))):
            return "/" not in name and "." not in name
        case FieldOf() | FieldCount():
            return False
        case ValueOf() | ValueCount():
            return True
        case _:
            assert_never(subject)


def _words(comparison: Comparison, *, is_negated: bool) -> str:
    match comparison.subject:
        case FieldOf(name):
            what = said(name)
        case ValueOf(value):
            what = said(value)
        case FieldCount(name, _):
            what = f"the count of {said(name)}"
        case ValueCount(value, _, _):
            what = f"the count of {said(value)}"
        case _:
            assert_never(comparison.subject)
    words = f"where {what} {'not ' if is_negated else ''}{comparison.operator} {said(comparison.operand)}"
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
