"""Small mistakes in service control policies, every one that a document has room for."""

import json
from collections.abc import Callable, Iterator, Mapping

from costguard.model.guardrail import Document, DocumentKind

Statement = dict
_OPPOSITES = {
    "StringEquals": "StringNotEquals",
    "StringLike": "StringNotLike",
    "ArnLike": "ArnNotLike",
    "NumericEquals": "NumericNotEquals",
    "NumericGreaterThan": "NumericLessThanEquals",
    "NumericGreaterThanEquals": "NumericLessThan",
}
_FLAGS = {"true": "false", "false": "true"}
OPPOSITES = {**_OPPOSITES, **{negated: plain for plain, negated in _OPPOSITES.items()}}


def mutants(document: Document) -> Iterator[tuple[str, Document]]:
    """Each mutation of a document, named by what was done to which statement; names outlive a new numbering."""
    content = json.loads(document.text)
    for place, statement in enumerate(content["Statement"]):
        for name, changed in _of_statement(statement):
            rest = [*content["Statement"][:place], *changed, *content["Statement"][place + 1 :]]
            text = json.dumps({**content, "Statement": rest})
            yield f"{_told(statement)}: {name}", Document(document.path, DocumentKind.SCP, text)


def _told(statement: Statement) -> str:
    """Its rule, as its Sid begins, and the keys of its condition: `Tags Null aws:TagKeys`."""
    clauses = [f"{operator} {key}" for operator, keys in statement["Condition"].items() for key in keys]
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    return f"{statement['Sid'].rstrip('0123456789')} {'+'.join(actions)} if {' and '.join(clauses)}"


def _of_statement(statement: Statement) -> Iterator[tuple[str, list[Statement]]]:
    yield "statement dropped", []
    yield "Allow for Deny", [{**statement, "Effect": "Allow"}]
    for part in ("Action", "Resource"):
        yield from ((name, [{**statement, part: kept}]) for name, kept in _without_one(part, statement[part]))
    if statement["Resource"] != "*":
        yield "Resource widened", [{**statement, "Resource": "*"}]
    condition = statement.get("Condition", {})
    for operator, keys in condition.items():
        for key, values in keys.items():
            for name, changed in _of_clause(operator, key, values):
                rest = _without_clause(condition, operator, key)
                merged = {**rest, **{each: {**rest.get(each, {}), **own} for each, own in changed.items()}}
                yield f"{name} in {operator} {key}", [{**statement, "Condition": merged}]


def _of_clause(operator: str, key: str, values: object) -> Iterator[tuple[str, Mapping[str, Mapping[str, object]]]]:
    yield "clause dropped", {}
    yield "polarity swapped", {_swapped(operator): {key: _FLAGS.get(str(values), values)}}
    yield "key in another case", {operator: {key.swapcase(): values}}
    if "String" in operator and _each(str.swapcase, values) != values:
        yield "values in another case", {operator: {key: _each(str.swapcase, values)}}
    yield from ((name, {operator: {key: kept}}) for name, kept in _without_one("value", values))


def _without_one(what: str, values: object) -> Iterator[tuple[str, object]]:
    for dropped in values if isinstance(values, list) else ():
        yield f"{what} {dropped} dropped", [each for each in values if each != dropped]


def _swapped(operator: str) -> str:
    quantifier, colon, plain = operator.rpartition(":")
    return f"{quantifier}{colon}{OPPOSITES.get(plain, plain)}"


def _each(change: Callable[[str], str], values: object) -> object:
    return [change(value) for value in values] if isinstance(values, list) else change(str(values))


def _without_clause(condition: Mapping[str, Mapping[str, object]], operator: str, key: str) -> dict:
    kept = {
        each: {name: values for name, values in keys.items() if (each, name) != (operator, key)}
        for each, keys in condition.items()
    }
    return {operator: keys for operator, keys in kept.items() if keys}
