"""Finds values that meet a condition, so that most pairs of rules are seen to agree without a search."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from costguard.model.condition import All, AnyOf, Condition, Not, Operator, Test, tests_in
from costguard.policy.lints.values_of import as_text, passes


def examples(conditions: Sequence[Condition]) -> tuple[str, ...]:
    """Some values that meet all the conditions, where these speak of one subject only; perhaps none."""
    guesses = dict.fromkeys(
        guess for condition in conditions for test in tests_in(condition) for guess in _guesses(test)
    )
    return tuple(guess for guess in guesses if meets_all(conditions, guess))


def meets_all(conditions: Sequence[Condition], value: str) -> bool:
    """Whether a value that is there meets all the conditions, whatever subject they name."""
    return all(_meets(condition, value) for condition in conditions)


def _meets(condition: Condition, value: str) -> bool:
    match condition:
        case Test():
            return passes(condition, value)
        case All(parts):
            return all(_meets(part, value) for part in parts)
        case AnyOf(parts):
            return any(_meets(part, value) for part in parts)
        case Not(part):
            return not _meets(part, value)
        case _:
            assert_never(condition)


def _guesses(test: Test) -> Iterator[str]:
    for operand in test.operands:
        is_glob = test.operator in (Operator.LIKE, Operator.UNLIKE)
        yield as_text(operand).replace("*", "").replace("?", "a") if is_glob else as_text(operand)
    yield "\0 a value that no test names"
