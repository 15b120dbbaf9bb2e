"""Evaluates a formula on one concrete request: the plain check of what a search found, and of recorded requests."""

from collections.abc import Mapping
from typing import assert_never

from costguard.languages.language import holds
from costguard.prove.formula import And, AtMost, Flag, Formula, Lies, Not, Or


def is_true(formula: Formula, values: Mapping[str, str]) -> bool:
    """Whether the formula holds for these values, by variable; one without a value is the empty string.

    A Flag is so when its value is "yes". A variable compared as a number, whose value is none, is at most nothing.
    """
    match formula:
        case And(parts):
            return all(is_true(part, values) for part in parts)
        case Or(parts):
            return any(is_true(part, values) for part in parts)
        case Not(part):
            return not is_true(part, values)
        case Lies(variable, language):
            return holds(language, values.get(variable, ""))
        case AtMost(variable, bound):
            return _at_most(values.get(variable, ""), bound)
        case Flag(words):
            return values.get(words) == "yes"
        case _:
            assert_never(formula)


def _at_most(value: str, bound: float) -> bool:
    try:
        return float(value) <= bound
    except ValueError:
        return False
