"""The limits within which Azure saves a policy rule, so that no judgement is passed on one that it would refuse."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, assert_never

from costguard.model.errors import BadInput
from costguard.prove.azure.policy_expression import Expression, Literal, calls_in
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
)
from costguard.prove.azure.policy_values import fold_key

# Microsoft's policy rule limits (definition-structure-policy-rule, 2025-03).
MAX_CONDITIONS: Final = 4_096
MAX_FUNCTIONS: Final = 2_048
MAX_FIELD_COUNTS_OF_AN_ARRAY: Final = 5
MAX_VALUE_COUNTS: Final = 10


def check_limits(condition: Condition) -> None:
    """Raises BadInput where an `if` is larger than Azure saves."""
    comparisons = tuple(comparisons_in(condition))
    functions = sum(1 for each in comparisons for part in _expressions(each) for _ in calls_in(part))
    counts = [each.subject for each in comparisons if isinstance(each.subject, FieldCount | ValueCount)]
    arrays = Counter(
        fold_key(str(each.name.value))
        for each in counts
        if isinstance(each, FieldCount) and isinstance(each.name, Literal)
    )
    _check("conditions", len(comparisons), MAX_CONDITIONS)
    _check("function calls", functions, MAX_FUNCTIONS)
    _check("counts of a value", sum(isinstance(each, ValueCount) for each in counts), MAX_VALUE_COUNTS)
    _check("counts of one array", max(arrays.values(), default=0), MAX_FIELD_COUNTS_OF_AN_ARRAY)


def comparisons_in(condition: Condition | None) -> Iterator[Comparison]:
    """Every comparison of a condition, those inside of its counts too, in reading order."""
    match condition:
        case None:
            return
        case Comparison(subject):
            yield condition
            if isinstance(subject, FieldCount | ValueCount):
                yield from comparisons_in(subject.where)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons_in(part)
        case Not(part):
            yield from comparisons_in(part)
        case _:
            assert_never(condition)


def _expressions(comparison: Comparison) -> tuple[Expression, Expression]:
    match comparison.subject:
        case FieldOf(written) | ValueOf(written) | FieldCount(written) | ValueCount(written):
            return written, comparison.operand
        case _:
            assert_never(comparison.subject)


def _check(what: str, found: int, limit: int) -> None:
    if found > limit:
        raise BadInput(f"the policy rule has {found:,} {what}, and Azure Policy saves {limit:,} at most; split it")
