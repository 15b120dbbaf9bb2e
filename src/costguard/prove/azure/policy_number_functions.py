"""The template functions on numbers and truth, as Azure Resource Manager documents them (2025-03)."""

from typing import Final

from costguard.prove.azure.policy_arguments import as_integer, as_truth
from costguard.prove.azure.policy_values import EvaluationFailure, Json, are_same, fold, kind_of, number_of

_LARGEST: Final = 2**63 - 1


def add(left: Json, right: Json) -> Json:
    """The sum."""
    return _bounded("add", as_integer("add", left) + as_integer("add", right))


def sub(left: Json, right: Json) -> Json:
    """The difference."""
    return _bounded("sub", as_integer("sub", left) - as_integer("sub", right))


def mul(left: Json, right: Json) -> Json:
    """The product."""
    return _bounded("mul", as_integer("mul", left) * as_integer("mul", right))


def div(left: Json, right: Json) -> Json:
    """The quotient, cut towards zero as .NET does."""
    dividend, divisor = as_integer("div", left), _divisor("div", right)
    quotient = abs(dividend) // abs(divisor)
    return _bounded("div", quotient if (dividend < 0) == (divisor < 0) else -quotient)


def mod(left: Json, right: Json) -> Json:
    """The remainder, with the sign of the dividend as .NET has it."""
    dividend, divisor = as_integer("mod", left), _divisor("mod", right)
    remainder = abs(dividend) % abs(divisor)
    return remainder if dividend >= 0 else -remainder


def largest(*values: Json) -> Json:
    """The largest of some integers, or of one array of them."""
    return max(_several("max", values))


def smallest(*values: Json) -> Json:
    """The smallest of some integers, or of one array of them."""
    return min(_several("min", values))


def integer(value: Json) -> Json:
    """The integer that a number or text spells; a fraction is cut (microsoft/regorus, 2026-01)."""
    return _bounded("int", int(_number("int", value)))


def floating(value: Json) -> Json:
    """The number that a value is or spells."""
    return float(_number("float", value))


def boolean(value: Json) -> Json:
    """The truth that a value spells: `true`, `false`, or a number that is not zero or is."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and fold(value) in ("true", "false"):
        return fold(value) == "true"
    return _number("bool", value) != 0


def equals(left: Json, right: Json) -> Json:
    """Whether two values are the same; unlike in the condition `equals`, case and type count."""
    return are_same(left, right)


def less(left: Json, right: Json) -> Json:
    """Whether the first comes before the second; both are numbers, or both are text."""
    return _order("less", left, right) < 0


def less_or_equals(left: Json, right: Json) -> Json:
    """Whether the first does not come after the second."""
    return _order("lessOrEquals", left, right) <= 0


def greater(left: Json, right: Json) -> Json:
    """Whether the first comes after the second."""
    return _order("greater", left, right) > 0


def greater_or_equals(left: Json, right: Json) -> Json:
    """Whether the first does not come before the second."""
    return _order("greaterOrEquals", left, right) >= 0


def every(*values: Json) -> Json:
    """Whether all are true."""
    truths = [as_truth("and", value) for value in values]
    return all(truths)


def some(*values: Json) -> Json:
    """Whether one is true."""
    truths = [as_truth("or", value) for value in values]
    return any(truths)


def opposite(value: Json) -> Json:
    """Whether it is false."""
    return not as_truth("not", value)


def _order(function: str, left: Json, right: Json) -> int:
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    first, second = _plain_number(function, left), _plain_number(function, right)
    return (first > second) - (first < second)


def _several(function: str, values: tuple[Json, ...]) -> list[int]:
    listed = values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)
    if not listed:
        raise EvaluationFailure(f"{function}() of an empty array has no answer")
    return [as_integer(function, value) for value in listed]


def _divisor(function: str, value: Json) -> int:
    divisor = as_integer(function, value)
    if divisor == 0:
        raise EvaluationFailure(f"{function}() divides by zero")
    return divisor


def _plain_number(function: str, value: Json) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise EvaluationFailure(f"{function}() takes two numbers or two strings, and was given {kind_of(value)}")
    return value


def _number(function: str, value: Json) -> int | float:
    number = number_of(value)
    if number is None:
        raise EvaluationFailure(f"{function}() cannot convert {kind_of(value)} that spells no number")
    return number


def _bounded(function: str, number: int) -> int:
    if not -_LARGEST - 1 <= number <= _LARGEST:
        raise EvaluationFailure(f"{function}() leaves the 64 bits of an integer")
    return number
