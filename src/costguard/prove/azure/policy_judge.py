"""Whether a condition holds on a resource: logic, fields, values and counts together."""

from collections.abc import Iterator
from typing import Final, assert_never

import msgspec

from costguard.model.errors import BadInput
from costguard.prove.azure.policy_comparison import passes
from costguard.prove.azure.policy_fields import normalised_location, path_of
from costguard.prove.azure.policy_paths import elements, json_of
from costguard.prove.azure.policy_rule import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    FieldCount,
    FieldOf,
    Not,
    ValueCount,
    ValueOf,
    check_is_array,
)
from costguard.prove.azure.policy_scope import Counted, Scope, resolve, select_field, standing_at
from costguard.prove.azure.policy_values import EvaluationFailure, Json, Value, fold_key, kind_of

MAX_ITERATIONS: Final = 100
"""How often a count of a value goes round, times those around it (Microsoft's policy rule limits, 2025-03)."""


def holds(condition: Condition, scope: Scope) -> bool:
    """Whether the condition holds. Parts are looked at in order, and no further than the answer needs.

    Raises EvaluationFailure where a part that was looked at cannot be evaluated. Microsoft does not document whether
    Azure looks at the parts after the one that decides.
    """
    match condition:
        case Comparison():
            scope.step()
            return _compare(condition, scope) is not condition.is_negative
        case AllOf(parts):
            return all(holds(part, scope) for part in parts)
        case AnyOf(parts):
            return any(holds(part, scope) for part in parts)
        case Not(part):
            return not holds(part, scope)
        case _:
            assert_never(condition)


def _compare(comparison: Comparison, scope: Scope) -> bool:
    """Whether the operator, without its negation, holds; see `_compare_field` for those with `[*]`."""
    operand = resolve(comparison.operand, scope)
    match comparison.subject:
        case FieldOf(name):
            return _compare_field(comparison, _name(resolve(name, scope)), operand, scope)
        case ValueOf(value):
            return passes(comparison.operator, resolve(value, scope), operand)
        case FieldCount() as count:
            return passes(comparison.operator, _count(count.where, _field_counts(count, scope), scope), operand)
        case ValueCount() as count:
            counts = _value_counts(count, scope)
            inner = msgspec.structs.replace(scope, iterations=scope.iterations * max(1, len(counts)))
            return passes(comparison.operator, _count(count.where, iter(counts), inner), operand)
        case _:
            assert_never(comparison.subject)


def _compare_field(comparison: Comparison, field: str, operand: Json, scope: Scope) -> bool:
    """Of a collection every value must pass, negation and all: so the answer is turned here, and again by `holds`."""
    selection = select_field(field, scope.resource, scope)
    if fold_key(field) == "LOCATION":
        operand = normalised_location(operand)
        return passes(comparison.operator, _at_location(selection.values[0]), operand)
    if not selection.is_collection:
        return passes(comparison.operator, selection.values[0], operand)
    everyone = all(
        passes(comparison.operator, value, operand) is not comparison.is_negative for value in selection.values
    )
    return everyone is not comparison.is_negative


def _at_location(value: Value) -> Value:
    return normalised_location(value) if isinstance(value, str) else value


def _count(where: Condition | None, counts: Iterator[Counted], scope: Scope) -> int:
    found = 0
    for counted in counts:
        scope.step()
        inner = msgspec.structs.replace(scope, counts=(*scope.counts, counted))
        found += where is None or holds(where, inner)
    return found


def _field_counts(count: FieldCount, scope: Scope) -> Iterator[Counted]:
    field = _name(resolve(count.name, scope))
    check_is_array(field)
    path = path_of(field, scope.resource, scope.aliases)
    if path is None:
        return
    start = standing_at(path, scope.resource, scope)
    if start.path == path:
        yield Counted(field, json_of(start.value), (start,))
    for chain in elements(start, path[len(start.path) :]):
        yield Counted(field, json_of(chain[-1].value), chain)


def _value_counts(count: ValueCount, scope: Scope) -> tuple[Counted, ...]:
    array = resolve(count.value, scope)
    if not isinstance(array, list):
        raise EvaluationFailure(f"a count of a value takes an array, and was given {kind_of(array)}")
    if scope.iterations * len(array) > MAX_ITERATIONS:
        raise BadInput(
            f"counts of values go round {scope.iterations * len(array)} times, and Azure Policy stops at "
            f"{MAX_ITERATIONS}; shorten the array"
        )
    return tuple(Counted(count.name, item) for item in array)


def _name(value: Json) -> str:
    if not isinstance(value, str):
        raise EvaluationFailure(f"`field` takes the name of a field, and was given {kind_of(value)}")
    return value
