"""What a policy document mentions: the fields, tag keys and resource types by name."""

from collections.abc import Iterator, Mapping

from costguard.prove.azure.policy_comparison import Operator
from costguard.prove.azure.policy_limits import comparisons_in
from costguard.prove.azure.policy_rule import Comparison, FieldOf
from costguard.prove.azure.policy_values import Json, fold_key
from costguard.prove.azure.read_documents import NotConstant, Standing, constant
from costguard.prove.azure.read_fields import tag_key


def types_named(standing: Standing) -> Iterator[str]:
    """The resource types that it lists, as it writes them."""
    for comparison in type_comparisons(standing):
        if comparison.operator in (Operator.EQUALS, Operator.IN):
            operand = _operand(comparison, standing.parameters)
            yield from (each for each in (operand if isinstance(operand, list) else [operand]) if isinstance(each, str))


def type_comparisons(standing: Standing) -> Iterator[Comparison]:
    """Its tests of the resource type."""
    return (comparison for field, comparison in _fields(standing) if field is not None and fold_key(field) == "TYPE")


def keys_named(standing: Standing) -> Iterator[str]:
    """The tag keys that it tests, as it writes them."""
    for field, comparison in _fields(standing):
        key = tag_key(field) if field is not None else None
        operand = _operand(comparison, standing.parameters)
        if key is not None:
            yield key
        elif field is not None and fold_key(field) == "TAGS" and isinstance(operand, str):
            yield operand


def is_of_all_types(standing: Standing) -> bool:
    """Whether, its tests of the type apart, it means the same on every resource type."""
    return all(
        field is not None and (tag_key(field) is not None or fold_key(field) in ("TYPE", "TAGS", "LOCATION"))
        for field, _ in _fields(standing)
    )


def _fields(standing: Standing) -> Iterator[tuple[str | None, Comparison]]:
    """Every comparison, with the name of its field where that is known."""
    if standing.policy is None:
        return
    for comparison in comparisons_in(standing.policy.condition):
        yield _field(comparison, standing.parameters), comparison


def _field(comparison: Comparison, parameters: Mapping[str, Json]) -> str | None:
    if not isinstance(comparison.subject, FieldOf):
        return None
    try:
        name = constant(comparison.subject.name, parameters)
    except NotConstant:
        return None
    return name if isinstance(name, str) else None


def _operand(comparison: Comparison, parameters: Mapping[str, Json]) -> Json:
    try:
        return constant(comparison.operand, parameters)
    except NotConstant:
        return None
