"""A policy definition, in its envelope or bare: its mode, its parameters and its rule, read and checked once."""

from collections.abc import Mapping
from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.prove.azure.policy_effects import Then, read_then
from costguard.prove.azure.policy_limits import check_limits
from costguard.prove.azure.policy_rule import Condition, named, read_condition
from costguard.prove.azure.policy_values import (
    MISSING,
    Json,
    Value,
    are_same,
    as_json,
    as_object,
    fold_key,
    kind_of,
    property_of,
)

_MODES: Final = ("all", "indexed")
_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("a string",),
    "datetime": ("a string",),
    "array": ("an array",),
    "object": ("an object",),
    "boolean": ("a boolean",),
    "integer": ("a number",),
    "float": ("a number",),
}


class Parameter(msgspec.Struct, frozen=True):
    """A parameter that a definition declares. `default` is MISSING where an assignment has to give a value."""

    name: str
    type: str
    default: Value = MISSING
    allowed: tuple[Json, ...] | None = None


class Policy(msgspec.Struct, frozen=True):
    """A definition that has been read. `parameters` is None for a bare rule, which declares none and takes any.

    `is_indexed` ones look at resource types with tags and a location alone.
    """

    condition: Condition
    then: Then
    parameters: tuple[Parameter, ...] | None = None
    is_indexed: bool = False


def read_policy(definition: Mapping[str, object]) -> Policy:
    """The definition, which may stand in `properties` or be the bare `policyRule`.

    Raises BadInput, in one sentence, for whatever Azure would not save, and for modes of other resource providers.
    """
    keys = named(as_object(definition, "the policy definition"), "the policy definition")
    if "policyrule" not in keys and isinstance(keys.get("properties"), dict):
        keys = named(keys["properties"], "`properties`")
    if "policyrule" not in keys:
        return _read_rule(keys, None, is_indexed=False)
    rule = named(keys["policyrule"], "the `policyRule`")
    return _read_rule(rule, _read_parameters(keys.get("parameters")), is_indexed=_is_indexed(keys.get("mode")))


def parameter_values(policy: Policy, given: Mapping[str, object]) -> Mapping[str, Json]:
    """Every parameter's value, by its name in upper case: what is given, else its default.

    Raises BadInput where an assignment with these would be refused: a value that is missing, unknown or not allowed.
    """
    values = {fold_key(name): as_json(value, f"the parameter `{name}`") for name, value in given.items()}
    if policy.parameters is None:
        return values
    declared = {fold_key(parameter.name): parameter for parameter in policy.parameters}
    for name in given:
        if fold_key(name) not in declared:
            raise BadInput(f"the definition has no parameter `{name}`; remove it, or check its spelling")
    return {name: _value_of(parameter, values.get(name, parameter.default)) for name, parameter in declared.items()}


def _read_rule(keys: Mapping[str, Json], parameters: tuple[Parameter, ...] | None, *, is_indexed: bool) -> Policy:
    for key in ("if", "then"):
        if key not in keys:
            raise BadInput(f'the policy rule has no `{key}`; a rule is `{{"if": …, "then": {{"effect": …}}}}`')
    condition = read_condition(keys["if"])
    check_limits(condition)
    return Policy(condition, read_then(keys["then"]), parameters, is_indexed)


def _is_indexed(mode: Json) -> bool:
    """Whether the mode is Indexed, as it is where none is written (Microsoft's definition basics, 2025-03)."""
    if mode is None:
        return True
    if not isinstance(mode, str) or mode.lower() not in _MODES:
        raise BadInput(f"the mode `{mode}` is a resource provider's own; costguard judges `All` and `Indexed`")
    return mode.lower() == "indexed"


def _read_parameters(json: Json) -> tuple[Parameter, ...]:
    if json is None:
        return ()
    return tuple(_read_parameter(name, item) for name, item in as_object(json, "`parameters`").items())


def _read_parameter(name: str, json: Json) -> Parameter:
    keys = named(json, f"the parameter `{name}`")
    kind = keys.get("type")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise BadInput(f"the parameter `{name}` has no type of Azure Policy; write one such as `String` or `Array`")
    allowed = keys.get("allowedvalues")
    if allowed is not None and not isinstance(allowed, list):
        raise BadInput(f"`allowedValues` of the parameter `{name}` is no array; write `[…]`")
    return Parameter(name, kind.lower(), property_of(keys, "defaultvalue"), None if allowed is None else tuple(allowed))


def _value_of(parameter: Parameter, value: Value) -> Json:
    if value is MISSING:
        raise BadInput(
            f"the parameter `{parameter.name}` has no default, and no value is given; "
            "give the assignment that sets it as well"
        )
    if kind_of(value) not in _TYPES[parameter.type]:
        raise BadInput(f"the parameter `{parameter.name}` is of type {parameter.type}, and was given {kind_of(value)}")
    if parameter.allowed is not None:
        _check_allowed(parameter.name, parameter.allowed, value)
    return value


def _check_allowed(name: str, allowed: tuple[Json, ...], value: Json) -> None:
    """Case counts here, unlike in conditions (Microsoft's definition parameters, 2025-03)."""
    items = value if isinstance(value, list) and not any(isinstance(item, list) for item in allowed) else [value]
    for item in items:
        if not any(are_same(item, one) for one in allowed):
            raise BadInput(f"the parameter `{name}` does not allow the value it is given; give one of `allowedValues`")
