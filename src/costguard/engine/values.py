"""Tests one known value: text by text, numbers by their size."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import assert_never

from costguard.model.condition import Operator
from costguard.model.resource import Scalar
from costguard.model.truth import Truth, truth
from costguard.policy.glob import compiled as compiled_glob
from costguard.policy.patterns import compile_pattern


def passes(operator: Operator, operands: tuple[Scalar, ...], value: Scalar) -> Truth:
    """Whether a known value passes a test. Undecided only where a limit meets something that is no number."""
    return _remembering(operator, operands, tuple(map(type, operands)))(value)


@lru_cache(maxsize=4096)
def _remembering(
    operator: Operator, operands: tuple[Scalar, ...], _types: tuple[type, ...]
) -> Callable[[Scalar], Truth]:
    """A test made ready once, with the answers it gave: the same few values come again and again.

    The types are part of the key: to Python (1,) and (True,) are one, to a policy `1` and `true` are two values.
    """
    return lru_cache(maxsize=1024, typed=True)(_predicate(operator, operands))


def _predicate(operator: Operator, operands: tuple[Scalar, ...]) -> Callable[[Scalar], Truth]:
    match operator:
        case Operator.ONE_OF:
            texts = frozenset(map(as_text, operands))
            return lambda value: truth(as_text(value) in texts)
        case Operator.NONE_OF:
            texts = frozenset(map(as_text, operands))
            return lambda value: truth(as_text(value) not in texts)
        case Operator.LIKE:
            globs = tuple(compiled_glob(str(operand)) for operand in operands)
            return lambda value: truth(any(glob(as_text(value)) for glob in globs))
        case Operator.UNLIKE:
            globs = tuple(compiled_glob(str(operand)) for operand in operands)
            return lambda value: truth(not any(glob(as_text(value)) for glob in globs))
        case Operator.PATTERN:
            patterns = tuple(compile_pattern(str(pattern)) for pattern in operands)
            return lambda value: truth(all(each.fullmatch(as_text(value)) is not None for each in patterns))
        case Operator.AT_MOST:
            return lambda value: _compare(value, operands[0], most=True)
        case Operator.AT_LEAST:
            return lambda value: _compare(value, operands[0], most=False)
        case Operator.PRESENT:
            return lambda _: truth(bool(operands[0]))
        case _:
            assert_never(operator)


def as_text(value: Scalar) -> str:
    """A scalar as policies write it: `true`, `100`, `1.5`. A whole number reads the same however it is stored."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _compare(value: Scalar, limit: Scalar, *, most: bool) -> Truth:
    number, bound = _number(value), _number(limit)
    if number is None or bound is None:
        return Truth.UNDECIDED
    return truth(number <= bound if most else number >= bound)


def _number(value: Scalar) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
