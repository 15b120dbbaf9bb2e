"""Writes data about guardrails as JSON that a diff reads well: indented, with long lists one element a line."""

import json
from typing import Any, Final

import msgspec

from costguard import __version__
from costguard.reports.neutral import json_text

Json = dict[str, Any]


class Tool(msgspec.Struct, frozen=True):
    """What wrote it."""

    name: str = "costguard"
    version: str = __version__


TOOL: Final = Tool()


def as_json(document: msgspec.Struct, one_a_line: str = "") -> str:
    """JSON in ASCII that ends in a newline; the elements of the member `one_a_line` stand one a line.

    Members keep their order; keys of mappings (tags, options) are sorted.
    """
    plain = _encodable(msgspec.to_builtins(document, order="deterministic"))
    members = [
        f"{json.dumps(name)}: {_rows(value) if name == one_a_line else _block(value)}" for name, value in plain.items()
    ]
    text = "{\n  " + ",\n  ".join(members) + "\n}\n"
    # Within JSON `#` occurs in strings only, and Azure Pipelines obeys `##vso[…]` wherever a log holds it.
    return text.replace("##", "#\\u0023")


def schema(name: str) -> Json:
    """The JSON Schema (draft 2020-12) of one of these formats, by the name of its file."""
    from importlib.resources import files

    text = files("costguard.reports.guardrails").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    found: Json = json.loads(text)
    return found


def _encodable(value: Any) -> Any:  # noqa: ANN401  (plain data is anything that JSON holds)
    match value:
        case str():
            return json_text(value, len(value))
        case list() | tuple():
            return [_encodable(each) for each in value]
        case dict():
            return {_encodable(key): _encodable(each) for key, each in value.items()}
        case _:
            return value


def _block(value: object) -> str:
    return json.dumps(value, indent=2).replace("\n", "\n  ")


def _rows(values: list[object]) -> str:
    rows = ",\n    ".join(json.dumps(value) for value in values)
    return f"[\n    {rows}\n  ]" if rows else "[]"
