"""Writes one policy definition for each rule, two where only a part of its types have tags and a location."""

from collections.abc import Iterable
from typing import Final

import msgspec

from costguard.catalog import azure_policy
from costguard.catalog.entry import RegionSource
from costguard.catalog.lookup import entries
from costguard.emit.azure.conditions import NO_CONDITION, Condition, condition_of, joined, size_of
from costguard.emit.azure.demands import arm_type_named, types_in_scope
from costguard.emit.azure.fields import LOCATION, RESOURCE_GROUPS, kinds
from costguard.emit.azure.naming import (
    MAX_DESCRIPTION,
    MAX_DISPLAY_NAME,
    camel_case,
    name_of,
    resource,
    shortened,
    text_of,
)
from costguard.emit.demand import Demand
from costguard.emit.options import EmitOptions, Limits
from costguard.emit.tree import ALWAYS, AttributeValue, Sent, TagValue, Tree, facts_in
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind
from costguard.policy.policy_set import CloudEffect, Rule

CATEGORY: Final = "Cost"
_VERSION: Final = "1.0.0"
_EFFECTS: Final = {CloudEffect.DENY: "Deny", CloudEffect.AUDIT: "Audit"}


class Definition(msgspec.Struct, frozen=True):
    """A policy definition as an initiative refers to it, by its name.

    `rule` is "" where it is no rule's. `effect` is what is asked for, one of `allowed`, and `parameter` the name
    under which an initiative passes it on.
    """

    name: str
    display_name: str
    rule: str
    parameter: str
    effect: str
    allowed: tuple[str, ...]
    document: Document


def definitions(rule: Rule, demands: Iterable[Demand], options: EmitOptions) -> tuple[Definition, ...]:
    """The definitions of one rule; none where nothing of it can be said. Raises BadInput beyond Azure's limits."""
    said = [demand for demand in demands if demand.is_said]
    indexed = [demand for demand in said if arm_type_named(demand.operation).indexed]
    others = [demand for demand in said if not arm_type_named(demand.operation).indexed]
    found = []
    if indexed:
        found.append(_definition(rule, "", "Indexed", _everywhere(rule, indexed) or _typed(indexed), options))
    if others:
        only_groups = all(demand.operation == RESOURCE_GROUPS for demand in others)
        suffix = "" if not indexed else "resource-groups" if only_groups else "other-types"
        found.append(_definition(rule, suffix, "All", _typed(others), options))
    return tuple(found)


def effect_parameter(allowed: tuple[str, ...], default: str) -> dict[str, object]:
    """The parameter by which a definition is rolled out and back."""
    return {
        "type": "String",
        "metadata": {
            "displayName": "Effect",
            "description": f"What happens to a resource that breaks the rule: {', '.join(allowed)}",
        },
        "allowedValues": list(allowed),
        "defaultValue": default,
    }


def written(name: str, properties: dict[str, object], rules: tuple[str, ...], options: EmitOptions) -> Document:
    """A definition's document. Raises BadInput where it is more than Azure takes."""
    text = text_of(resource(options.azure_scope, "policyDefinitions", name, properties))
    limit = options.limits.azure_request_bytes
    if len(text.encode()) > limit:
        raise BadInput(
            f"the rule `{rules[0]}` takes {len(text.encode()):,} bytes as a policy definition, and Azure takes "
            f"{limit:,}; say its values with fewer globs (`like`), or give it `cloud: none`"
        )
    return Document(f"azure/definitions/{name}.json", DocumentKind.AZURE_DEFINITION, text, rules)


def metadata(options: EmitOptions, **more: object) -> dict[str, object]:
    """What marks a document as ours, so that nothing else is ever changed or deleted.

    `createdBy` would not do: Azure writes that itself (Azure Policy, "Assignment structure", 2025-03).
    """
    return {"category": CATEGORY, "version": _VERSION, "managedBy": options.prefix, **more}


