"""What a rule is evaluated against, and what its expressions say there."""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

import msgspec

from costguard.model.errors import BadInput
from costguard.prove.azure.policy_arguments import as_text, as_truth
from costguard.prove.azure.policy_expression import Access, ArrayOf, Call, Expression, Literal, ObjectOf
from costguard.prove.azure.policy_fields import AliasTable, full_name, path_of
from costguard.prove.azure.policy_functions import apply
from costguard.prove.azure.policy_paths import EACH, Element, Path, fold_path, json_of, select
from costguard.prove.azure.policy_values import (
    MISSING,
    EvaluationFailure,
    Json,
    Value,
    fold_key,
    kind_of,
    property_of,
)

MAX_STEPS: Final = 200_000
"""Conditions that one evaluation may look at: counts in counts multiply, and a rule must not hold up its reader."""


class Counted(msgspec.Struct, frozen=True):
    """Where a count stands: the item, what `current()` calls it, and the elements of the resource that led to it."""

    name: str
    item: Json
    elements: tuple[Element, ...] = ()


class Scope(msgspec.Struct, frozen=True):
    """One resource under judgement, with all that the rule may ask for.

    `resource` is what conditions read, `subject` what `field()` reads: they differ in an `existenceCondition` alone.
    `facts` holds what `resourceGroup()`, `subscription()`, … answer, by their names in lower case. `counts` are the
    counts that the condition stands in, outermost first; `iterations` how often those of values go round.
    """

    resource: dict[str, Json]
    subject: dict[str, Json]
    parameters: Mapping[str, Json]
    facts: Mapping[str, Json]
    aliases: AliasTable
    steps: Iterator[int]
    counts: tuple[Counted, ...] = ()
    iterations: int = 1

    def step(self) -> None:
        """Counts one more condition. Raises BadInput where that is too many."""
        if next(self.steps) >= MAX_STEPS:
            raise BadInput(
                f"the rule looks at more than {MAX_STEPS:,} conditions on this resource; count smaller arrays"
            )


class Selection(msgspec.Struct, frozen=True):
    """What a field selects: one value, or with `[*]` a collection of them."""

    values: tuple[Value, ...]
    is_collection: bool


def resolve(expression: Expression, scope: Scope) -> Json:
    """The value of an expression. Raises EvaluationFailure where a template function answers with an error."""
    match expression:
        case Literal(value):
            return value
        case Call(name, arguments):
            return _call(name, arguments, scope)
        case Access(of, keys):
            found = resolve(of, scope)
            for key in keys:
                found = _access(found, resolve(key, scope))
            return found
        case ArrayOf(items):
            return [resolve(item, scope) for item in items]
        case ObjectOf(properties):
            return {name: resolve(item, scope) for name, item in properties}
        case _:
            assert_never(expression)


def select_field(field: str, resource: dict[str, Json], scope: Scope) -> Selection:
    """What a field selects of a resource; inside of a count, only of the element at which it stands."""
    if fold_key(field) == "FULLNAME":
        return Selection((full_name(resource),), is_collection=False)
    path = path_of(field, resource, scope.aliases)
    if path is None:
        return Selection((MISSING,), is_collection=False) if "[*]" not in field else Selection((), is_collection=True)
    start = standing_at(path, resource, scope)
    return Selection(select(start.value, path[len(start.path) :]), EACH in path)


def standing_at(path: Path, resource: dict[str, Json], scope: Scope) -> Element:
    """The element nearest to the path's end at which a count stands, else the whole resource."""
    wanted = fold_path(path)
    reached = [element for count in scope.counts for element in count.elements if _leads_to(element, wanted)]
    return max(reached, key=lambda element: len(element.path), default=Element((), resource))


def _leads_to(element: Element, wanted: Path) -> bool:
    return fold_path(element.path) == wanted[: len(element.path)]


def _call(name: str, arguments: tuple[Expression, ...], scope: Scope) -> Json:
    if name == "if":  # only the branch that is taken is worked out (Microsoft's "Avoiding template failures", 2025-03)
        is_so = as_truth("if", resolve(arguments[0], scope))
        return resolve(arguments[1 if is_so else 2], scope)
    values = [resolve(argument, scope) for argument in arguments]
    match name:
        case "parameters":
            return _parameter(as_text(name, values[0]), scope)
        case "field":
            return _field(as_text(name, values[0]), scope)
        case "current":
            return _current(as_text(name, values[0]) if values else "", scope)
        case "policy" | "requestcontext" | "resourcegroup" | "subscription" | "utcnow":
            return _fact(name, scope)
        case _:
            return apply(name, values)


def _access(value: Json, key: Json) -> Json:
    """A property, or an element. What an object lacks is null, as built-ins rely on for tags of a resource group."""
    match value, key:
        case None, _:
            return None
        case dict(), str():
            return json_of(property_of(value, key))
        case list(), int() if not isinstance(key, bool) and 0 <= key < len(value):
            return value[key]
        case _:
            raise EvaluationFailure(f"{kind_of(value)} has nothing under {kind_of(key)} that the rule asks it for")


def _parameter(name: str, scope: Scope) -> Json:
    value = scope.parameters.get(fold_key(name), MISSING)
    if value is MISSING:
        raise BadInput(f"the rule reads the parameter `{name}`, which has no value; declare it, or give one")
    return value


def _field(name: str, scope: Scope) -> Json:
    """The field's value, all of them as an array for `[*]`, and "" where it is missing.

    (Microsoft's page on policies for arrays, 2025-03, which shows `[field('…missingArray')]` as "".)
    """
    selection = select_field(name, scope.subject, scope)
    if selection.is_collection:
        return [json_of(value) for value in selection.values]
    value = json_of(selection.values[0])
    return "" if value is None else value


def _current(name: str, scope: Scope) -> Json:
    """The item at which the count of that name stands, or of the innermost; or a property of it, by its alias."""
    for count in reversed(scope.counts):
        if fold_key(name) in ("", fold_key(count.name)):
            return count.item
    path = path_of(name, scope.resource, scope.aliases) if "[*]" in name else None
    start = standing_at(path, scope.resource, scope) if path is not None else None
    if path is None or start is None or not start.path:
        raise BadInput(f"`current({name})` names no `count` that it stands in; write the name or field of one")
    selected = [json_of(value) for value in select(start.value, path[len(start.path) :])]
    return selected if EACH in path[len(start.path) :] else selected[0]


def _fact(name: str, scope: Scope) -> Json:
    if name not in scope.facts:
        raise BadInput(f"the rule asks for `{name}()`, which is not known here; give it in the context")
    return scope.facts[name]
