"""The JSON Schema of the policy language, for editors and other tools; made from the same declaration as the reader."""

from typing import Any, Final, assert_never

from costguard.policy.language.conditions import REFERENCES
from costguard.policy.language.policy import POLICY
from costguard.policy.shape import (
    Choice,
    Day,
    Either,
    Field,
    Flag,
    ListOf,
    Number,
    Record,
    Reference,
    Shape,
    Text,
    Value,
)

_DAY_PATTERN: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_BLANK_FREE: Final = r"\S"

JsonSchema = dict[str, Any]


def policy_schema() -> JsonSchema:
    """The language as JSON Schema (draft 2020-12).

    It tells structure: keys, kinds, ranges. Whether a name is known, a pattern compiles or two rules agree,
    only loading tells.
    """
    definitions: dict[str, JsonSchema] = {}
    policy = _record(POLICY, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:costguard:policy:v1",
        "title": "costguard policy",
        **policy,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(shape: Shape, definitions: dict[str, JsonSchema]) -> JsonSchema:  # noqa: C901  (one answer a shape)
    match shape:
        case Text():
            return {"type": "string", "pattern": shape.pattern}
        case Value():
            blank = {} if shape.may_be_empty else {"pattern": _BLANK_FREE}
            return {"type": ["string", "number", "boolean"], **blank}
        case Number():
            return _number(shape)
        case Flag():
            return {"type": "boolean"}
        case Day():
            return {"type": "string", "format": "date", "pattern": _DAY_PATTERN}
        case Choice(words=words):
            return {"enum": list(words)}
        case ListOf():
            return _list(shape, definitions)
        case Record():
            return _defined(shape, definitions)
        case Either(options=options):
            return {"anyOf": [_schema(option, definitions) for option in options]}
        case Reference(name=name):
            return _defined(REFERENCES[name], definitions)
        case _:
            assert_never(shape)


def _number(shape: Number) -> JsonSchema:
    bound = "exclusiveMinimum" if shape.is_above else "minimum"
    return {"type": "integer" if shape.is_whole else "number", bound: shape.minimum, "maximum": shape.maximum}


def _list(shape: ListOf, definitions: dict[str, JsonSchema]) -> JsonSchema:
    schema: JsonSchema = {"type": "array", "items": _schema(shape.item, definitions)}
    if shape.at_least:
        schema["minItems"] = shape.at_least
    if not isinstance(shape.item, Record | Reference):
        schema["uniqueItems"] = True
    return schema


def _defined(shape: Record, definitions: dict[str, JsonSchema]) -> JsonSchema:
    """A pointer to the record's definition, which is made on first sight (so that the language may recur)."""
    if shape.name not in definitions:
        definitions[shape.name] = {}
        definitions[shape.name] = _record(shape, definitions)
    return {"$ref": f"#/$defs/{shape.name}"}


def _record(shape: Record, definitions: dict[str, JsonSchema]) -> JsonSchema:
    schema: JsonSchema = {"type": "object", "description": shape.doc}
    if shape.fields:
        schema["properties"] = {field.name: _property(field, definitions) for field in shape.fields}
    schema["additionalProperties"] = False if shape.others is None else _schema(shape.others, definitions)
    if shape.others is not None:
        names = [{"enum": [field.name for field in shape.fields]}] if shape.fields else []
        schema["propertyNames"] = {"anyOf": [*names, {"pattern": shape.key.pattern}]}
    if required := [field.name for field in shape.fields if field.is_required]:
        schema["required"] = required
    if shape.exactly_one:
        schema["oneOf"] = [{"required": [name]} for name in shape.exactly_one]
    if shape.at_least:
        schema["minProperties"] = shape.at_least
    return schema


def _property(field: Field, definitions: dict[str, JsonSchema]) -> JsonSchema:
    default = f" Left out: {field.default}." if field.default else ""
    return {"description": field.doc + default, **_schema(field.shape, definitions)}