def _definition(rule: Rule, suffix: str, mode: str, condition: Condition, options: EmitOptions) -> Definition:
    _check_size(rule, condition, options.limits)
    name = name_of(options.prefix, rule.id, suffix)
    title = rule.title or rule.id
    display_name = shortened(f"{title} ({suffix.replace('-', ' ')})" if suffix else title, MAX_DISPLAY_NAME)
    effect = _EFFECTS[rule.effect.cloud]
    allowed = ("Audit", "Deny", "Disabled")
    properties: dict[str, object] = {
        "displayName": display_name,
        "description": shortened(rule.why or title, MAX_DESCRIPTION),
        "policyType": "Custom",
        "mode": mode,
        "metadata": metadata(options, rule=rule.id),
        "parameters": {"effect": effect_parameter(allowed, effect)},
        "policyRule": {"if": condition, "then": {"effect": "[parameters('effect')]"}},
    }
    document = written(name, properties, (rule.id,), options)
    return Definition(
        name, display_name, rule.id, f"{camel_case(f'{rule.id} {suffix}')}Effect", effect, allowed, document
    )


def _everywhere(rule: Rule, demands: list[Demand]) -> Condition | None:
    """One condition for every type that has tags and a location; None where the rule is not as wide, or not the same.

    Such a definition also holds for types that the catalog does not know, as the rule does.
    """
    said = {demand.said for demand in demands}
    if rule.scope.types or len(said) > 1 or ALWAYS in said or not _is_of_all_types(demands[0].said):
        return None
    condition = condition_of(demands[0].said, {})
    excluded = _excluded(rule, {demand.operation for demand in demands})
    return joined("allOf", [_types(excluded, holds=False), condition]) if excluded else condition


def _excluded(rule: Rule, wanted: set[str]) -> tuple[str, ...]:
    """The catalog's types with tags and a location of which the rule asks nothing, sorted.

    What has no region is at `global`, which passes already.
    """
    in_scope = {each.type for each in types_in_scope(rule)}
    indexed: set[str] = set()
    passing: set[str] = set()
    for each in entries():
        arm = azure_policy.arm_type(each.type)
        if arm is not None and arm.indexed:
            indexed.add(arm.name)
            if each.type in in_scope and each.region is RegionSource.GLOBAL:
                passing.add(arm.name)
    return tuple(sorted(indexed - wanted - passing))


def _is_of_all_types(tree: Tree) -> bool:
    """Whether it speaks only of what every resource with tags and a location has."""
    return all(
        isinstance(fact, Sent | TagValue) or (isinstance(fact, AttributeValue) and fact.name == LOCATION)
        for fact in facts_in(tree)
    )


def _typed(demands: list[Demand]) -> Condition:
    """One branch for each condition, with the types that share it."""
    conditions: dict[str, Condition] = {}
    types: dict[str, list[str]] = {}
    for demand in demands:
        condition = condition_of(demand.said, kinds(demand.operation))
        key = text_of(condition)
        conditions[key] = condition
        types.setdefault(key, []).append(demand.operation)
    return joined("anyOf", [_on_types(tuple(sorted(types[key])), conditions[key]) for key in conditions])


def _on_types(names: tuple[str, ...], condition: Condition) -> Condition:
    is_of_type = _types(names, holds=True)
    return is_of_type if condition == NO_CONDITION else joined("allOf", [is_of_type, condition])


def _types(names: tuple[str, ...], *, holds: bool) -> Condition:
    if len(names) == 1:
        return {"field": "type", "equals" if holds else "notEquals": names[0]}
    return {"field": "type", "in" if holds else "notIn": list(names)}


def _check_size(rule: Rule, condition: Condition, limits: Limits) -> None:
    size = size_of(condition)
    if size > limits.azure_conditions:
        raise BadInput(
            f"the rule `{rule.id}` takes {size:,} conditions as a policy definition, and Azure takes "
            f"{limits.azure_conditions:,}; say its values with fewer globs (`like`), or give it `cloud: none`"
        )
