"""A policy rule's `then`: the effect, and what `modify`, `append` and the `…IfNotExists` effects add to it."""

from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.prove.azure.policy_expression import Expression, Literal, read_expression
from costguard.prove.azure.policy_rule import Condition, named, read_condition
from costguard.prove.azure.policy_values import Json, kind_of

EFFECTS: Final = frozenset(
    {
        "addtonetworkgroup", "append", "audit", "auditifnotexists", "deny", "denyaction", "deployifnotexists",
        "disabled", "manual", "modify", "mutate",
    }
)  # fmt: skip
"""The effects there are (Microsoft's effect basics, 2025-03), in lower case."""
_OPERATIONS: Final = frozenset({"add", "addorreplace", "remove"})


class WrittenOperation(msgspec.Struct, frozen=True):
    """One change that `modify` or `append` makes, before parameters."""

    operation: str
    field: Expression
    value: Expression | None = None
    condition: Expression | None = None


class Existence(msgspec.Struct, frozen=True):
    """The related resource without which an `…IfNotExists` effect applies."""

    type: Expression
    name: Expression | None = None
    condition: Condition | None = None


class Then(msgspec.Struct, frozen=True):
    """What follows where the `if` holds."""

    effect: Expression
    operations: tuple[WrittenOperation, ...] = ()
    existence: Existence | None = None


def read_then(json: Json) -> Then:
    """The `then` of a rule. Raises BadInput where it has no effect, or details that its effect could not use."""
    keys = named(json, "a `then`")
    if "effect" not in keys:
        raise BadInput("a `then` has no `effect`; add one, such as `deny`")
    effect = keys["effect"]
    if not isinstance(effect, str):
        raise BadInput(f"an `effect` is text, and was given {kind_of(effect)}; write one such as `deny`")
    expression = read_expression(effect)
    if isinstance(expression, Literal):
        check_effect(effect)
    details = keys.get("details")
    return Then(expression, _read_operations(details), _read_existence(details))


def check_effect(effect: Json) -> str:
    """The effect as it is written. Raises BadInput where there is none of that name."""
    if not isinstance(effect, str) or effect.lower() not in EFFECTS:
        raise BadInput(f"`{effect}` is no effect of Azure Policy; write one such as `deny`, `audit` or `modify`")
    return effect


def _read_operations(details: Json) -> tuple[WrittenOperation, ...]:
    """Those of `modify`, or of `append`, whose details are an array."""
    if isinstance(details, list):
        return tuple(
            _read_operation({"operation": "append", **named(item, "an item of `details`")}) for item in details
        )
    if not isinstance(details, dict):
        return ()
    operations = named(details, "`details`").get("operations", [])
    if not isinstance(operations, list):
        raise BadInput(f"`operations` is an array, and was given {kind_of(operations)}; write `[…]`")
    return tuple(_read_operation(_checked(named(item, "an operation"))) for item in operations)


def _read_operation(keys: dict[str, Json]) -> WrittenOperation:
    field = keys.get("field")
    if not isinstance(field, str) or not field:
        raise BadInput("an operation in `details` has no `field`; say which tag or alias it changes")
    return WrittenOperation(
        operation=str(keys["operation"]),
        field=read_expression(field),
        value=read_expression(keys["value"]) if "value" in keys else None,
        condition=read_expression(keys["condition"]) if "condition" in keys else None,
    )


def _checked(keys: dict[str, Json]) -> dict[str, Json]:
    word = keys.get("operation")
    if not isinstance(word, str) or word.lower() not in _OPERATIONS:
        raise BadInput(f"`{word}` is no operation of `modify`; write `addOrReplace`, `add` or `remove`")
    if word.lower() != "remove" and "value" not in keys:
        raise BadInput(f"an operation `{word}` has no `value`; say what it sets")
    return keys


def _read_existence(details: Json) -> Existence | None:
    if not isinstance(details, dict):
        return None
    keys = named(details, "`details`")
    if "type" not in keys:
        return None
    return Existence(
        type=read_expression(keys["type"]),
        name=read_expression(keys["name"]) if "name" in keys else None,
        condition=read_condition(keys["existencecondition"]) if "existencecondition" in keys else None,
    )
