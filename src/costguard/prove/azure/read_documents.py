"""Finds out what each policy definition does where it stands: its effect after assignment, initiative and defaults."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.model.guardrail import Document
from costguard.prove.azure.policy_definition import Policy, parameter_values, read_policy
from costguard.prove.azure.policy_expression import Expression, calls_in, read_expression
from costguard.prove.azure.policy_fields import AliasTable
from costguard.prove.azure.policy_rule import named
from costguard.prove.azure.policy_scope import Scope, resolve
from costguard.prove.azure.policy_values import MISSING, EvaluationFailure, Json, as_object, fold_key, property_of

Written = Document | Mapping[str, object]
"""A document of ours, or the JSON of anyone's."""

_LOOKING: Final = frozenset({"current", "field", "policy", "requestcontext", "resourcegroup", "subscription", "utcnow"})
_EFFECT_OVERRIDE: Final = "policyeffect"
_REFERENCE_SELECTOR: Final = "policydefinitionreferenceid"


class Standing(msgspec.Struct, frozen=True):
    """A definition where it stands. `policy` is None where its text is not at hand.

    `effect` is in lower case, "" where it cannot be told. `doubts` say, in words, what of the way it is assigned is
    not understood: whether it applies to a request is then open.
    """

    name: str
    policy: Policy | None
    parameters: Mapping[str, Json]
    effect: str
    doubts: tuple[str, ...] = ()


class _Assigned(msgspec.Struct, frozen=True):
    """A definition with the parameters that reach it."""

    identifier: str
    reference: str
    parameters: Mapping[str, Json]
    effect: str = ""
    doubts: tuple[str, ...] = ()


class NotConstant(Exception):
    """An expression asks for something that only a request can tell."""


def standings(documents: Sequence[Written], *, is_dry_run: bool = False) -> tuple[Standing, ...]:
    """Every definition that is enforced, as often as it is assigned.

    Where no document assigns anything, initiatives and definitions count as assigned with their defaults. An
    assignment that does not enforce counts only in a dry run, which asks what it would do. Raises BadInput where
    Azure would refuse a document.
    """
    parsed = [_parsed(document) for document in documents]
    definitions = {_last(each): each for each in parsed if "policyrule" in _body(each)}
    initiatives = {_last(each): each for each in parsed if "policydefinitions" in _body(each)}
    assignments = [each for each in parsed if _is_assignment(each)]
    assigned: Iterator[_Assigned]
    if assignments:
        assigned = (one for each in assignments for one in _assigned(each, initiatives, is_dry_run=is_dry_run))
    elif initiatives:
        assigned = (one for each in initiatives.values() for one in _members(each, {}))
    else:
        assigned = (_Assigned(_name(each), _name(each), {}) for each in definitions.values())
    return tuple(_standing(each, definitions) for each in assigned)


def constant(expression: Expression, parameters: Mapping[str, Json]) -> Json:
    """The value of an expression that no request changes. Raises NotConstant where one does."""
    if any(call.name in _LOOKING for call in calls_in(expression)):
        raise NotConstant
    try:
        return resolve(expression, Scope({}, {}, parameters, {}, AliasTable(), count()))
    except EvaluationFailure as failure:
        raise NotConstant(str(failure)) from None


def _parsed(document: Written) -> dict[str, Json]:
    if not isinstance(document, Document):
        return as_object(document, "a policy document")
    try:
        return as_object(json.loads(document.text), document.path)
    except ValueError as error:
        raise BadInput(f"{document.path} is not JSON ({error}); write it anew with `costguard emit`") from None


def _body(document: dict[str, Json]) -> dict[str, Json]:
    """Its properties, by their names in lower case."""
    keys = named(document, "a policy document")
    inner = keys.get("properties")
    return named(inner, "`properties`") if isinstance(inner, dict) else keys


def _is_assignment(document: dict[str, Json]) -> bool:
    return "policydefinitionid" in _body(document) and "exemptioncategory" not in _body(document)


def _name(document: dict[str, Json]) -> str:
    keys = named(document, "a policy document")
    written = keys.get("name") or keys.get("id") or _body(document).get("displayname") or "an unnamed policy"
    return str(written)


def _last(document: dict[str, Json]) -> str:
    return _key(_name(document))


