"""What one test says of one known value, and between which limits tests leave a number."""

from collections.abc import Sequence

import msgspec

from costguard.model.condition import Operator, Test
from costguard.model.resource import Scalar
from costguard.policy.glob import matches
from costguard.policy.patterns import compile_pattern


class Bound(msgspec.Struct, frozen=True):
    """One end of a range of numbers."""

    value: float
    is_included: bool


def passes(test: Test, value: str) -> bool:
    """Whether a value that is there passes the test. What is no number passes no limit."""
    match test.operator:
        case Operator.ONE_OF | Operator.NONE_OF:
            is_listed = value in {as_text(operand) for operand in test.operands}
            return is_listed is (test.operator is Operator.ONE_OF)
        case Operator.LIKE | Operator.UNLIKE:
            is_like = any(matches(str(glob), value) for glob in test.operands)
            return is_like is (test.operator is Operator.LIKE)
        case Operator.PATTERN:
            return all(compile_pattern(str(each)).fullmatch(value) is not None for each in test.operands)
        case Operator.AT_MOST | Operator.AT_LEAST:
            return _is_within(test, value)
        case Operator.PRESENT:
            return test.operands == (True,)


def as_text(value: Scalar) -> str:
    """A value as policies write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return number(value) if isinstance(value, float) else str(value)


def number(value: float) -> str:
    """A number as policies write it: `100`, `1.5`."""
    return str(int(value)) if float(value).is_integer() else str(value)


def bounds(tests: Sequence[tuple[Test, bool]]) -> tuple[Bound | None, Bound | None]:
    """The highest lower and the lowest upper limit of tests that are to hold (True) or to fail; None is open."""
    lows: list[Bound] = []
    highs: list[Bound] = []
    for test, holds in tests:
        if test.operator not in (Operator.AT_MOST, Operator.AT_LEAST) or not test.operands:
            continue
        ends = highs if (test.operator is Operator.AT_MOST) is holds else lows
        ends.append(Bound(float(test.operands[0]), is_included=holds))
    low = max(lows, key=lambda bound: (bound.value, not bound.is_included), default=None)
    high = min(highs, key=lambda bound: (bound.value, bound.is_included), default=None)
    return low, high


def _is_within(test: Test, value: str) -> bool:
    try:
        measured, limit = float(value), float(test.operands[0])
    except ValueError:
        return False
    return measured <= limit if test.operator is Operator.AT_MOST else measured >= limit
