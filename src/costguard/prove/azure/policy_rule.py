"""A policy rule's `if`, read from JSON into a tree of conditions; what Azure would not save is refused in words."""

from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.prove.azure.policy_comparison import OPERATORS, Operator, wanted_existence
from costguard.prove.azure.policy_expression import Expression, Literal, read_expression
from costguard.prove.azure.policy_values import EvaluationFailure, Json, kind_of


class FieldOf(msgspec.Struct, frozen=True):
    """A field of the resource, by its name."""

    name: Expression


class ValueOf(msgspec.Struct, frozen=True):
    """A value that the rule gives, or works out."""

    value: Expression


class FieldCount(msgspec.Struct, frozen=True):
    """How many elements of an array of the resource meet a condition."""

    name: Expression
    where: "Condition | None"


class ValueCount(msgspec.Struct, frozen=True):
    """How many items of an array that the rule gives meet a condition. `name` is what `current()` calls the item."""

    value: Expression
    name: str
    where: "Condition | None"


Subject = FieldOf | ValueOf | FieldCount | ValueCount


class Comparison(msgspec.Struct, frozen=True):
    """One condition: a subject, an operator, and what it is compared with. `is_negative` ones hold where it fails."""

    subject: Subject
    operator: Operator
    is_negative: bool
    operand: Expression


class AllOf(msgspec.Struct, frozen=True):
    """Every part holds."""

    parts: tuple["Condition", ...]


class AnyOf(msgspec.Struct, frozen=True):
    """At least one part holds."""

    parts: tuple["Condition", ...]


class Not(msgspec.Struct, frozen=True):
    """The part does not hold."""

    part: "Condition"


Condition = Comparison | AllOf | AnyOf | Not

_SUBJECTS: Final = ("field", "value", "count")
_LOGIC: Final = ("allof", "anyof", "not")
_ONE_VALUE: Final = frozenset(
    {Operator.LIKE, Operator.MATCH, Operator.MATCH_INSENSITIVELY, Operator.CONTAINS, Operator.CONTAINS_KEY}
)
DEFAULT_NAME: Final = "default"
"""What a value count that names nothing calls its item."""


def read_condition(json: Json) -> Condition:
    """The condition that an `if`, a `where` or an `existenceCondition` holds. Raises BadInput where it is none."""
    keys = named(json, "a condition")
    logic = [key for key in keys if key in _LOGIC]
    if not logic:
        return _read_comparison(keys)
    if len(keys) > 1:
        raise BadInput(f"a condition has {_listed(keys)} side by side; put each into a condition of its own")
    match logic[0]:
        case "allof":
            return AllOf(_read_parts("allOf", keys["allof"]))
        case "anyof":
            return AnyOf(_read_parts("anyOf", keys["anyof"]))
        case _:
            return Not(read_condition(keys["not"]))


def named(json: Json, what: str) -> dict[str, Json]:
    """The object with its keys in lower case, for they ignore case. Raises BadInput where two are then the same."""
    if not isinstance(json, dict):
        raise BadInput(f"{what} is a JSON object, and {kind_of(json)} stands in its place; write `{{…}}`")
    keys = {key.lower(): value for key, value in json.items()}
    if len(keys) < len(json):
        raise BadInput(f"{what} has one key twice, in another case; keep one of {_listed(json)}")
    return keys


def _read_parts(word: str, json: Json) -> tuple[Condition, ...]:
    if not isinstance(json, list):
        raise BadInput(f"`{word}` takes an array of conditions, and was given {kind_of(json)}; write `[…]`")
    return tuple(map(read_condition, json))


def _read_comparison(keys: dict[str, Json]) -> Comparison:
    subjects = [key for key in keys if key in _SUBJECTS]
    operators = [key for key in keys if key in OPERATORS]
    unknown = [key for key in keys if key not in _SUBJECTS and key not in OPERATORS]
    if unknown:
        raise BadInput(f"a condition has the key {_listed(unknown)}, which Azure Policy does not know; remove it")
    if len(subjects) != 1 or len(operators) != 1:
        raise BadInput(
            f"a condition takes one of `field`, `value` and `count`, and one operator; this has {_listed(keys)}"
        )
    operator, is_negative = OPERATORS[operators[0]]
    operand = read_expression(keys[operators[0]])
    if isinstance(operand, Literal):
        _check_operand(operator, operand.value)
    return Comparison(_read_subject(subjects[0], keys[subjects[0]]), operator, is_negative, operand)


def _check_operand(operator: Operator, operand: Json) -> None:
    """Refuses what no resource could be compared with."""
    if operator is Operator.EXISTS:
        try:
            wanted_existence(operand)
        except EvaluationFailure as failure:
            raise BadInput(f"{failure}; write `true` or `false`") from None
    if operator is Operator.IN and not isinstance(operand, list):
        raise BadInput(f"`in` takes an array, and was given {kind_of(operand)}; write `[…]`, or use `equals`")
    if operator in _ONE_VALUE and isinstance(operand, list | dict):
        raise BadInput(f"`{operator}` takes one value, and was given {kind_of(operand)}; write one condition for each")
    if operator is Operator.CONTAINS and isinstance(operand, str) and "*" in operand:
        raise BadInput("`contains` takes no `*` (Microsoft's policy rule structure, 2025-03); use `like`")


def _read_subject(word: str, json: Json) -> Subject:
    match word:
        case "field":
            return FieldOf(_read_field(json))
        case "value":
            return ValueOf(read_expression(json))
        case _:
            return _read_count(named(json, "a `count`"))


def _read_field(json: Json) -> Expression:
    if not isinstance(json, str) or not json:
        raise BadInput(f"`field` takes the name of a field, and was given {kind_of(json)}; write it as text")
    return read_expression(json)


def _read_count(keys: dict[str, Json]) -> FieldCount | ValueCount:
    known = {"field", "where"} if "field" in keys else {"value", "where", "name"}
    if not keys.keys() & {"field", "value"} or not keys.keys() <= known:
        raise BadInput(
            f"a `count` takes `field` and perhaps `where`, or `value` and perhaps `name` and `where`; "
            f"this has {_listed(keys)}"
        )
    where = read_condition(keys["where"]) if "where" in keys else None
    if "field" in keys:
        name = _read_field(keys["field"])
        if isinstance(name, Literal):
            check_is_array(name.value)
        return FieldCount(name, where)
    item = keys.get("name", DEFAULT_NAME)
    if not isinstance(item, str) or not item.isalnum():
        raise BadInput("a `count` has a `name` that is not made of letters and digits; choose another")
    value = read_expression(keys["value"])
    if isinstance(value, Literal) and not isinstance(value.value, list):
        raise BadInput(f"a `count` of a `value` takes an array, and was given {kind_of(value.value)}; write `[…]`")
    return ValueCount(value, item, where)


def check_is_array(field: Json) -> None:
    """Refuses to count what is no array: the field of a count ends in `[*]`."""
    if not isinstance(field, str) or not field.endswith("[*]"):
        raise BadInput(f"a `count` takes the elements of an array, and `{field}` is one field; write `{field}[*]`")


def _listed(keys: object) -> str:
    names = list(keys) if isinstance(keys, dict | list) else []
    return ", ".join(f"`{name}`" for name in names) or "none"
