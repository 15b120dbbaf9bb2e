"""Reads CEL's comparisons of a label or a field with what the condition spells out."""

from math import ceil, floor
from typing import Final, TypeAlias

import msgspec

from costguard.languages.language import exactly
from costguard.prove.formula import FALSE, TRUE, AtMost, Formula, Lies, conjunction, disjunction, negation
from costguard.prove.gcp.cel_languages import found_by, lengths, text_of
from costguard.prove.gcp.cel_tree import Call, Cel, ListOf, Literal, Value, path_of
from costguard.prove.gcp.context import Context, Kind, Unread, is_sent, label_key
from costguard.prove.gcp.verdicts import Verdict, given, opposite, sure

_FLIPPED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class _Subject(msgspec.Struct, frozen=True):
    """A label's or a field's value: its variable, and when there is one at all."""

    variable: str
    exists: Formula = TRUE
    is_label: bool = False


class _Size(msgspec.Struct, frozen=True):
    """How long a text is, or how many labels there are (no subject)."""

    subject: _Subject | None


_Term: TypeAlias = _Subject | _Size | Literal


def compared(operator: str, left: Cel, right: Cel, context: Context) -> Verdict:
    """`==`, `!=`, `<` and so on, between a value and a constant, whichever comes first."""
    one, other = _term(left, context), _term(right, context)
    match one, other:
        case Literal(value), Literal(bound):
            return _constants(operator, value, bound)
        case Literal(bound), _:
            return _compared(_FLIPPED[operator], other, bound, context)
        case _, Literal(bound):
            return _compared(operator, one, bound, context)
        case _:
            raise Unread("it compares two values of the request")


def contained(left: Cel, right: Cel, context: Context) -> Verdict:
    """`in`: a key among the labels, or a value in a list."""
    if path_of(right) == context.labels:
        if isinstance(left, Literal) and isinstance(left.value, str):
            return sure(is_sent(left.value, context))
        raise Unread("the label's key is not spelled out")
    if not isinstance(right, ListOf) or not all(isinstance(item, Literal) for item in right.items):
        raise Unread("what it looks through is no list that is spelled out")
    values = [item.value for item in right.items if isinstance(item, Literal)]
    term = _term(left, context)
    if isinstance(term, Literal):
        return sure(TRUE if any(_is_same(term.value, value) for value in values) else FALSE)
    exists = term.exists if isinstance(term, _Subject) else TRUE
    found = [_compared("==", term, value, context) for value in values]
    holds = disjunction(verdict.holds for verdict in found)
    return given(exists, holds) if exists != TRUE else sure(holds)


def searched(method: str, target: Cel, argument: Cel, context: Context) -> Verdict:
    """`startsWith`, `endsWith`, `contains` and `matches` with a text that is spelled out."""
    if not isinstance(argument, Literal) or not isinstance(argument.value, str):
        raise Unread(f"the text of `{method}` is not spelled out")
    term = _term(target, context)
    if isinstance(term, Literal):
        return _search_in_constant(method, term.value, argument.value)
    if not isinstance(term, _Subject):
        raise Unread(f"`{method}` searches a text")
    _needs(term, "text", context)
    return given(term.exists, Lies(term.variable, found_by(method, argument.value)))


def _term(node: Cel, context: Context) -> _Term:
    if isinstance(node, Literal):
        return node
    match node:
        case Call("size", None, (measured,)) | Call("size", measured, ()) if measured is not None:
            return _size(measured, context)
        case Call("int" | "string", None, (converted,)):
            return _term(converted, context)
        case _:
            return _subject(node, context)


def _size(node: Cel, context: Context) -> _Size:
    if path_of(node) == context.labels:
        return _Size(None)
    subject = _subject(node, context)
    _needs(subject, "text", context)
    return _Size(subject)


def _subject(node: Cel, context: Context) -> _Subject:
    key = label_key(node, context)
    if key is not None:
        return _Subject(context.tags.value(key), is_sent(key, context), is_label=True)
    path = path_of(node)
    if path is None or path == context.labels or not path.startswith("resource."):
        raise Unread("it is no field of the resource")
    return _Subject(path)


def _needs(subject: _Subject, kind: Kind, context: Context) -> None:
    """INVARIANT: no variable is compared both as text and as number."""
    own = "text" if subject.is_label else context.kind(subject.variable, kind)
    if own != kind:
        raise Unread(f"it compares a {own} as a {kind}")


def _compared(operator: str, term: _Term, bound: Value, context: Context) -> Verdict:
    if operator == "!=":
        return opposite(_compared("==", term, bound, context))
    match term, bound:
        case _Size(subject), int() if not isinstance(bound, bool):
            return _sized(operator, subject, bound, context)
        case _Subject(variable), bool() if operator == "==":
            _needs(term, "flag", context)
            is_true = Lies(variable, exactly("true"))
            return given(term.exists, is_true if bound else negation(is_true))
        case _Subject(variable), int() | float():
            _needs(term, "number", context)
            return given(term.exists, _number(operator, variable, bound))
        case _Subject(variable), str() if operator == "==":
            _needs(term, "text", context)
            return given(term.exists, Lies(variable, text_of(bound)))
        case _:
            raise Unread("it compares what is not compared here")


def _number(operator: str, variable: str, bound: float) -> Formula:
    """In whole numbers, as the fields are (`int`)."""
    match operator:
        case "<=":
            return AtMost(variable, float(floor(bound)))
        case "<":
            return AtMost(variable, float(ceil(bound) - 1))
        case ">":
            return negation(AtMost(variable, float(floor(bound))))
        case ">=":
            return negation(AtMost(variable, float(ceil(bound) - 1)))
        case _ if float(bound).is_integer():
            return conjunction((AtMost(variable, float(bound)), negation(AtMost(variable, float(bound) - 1))))
        case _:
            return FALSE


def _sized(operator: str, subject: _Subject | None, bound: int, context: Context) -> Verdict:
    least, most = _range(operator, bound)
    if most is not None and most < least:
        return sure(FALSE) if subject is None else given(subject.exists, FALSE)
    if subject is not None:
        return given(subject.exists, Lies(subject.variable, lengths(least, most)))
    nothing = context.tags.nothing_sent()
    match least, most:
        case 0, 0:
            return sure(nothing)
        case 1, None:
            return sure(negation(nothing))
        case 0, None:
            return sure(TRUE)
        case _:
            raise Unread("the labels are counted")


def _range(operator: str, bound: int) -> tuple[int, int | None]:
    """The sizes that compare so: from the least to the most."""
    match operator:
        case "==":
            return max(bound, 0), bound
        case "<=":
            return 0, bound
        case "<":
            return 0, bound - 1
        case ">":
            return max(bound + 1, 0), None
        case _:
            return max(bound, 0), None


def _constants(operator: str, value: Value, bound: Value) -> Verdict:
    if operator in ("==", "!="):
        return sure(TRUE if _is_same(value, bound) is (operator == "==") else FALSE)
    raise Unread("it compares two constants")


def _is_same(one: Value, other: Value) -> bool:
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _search_in_constant(method: str, value: Value, text: str) -> Verdict:
    if not isinstance(value, str) or method == "matches":
        raise Unread("it searches a constant")
    found = {"startsWith": value.startswith(text), "endsWith": value.endswith(text), "contains": text in value}
    return sure(TRUE if found[method] else FALSE)
