"""Attributes come as numbers, text, lists or JSON: here each becomes the values that policies write."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from costguard.catalog.live.attributes import as_text
from costguard.catalog.lookup import attribute_names
from costguard.model.inventory import Values


def attribute_values(told: Mapping[str, object]) -> dict[str, Values]:
    """The attributes of an object by name: null or an empty list is "not set"; what is nested deeper is left out."""
    found: dict[str, Values] = {}
    for name, value in told.items():
        if value is None:
            found[name] = ()
        elif isinstance(value, list | tuple):
            texts = _texts(name, value)
            if texts or not value:
                found[name] = texts
        elif (text := attribute_text(name, value)) is not None:
            found[name] = (text,)
    return found


def attribute_text(name: str, value: object) -> str | None:
    """One value as policies write it (`true`, `100`), None of what is no single value.

    A number or boolean that was written as text reads like one where the vocabulary says that it is one; an object in
    JSON, as which Azure's `sku` lies in tables, is no single value.
    """
    match value:
        case bool() | int() | float():
            return as_text(value)
        case Decimal():
            return as_text(float(value))
        case str() if value.lstrip().startswith("{"):
            return None
        case str():
            return _of_its_kind(name, value)
        case _:
            return None


def _texts(name: str, values: Iterable[object]) -> Values:
    texts = (attribute_text(name, value) for value in values)
    return tuple(text for text in texts if text is not None)


def _of_its_kind(name: str, text: str) -> str:
    known = attribute_names().get(name)
    kind = known.kind if known is not None else "string"
    if kind == "boolean" and text.strip().lower() in {"true", "false"}:
        return text.strip().lower()
    if kind == "number":
        try:
            return as_text(float(text))
        except ValueError:
            return text
    return text
