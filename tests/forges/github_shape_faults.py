"""Holds the structs that our client reads answers with against the schemas of those answers.

A member that a struct asks for must always be sent; one that may be null must be allowed to be; one that it can do
without must at least be one of GitHub's, in some answer that the struct is read from.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from github_description import Description
from msgspec import inspect

Json = dict[str, Any]
_SCALARS = {
    inspect.StrType: "string", inspect.IntType: "integer", inspect.BoolType: "boolean", inspect.DateTimeType: "string",
    inspect.DictType: "object",
}  # fmt: skip


def shape_faults(described: Description, read: Iterable[tuple[str, str, type]]) -> list[str]:
    """What our structs read otherwise than GitHub tells it. `read` holds method, path and struct."""
    looking = _Looking(described)
    for method, path, kind in sorted(read, key=str):
        template, operation = described.operation(method, path)
        status = next(status for status in operation["responses"] if status.startswith("2"))
        schema = described.answer_schema(operation, int(status))
        looking.look(schema, inspect.type_info(kind), f"{method} {template}")
    return [*looking.faults, *looking.unknown()]


class _Looking:
    """What was found so far: faults, and which members of which struct GitHub has in some answer."""

    def __init__(self, described: Description) -> None:
        self.faults: list[str] = []
        self._described = described
        self._members: dict[str, set[str]] = {}
        self._known: dict[str, set[str]] = {}

    def unknown(self) -> Iterator[str]:
        """The members that no answer has."""
        for struct, members in self._members.items():
            yield from (f"{struct}.{name} is in no answer" for name in sorted(members - self._known[struct]))

    def look(self, schema: Json, told: inspect.Type, where: str) -> None:
        options = list(_alternatives(self._described, schema))
        if any(option is None for option in options) and not _takes_null(told):
            self.faults.append(f"{where} may be null")
        for kind in _without_null(told):
            for option in filter(None, options):
                self._look_at(option, kind, where)

    def _look_at(self, schema: Json, told: inspect.Type, where: str) -> None:
        match told:
            case inspect.StructType():
                self._look_into(schema, told, where)
            case inspect.VarTupleType():
                self._same(schema, "array", where)
                self.look(schema.get("items", {}), told.item_type, f"{where}[]")
            case inspect.AnyType():
                pass
            case _:
                self._same(schema, _SCALARS[type(told)], where)
                if isinstance(told, inspect.DateTimeType) and schema.get("format") != "date-time":
                    self.faults.append(f"{where} is no date-time")

    def _look_into(self, schema: Json, told: inspect.StructType, where: str) -> None:
        self._same(schema, "object", where)
        name, properties = told.cls.__name__, schema.get("properties", {})
        self._members.setdefault(name, set()).update(field.encode_name for field in told.fields)
        self._known.setdefault(name, set()).update(properties)
        for field in told.fields:
            if field.required and field.encode_name not in schema.get("required", ()):
                self.faults.append(f"{where}.{field.encode_name} may be left out")
            if field.encode_name in properties:
                self.look(properties[field.encode_name], field.type, f"{where}.{field.encode_name}")

    def _same(self, schema: Json, wanted: str, where: str) -> None:
        if schema.get("type", wanted) != wanted:
            self.faults.append(f"{where} is {schema['type']}, read as {wanted}")


def _alternatives(described: Description, schema: Json) -> Iterator[Json | None]:
    """The plain schemas that a schema may stand for; None is null."""
    schema = described.resolved(schema)
    if schema.get("nullable"):
        yield None
    several = schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf")
    if several is None or "properties" in schema:
        yield schema
        return
    for each in several:
        yield from _alternatives(described, each)


def _takes_null(told: inspect.Type) -> bool:
    options = told.types if isinstance(told, inspect.UnionType) else (told,)
    return any(isinstance(each, inspect.NoneType | inspect.AnyType) for each in options)


def _without_null(told: inspect.Type) -> Iterator[inspect.Type]:
    options = told.types if isinstance(told, inspect.UnionType) else (told,)
    return (each for each in options if not isinstance(each, inspect.NoneType))