def _key(identifier: str) -> str:
    """The last part of an id, by which documents refer to each other."""
    return fold_key(identifier.rstrip("/").rpartition("/")[2])


def _assigned(
    document: dict[str, Json], initiatives: Mapping[str, dict[str, Json]], *, is_dry_run: bool
) -> Iterator[_Assigned]:
    body = _body(document)
    mode = body.get("enforcementmode", "Default")
    if not is_dry_run and str(mode).lower() != "default":
        return
    target = str(body["policydefinitionid"])
    given = {name: _value(each) for name, each in as_object(body.get("parameters") or {}, "`parameters`").items()}
    initiative = initiatives.get(_key(target))
    members = [_Assigned(target, "", given)] if initiative is None else list(_members(initiative, given))
    doubts = tuple(
        f"the assignment `{_name(document)}` has `{written}`, which leaves some requests out"
        for key, written in (("notscopes", "notScopes"), ("resourceselectors", "resourceSelectors"))
        if body.get(key)
    )
    for member in members:
        yield _overridden(msgspec.structs.replace(member, doubts=doubts), body.get("overrides"), _name(document))


def _overridden(member: _Assigned, overrides: Json, assignment: str) -> _Assigned:
    """The member with the effect that an override gives it (Azure Policy, "Assignment structure", 2025-03)."""
    for override in overrides if isinstance(overrides, list) else []:
        keys = named(override, "an override")
        selectors = keys.get("selectors") or []
        picked = [named(each, "a selector") for each in selectors] if isinstance(selectors, list) else []
        is_known = all(str(each.get("kind")).lower() == _REFERENCE_SELECTOR for each in picked)
        if str(keys.get("kind")).lower() != _EFFECT_OVERRIDE or not is_known:
            doubt = f"the assignment `{assignment}` has an override that costguard does not read"
            return msgspec.structs.replace(member, doubts=(*member.doubts, doubt))
        if all(_selects(each, member.reference) for each in picked):
            return msgspec.structs.replace(member, effect=str(keys.get("value")).lower())
    return member


def _selects(selector: dict[str, Json], reference: str) -> bool:
    wanted, unwanted = selector.get("in"), selector.get("notin")
    is_in = not isinstance(wanted, list) or fold_key(reference) in {fold_key(str(each)) for each in wanted}
    return is_in and not (
        isinstance(unwanted, list) and fold_key(reference) in {fold_key(str(each)) for each in unwanted}
    )


def _members(initiative: dict[str, Json], given: Mapping[str, Json]) -> Iterator[_Assigned]:
    body = _body(initiative)
    declared = as_object(body.get("parameters") or {}, "`parameters`")
    defaults = {fold_key(name): property_of(as_object(each, name), "defaultValue") for name, each in declared.items()}
    values = {name: value for name, value in defaults.items() if value is not MISSING}
    values |= {fold_key(name): value for name, value in given.items()}
    members = body["policydefinitions"]
    for member in members if isinstance(members, list) else []:
        keys = named(member, "a member of an initiative")
        passed = as_object(keys.get("parameters") or {}, "`parameters`")
        parameters = {name: constant(read_expression(_value(each)), values) for name, each in passed.items()}
        identifier = str(keys.get("policydefinitionid"))
        yield _Assigned(identifier, str(keys.get("policydefinitionreferenceid", "")), parameters)


def _value(parameter: Json) -> Json:
    """A parameter's value, which documents wrap in `value`."""
    found = property_of(parameter, "value") if isinstance(parameter, dict) else MISSING
    return None if found is MISSING else found


def _standing(assigned: _Assigned, definitions: Mapping[str, dict[str, Json]]) -> Standing:
    document = definitions.get(_key(assigned.identifier))
    if document is None:
        doubt = f"the definition `{assigned.identifier}` is not among the documents"
        return Standing(assigned.identifier, None, {}, assigned.effect, (*assigned.doubts, doubt))
    name = _name(document)
    try:
        policy = read_policy(document)
        parameters = parameter_values(policy, assigned.parameters)
    except BadInput as error:
        raise BadInput(f"`{name}`: {error}") from None
    return Standing(name, policy, parameters, assigned.effect or _effect(policy, parameters), assigned.doubts)


def _effect(policy: Policy, parameters: Mapping[str, Json]) -> str:
    try:
        return str(constant(policy.then.effect, parameters)).lower()
    except NotConstant:
        return ""
