"""The twelve operators of Azure Policy's conditions, on a value that is already selected."""

from enum import StrEnum
from typing import Final, assert_never

from costguard.prove.azure.policy_dates import date_of
from costguard.prove.azure.policy_values import (
    MISSING,
    EvaluationFailure,
    Json,
    Value,
    are_same,
    fold,
    fold_key,
    kind_of,
    number_of,
    text_of,
)


class Operator(StrEnum):
    """The operators, without their negative twins (`notEquals`, `notIn`, …), which hold where these do not."""

    EQUALS = "equals"
    IN = "in"
    LIKE = "like"
    MATCH = "match"
    MATCH_INSENSITIVELY = "matchInsensitively"
    CONTAINS = "contains"
    CONTAINS_KEY = "containsKey"
    LESS = "less"
    LESS_OR_EQUALS = "lessOrEquals"
    GREATER = "greater"
    GREATER_OR_EQUALS = "greaterOrEquals"
    EXISTS = "exists"


_WITHOUT_TWIN: Final = frozenset(
    {Operator.LESS, Operator.LESS_OR_EQUALS, Operator.GREATER, Operator.GREATER_OR_EQUALS, Operator.EXISTS}
)
OPERATORS: Final = {operator.lower(): (operator, False) for operator in Operator} | {
    f"not{operator.lower()}": (operator, True) for operator in Operator if operator not in _WITHOUT_TWIN
}
"""Every operator a rule may write, in lower case, with whether it is the negative twin."""


def passes(operator: Operator, value: Value, operand: Json) -> bool:
    """Whether the value passes. A property that is missing passes `exists: false` and `equals: null` alone.

    Raises EvaluationFailure where the operand has the wrong type or an order is asked of values that have none.
    """
    match operator:
        case Operator.EQUALS:
            return are_equal(value, operand)
        case Operator.IN:
            return _is_in(value, operand)
        case Operator.LIKE:
            return _is_like(value, operand)
        case Operator.MATCH:
            return _matches(text_of(operand), text_of(value))
        case Operator.MATCH_INSENSITIVELY:
            return _matches(_folded(operand), _folded(value))
        case Operator.CONTAINS:
            return _contains(value, operand)
        case Operator.CONTAINS_KEY:
            return _contains_key(value, operand)
        case Operator.LESS | Operator.LESS_OR_EQUALS | Operator.GREATER | Operator.GREATER_OR_EQUALS:
            return _is_ordered(operator, value, operand)
        case Operator.EXISTS:
            return (value is not MISSING and value is not None) == wanted_existence(operand)
        case _:
            assert_never(operator)


def are_equal(value: Value, operand: Json) -> bool:
    """Whether `equals` holds: null is the empty text, and text may spell a number or a boolean.

    So has it microsoft/regorus, Microsoft's own evaluator (2026-01): a null is "", a missing property is only null.
    """
    if value is MISSING:
        return operand is None
    match value, operand:
        case None, str():
            return operand == ""
        case str(), None:
            return value == ""
        case str(), str():
            return fold(value) == fold(operand)
        case (str(), bool()) | (bool(), str()):
            return fold(str(value)) == fold(str(operand))
        case (str(), int() | float()) | (int() | float(), str()):
            number = number_of(value)
            return number is not None and number == number_of(operand)
        case _:
            return are_same(value, operand)


def wanted_existence(operand: Json) -> bool:
    """What `exists` asks for: a boolean, or the word for one."""
    word = operand if isinstance(operand, bool) else fold(operand) if isinstance(operand, str) else None
    if word in (True, "true"):
        return True
    if word in (False, "false"):
        return False
    raise EvaluationFailure(f"`exists` takes true or false, and was given {kind_of(operand)}")


def _is_in(value: Value, operand: Json) -> bool:
    if not isinstance(operand, list):
        raise EvaluationFailure(f"`in` takes an array, and was given {kind_of(operand)}")
    if value is MISSING:
        return None in operand
    if value is None:  # microsoft/regorus: an explicit null is in no list (2026-01)
        return False
    return any(are_equal(value, item) for item in operand if item is not None)


def _is_like(value: Value, operand: Json) -> bool:
    """Whether a glob matches. Documented is one `*`; microsoft/regorus takes several, and `?` for any character."""
    pattern, text = _folded(operand), _folded(value)
    return pattern is not None and text is not None and _glob_matches(pattern, text)


def _glob_matches(pattern: str, text: str) -> bool:
    """Goes back to the last `*` alone, so that time is bounded by the product of the lengths."""
    at = in_text = retry_text = 0
    last_star = -1
    while in_text < len(text):
        # A star goes first: the text may hold one too.
        if at < len(pattern) and pattern[at] == "*":
            last_star, retry_text, at = at, in_text, at + 1
        elif at < len(pattern) and pattern[at] in ("?", text[in_text]):
            at, in_text = at + 1, in_text + 1
        elif last_star >= 0:
            retry_text += 1
            at, in_text = last_star + 1, retry_text
        else:
            return False
    return not pattern[at:].strip("*")


def _matches(pattern: str | None, text: str | None) -> bool:
    if pattern is None or text is None:
        return False
    return len(text) == len(pattern) and all(map(_letter_matches, pattern, text))


def _folded(value: Value) -> str | None:
    text = text_of(value)
    return None if text is None else fold(text)


def _letter_matches(sign: str, letter: str) -> bool:
    match sign:
        case "#":
            return letter.isascii() and letter.isdigit()
        case "?":
            return letter.isascii() and letter.isalpha()
        case ".":
            return True
        case _:
            return sign == letter


def _contains(value: Value, operand: Json) -> bool:
    match value:
        case list():
            return any(are_equal(item, operand) for item in value)
        case dict():
            return any(are_equal(key, operand) for key in value)
        case _:
            part, text = _folded(operand), _folded(value)
            return part is not None and text is not None and part in text


def _contains_key(value: Value, operand: Json) -> bool:
    key = text_of(operand)
    return isinstance(value, dict) and key is not None and fold_key(key) in map(fold_key, value)


def _is_ordered(operator: Operator, value: Value, operand: Json) -> bool:
    if value is MISSING or value is None:
        return False
    sign = _order(value, operand)
    match operator:
        case Operator.LESS:
            return sign < 0
        case Operator.LESS_OR_EQUALS:
            return sign <= 0
        case Operator.GREATER:
            return sign > 0
        case _:
            return sign >= 0


def _order(value: Json, operand: Json) -> int:
    """Below, at or above zero, as dates, text or numbers. Anything else has no order, and Azure answers an error."""
    if isinstance(value, str) and isinstance(operand, str):
        dates = date_of(value), date_of(operand)
        if dates[0] is not None and dates[1] is not None:
            return (dates[0] > dates[1]) - (dates[0] < dates[1])
        return (fold(value) > fold(operand)) - (fold(value) < fold(operand))
    left, right = number_of(value), number_of(operand)
    if left is None or right is None:
        raise EvaluationFailure(f"{kind_of(value)} and {kind_of(operand)} have no order")
    return (left > right) - (left < right)
