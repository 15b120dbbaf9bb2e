"""Turns a policy rule's condition into a formula over a request, in Azure's collation.

Text ignores the case of ASCII letters, except in `match`. A property that is missing fails every test but `exists:
false`, and so passes every negative one (Azure Policy, "Policy rule structure", 2025-03).
"""

import json
from collections.abc import Mapping
from typing import assert_never

from costguard.languages.language import Language, azure_like, azure_match, exactly, glob, pattern
from costguard.languages.unsupported import Unsupported
from costguard.prove.azure.policy_comparison import Operator, passes, wanted_existence
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
from costguard.prove.azure.policy_values import MISSING, EvaluationFailure, Json, number_of
from costguard.prove.azure.read_documents import NotConstant, constant
from costguard.prove.azure.read_fields import Known, TagKeys, Unread, Variable, View, field_named
from costguard.prove.formula import (
    FALSE,
    TRUE,
    AtMost,
    Flag,
    Formula,
    Lies,
    conjunction,
    disjunction,
    negation,
)
from costguard.prove.lower import below

_Parameters = Mapping[str, Json]


class _NotUnderstood(Exception):
    """A comparison that costguard cannot put into a formula."""


def formula_of_condition(condition: Condition, parameters: _Parameters, view: View) -> Formula:
    """When the condition holds for a resource of the view's type; what is not understood is a Flag in words."""
    match condition:
        case AllOf(parts):
            return conjunction(formula_of_condition(part, parameters, view) for part in parts)
        case AnyOf(parts):
            return disjunction(formula_of_condition(part, parameters, view) for part in parts)
        case Not(part):
            return negation(formula_of_condition(part, parameters, view))
        case Comparison():
            try:
                holds = _comparison(condition, parameters, view)
            except (NotConstant, _NotUnderstood, EvaluationFailure, Unsupported):
                return Flag(_words(condition, parameters))
            return negation(holds) if condition.is_negative else holds
        case _:
            assert_never(condition)


def _comparison(comparison: Comparison, parameters: _Parameters, view: View) -> Formula:
    """Whether the operator, without its negation, holds."""
    match comparison.subject:
        case ValueOf(value):
            operand = constant(comparison.operand, parameters)
            return _settled(passes(comparison.operator, constant(value, parameters), operand))
        case FieldOf(name):
            written = constant(name, parameters)
            if not isinstance(written, str):
                raise _NotUnderstood
            return _field(comparison.operator, written, constant(comparison.operand, parameters), view)
        case FieldCount() | ValueCount():
            raise _NotUnderstood
        case _:
            assert_never(comparison.subject)


def _field(operator: Operator, written: str, operand: Json, view: View) -> Formula:
    match field_named(written, view):
        case Known(text):
            return _settled(passes(operator, MISSING if text is None else text, operand))
        case TagKeys() if operator is Operator.CONTAINS_KEY and isinstance(operand, str):
            return view.tags.is_sent(operand)
        case Variable() as variable:
            if variable.name == "location":
                operand = _without_blanks(operand)
            return _variable(operator, variable, operand)
        case TagKeys() | Unread():
            raise _NotUnderstood
        case field:
            assert_never(field)


def _variable(operator: Operator, variable: Variable, operand: Json) -> Formula:
    match operator:
        case Operator.EXISTS:
            return variable.is_given if wanted_existence(operand) else negation(variable.is_given)
        case Operator.EQUALS:
            return _equals(variable, operand)
        case Operator.IN if isinstance(operand, list):
            return disjunction(_equals(variable, item) for item in operand)
        case Operator.LESS | Operator.LESS_OR_EQUALS | Operator.GREATER | Operator.GREATER_OR_EQUALS:
            return conjunction((variable.is_given, _ordered(operator, variable, operand)))
        case Operator.LIKE | Operator.MATCH | Operator.MATCH_INSENSITIVELY | Operator.CONTAINS:
            if variable.is_number or not isinstance(operand, str):
                raise _NotUnderstood
            return conjunction((variable.is_given, Lies(variable.name, _language(operator, operand))))
        case _:
            raise _NotUnderstood


def _equals(variable: Variable, operand: Json) -> Formula:
    if operand is None:
        return negation(variable.is_given)
    if variable.is_number:
        number = number_of(operand)
        if number is None:
            return FALSE
        same: Formula = conjunction((AtMost(variable.name, number), negation(below(variable.name, number))))
    else:
        same = Lies(variable.name, exactly(_text(operand), folded=True))
    return conjunction((variable.is_given, same))


def _text(operand: Json) -> str:
    match operand:
        case bool():
            return "true" if operand else "false"
        case str():
            return operand
        case int() | float():
            return f"{operand:.15g}"
        case _:
            raise _NotUnderstood


def _ordered(operator: Operator, variable: Variable, operand: Json) -> Formula:
    bound = number_of(operand)
    if not variable.is_number or bound is None:
        raise _NotUnderstood
    match operator:
        case Operator.LESS_OR_EQUALS:
            return AtMost(variable.name, bound)
        case Operator.GREATER:
            return negation(AtMost(variable.name, bound))
        case Operator.LESS:
            return below(variable.name, bound)
        case _:
            return negation(below(variable.name, bound))


def _language(operator: Operator, operand: str) -> Language:
    match operator:
        case Operator.LIKE:
            if "?" in operand:  # documented as itself, but microsoft/regorus takes it for any character (2026-01)
                raise _NotUnderstood
            return azure_like(operand)
        case Operator.MATCH:
            return azure_match(operand)
        case Operator.MATCH_INSENSITIVELY:
            return azure_match(operand, folded=True)
        case _:
            if "?" in operand or "*" in operand:
                return pattern(f".*\\Q{operand}\\E.*", folded=True)
            return glob(f"*{operand}*", folded=True)


def _without_blanks(operand: Json) -> Json:
    """Azure compares locations without blanks: `East US 2` is `eastus2`."""
    match operand:
        case str():
            return operand.replace(" ", "")
        case list():
            return [_without_blanks(item) for item in operand]
        case _:
            return operand


def _settled(is_so: bool) -> Formula:
    return TRUE if is_so else FALSE


def _words(comparison: Comparison, parameters: _Parameters) -> str:
    """A comparison that is not understood, as a person would look for it in the document."""
    match comparison.subject:
        case FieldOf(subject):
            what = f"`field` {_shown(subject, parameters)}"
        case ValueOf(subject):
            what = f"`value` {_shown(subject, parameters)}"
        case FieldCount(subject) | ValueCount(subject):
            what = f"`count` of {_shown(subject, parameters)}"
        case _:
            assert_never(comparison.subject)
    negated = "not " if comparison.is_negative else ""
    return f"{what} {negated}{comparison.operator} {_shown(comparison.operand, parameters)}"


def _shown(expression: object, parameters: _Parameters) -> str:
    from costguard.prove.azure.policy_expression import Access, Call, Literal

    match expression:
        case Literal(value):
            written = json.dumps(value)
        case Call(name):
            written = f"[{name}(…)]"
        case Access(of):
            return _shown(of, parameters)
        case _:
            written = "[…]"
    return written if len(written) <= 80 else f"{written[:79]}…"
