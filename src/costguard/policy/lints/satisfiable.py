"""Decides whether anything can meet a condition: what it calls impossible is impossible; in doubt it says possible."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final, assert_never

import msgspec

from costguard.model.condition import All, AnyOf, Condition, Not, Operator, TagSubject, Test
from costguard.policy.lints.texts import some_text_meets
from costguard.policy.lints.values_of import as_text, bounds, number, passes
from costguard.policy.subjects import attribute_kinds

MAX_CONJUNCTIONS: Final = 512
"""Beyond so many ways to meet a condition one of them is taken to be possible."""


class Literal(msgspec.Struct, frozen=True):
    """A test, and whether it is to hold or to fail."""

    test: Test
    holds: bool

    @property
    def holds_when_absent(self) -> bool:
        """Whether it is so where there is no value. Of an absent attribute only its presence is known."""
        if self.test.operator is Operator.PRESENT:
            return (self.test.operands == (False,)) is self.holds
        return isinstance(self.test.subject, TagSubject) and self.test.operator.is_negative is self.holds


def is_satisfiable(*conditions: Condition | None) -> bool:
    """Whether some resource can meet all the conditions (None is no condition)."""
    ways = _ways(All(tuple(condition for condition in conditions if condition is not None)), holds=True)
    return ways is None or any(_is_possible(way) for way in ways)


def _is_possible(way: Iterable[Literal]) -> bool:
    by_subject: dict[str, list[Literal]] = {}
    for literal in way:
        by_subject.setdefault(literal.test.subject.name, []).append(literal)
    return all(_some_value_meets(literals) for literals in by_subject.values())


def _some_value_meets(literals: Sequence[Literal]) -> bool:
    """Whether some value of one subject, or none at all, is as all the literals ask."""
    if all(literal.holds_when_absent for literal in literals):
        return True
    if any(literal.test.operator is Operator.PRESENT and literal.holds_when_absent for literal in literals):
        return False
    candidates = _candidates(literals)
    if candidates is not None:
        return any(all(passes(each.test, value) is each.holds for each in literals) for value in candidates)
    return some_text_meets([(each.test, each.holds) for each in literals])


def _candidates(literals: Sequence[Literal]) -> tuple[str, ...] | None:
    """All the values that come into question where they are few, else None; no value where limits leave none."""
    for literal in literals:
        if literal.test.operator is (Operator.ONE_OF if literal.holds else Operator.NONE_OF):
            return tuple(as_text(operand) for operand in literal.test.operands)
    if attribute_kinds().get(literals[0].test.subject.name) == "boolean":
        return ("true", "false")
    low, high = bounds([(literal.test, literal.holds) for literal in literals])
    if low is None or high is None or low.value < high.value:
        return None
    is_one_point = low.value == high.value and low.is_included and high.is_included
    return (number(low.value),) if is_one_point else ()


def _ways(condition: Condition, *, holds: bool) -> tuple[tuple[Literal, ...], ...] | None:
    """The ways to meet a condition (or to break it), each a conjunction of literals; None where there are too many."""
    match condition:
        case Test():
            return ((Literal(condition, holds),),)
        case Not(part):
            return _ways(part, holds=not holds)
        case All(parts):
            return _all(parts, holds=holds) if holds else _any(parts, holds=holds)
        case AnyOf(parts):
            return _any(parts, holds=holds) if holds else _all(parts, holds=holds)
        case _:
            assert_never(condition)


def _any(parts: Sequence[Condition], *, holds: bool) -> tuple[tuple[Literal, ...], ...] | None:
    found: list[tuple[Literal, ...]] = []
    for part in parts:
        ways = _ways(part, holds=holds)
        if ways is None or len(found) + len(ways) > MAX_CONJUNCTIONS:
            return None
        found.extend(ways)
    return tuple(found)


def _all(parts: Sequence[Condition], *, holds: bool) -> tuple[tuple[Literal, ...], ...] | None:
    found: tuple[tuple[Literal, ...], ...] = ((),)
    for part in parts:
        ways = _ways(part, holds=holds)
        if ways is None or len(found) * len(ways) > MAX_CONJUNCTIONS:
            return None
        found = tuple((*before, *after) for before, after in product(found, ways))
    return found
