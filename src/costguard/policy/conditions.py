"""Lowers what people write under `when`, `require` and `forbid` to Conditions."""

from collections.abc import Iterator
from typing import Final

from costguard.model.condition import All, AnyOf, Condition, Not, Operator, Test, tests_in
from costguard.model.finding import Code
from costguard.policy.context import Context
from costguard.policy.nodes import MapNode, Node, Pair, ScalarNode, items, pairs
from costguard.policy.operands import operands
from costguard.policy.policy_set import Requirement
from costguard.policy.subjects import kind_of, read_subject

_OPERATORS: Final = {operator.value: operator for operator in Operator}
_LIMITS: Final = frozenset({Operator.AT_MOST, Operator.AT_LEAST})


def lower(node: Node, context: Context) -> Condition:
    """The Condition that a mapping says: all of its entries hold. Unknown names become problems and fall out."""
    return _together(tuple(part for pair in pairs(node) for part in _parts(pair, context)))


def requirements(node: Node, context: Context) -> tuple[Requirement, ...]:
    """What `require` says, one Requirement an entry, so that each finding names one key."""
    found = []
    for pair in pairs(node):
        parts = tuple(_parts(pair, context))
        if parts:
            condition = _together(parts)
            found.append(Requirement(_key_of(condition), condition, _code_of(condition)))
    return tuple(found)


def prohibition(node: Node, context: Context) -> tuple[Requirement, ...]:
    """What `forbid` says: one Requirement, that all of it together does not hold."""
    condition = lower(node, context)
    return (Requirement(_key_of(condition), Not(condition), Code.FORBIDDEN),)


def _parts(pair: Pair, context: Context) -> Iterator[Condition]:
    match pair.key.text:
        case "any":
            yield _either(tuple(lower(item, context) for item in items(pair.value)))
        case "all":
            yield from (lower(item, context) for item in items(pair.value))
        case "not":
            yield Not(lower(pair.value, context))
        case _:
            yield from _tests(pair.key, pair.value, context)


def _tests(name: ScalarNode, node: Node, context: Context) -> Iterator[Test]:
    subject = read_subject(name, context)
    if subject is None or not isinstance(node, MapNode):
        return
    for pair in node.pairs:
        operator = _OPERATORS.get(pair.key.text)
        if operator is not None:
            found = operands(operator, pair.value, kind_of(subject), subject.name, context.faults)
            yield Test(subject, operator, found)


def _together(parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else All(parts)


def _either(parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _key_of(condition: Condition) -> str:
    """The names of what is tested, each once, in reading order."""
    return ", ".join(dict.fromkeys(test.subject.name for test in tests_in(condition)))


def _code_of(condition: Condition) -> Code:
    """EXCEEDS where only limits are set, MISSING where only presence is asked, else INVALID."""
    if isinstance(condition, AnyOf | Not):
        return Code.INVALID
    tests = condition.parts if isinstance(condition, All) else (condition,)
    if not all(isinstance(test, Test) for test in tests):
        return Code.INVALID
    if all(isinstance(test, Test) and test.operator in _LIMITS for test in tests):
        return Code.EXCEEDS
    only = tests[0]
    is_presence = isinstance(only, Test) and only.operator is Operator.PRESENT and only.operands == (True,)
    return Code.MISSING if len(tests) == 1 and is_presence else Code.INVALID
