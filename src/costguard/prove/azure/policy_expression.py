"""Template expressions, `[concat('tags[', parameters('name'), ']')]`: read once into a tree, refused in words."""

import re
from collections.abc import Iterator
from typing import Final, NoReturn

import msgspec

from costguard.model.errors import BadInput
from costguard.prove.azure.policy_functions import ARITY, NOT_IN_RULES
from costguard.prove.azure.policy_values import Json


class Literal(msgspec.Struct, frozen=True):
    """A value that is what it says."""

    value: Json


class Call(msgspec.Struct, frozen=True):
    """A call of a function. `name` is in lower case; names ignore case."""

    name: str
    arguments: tuple["Expression", ...]


class Access(msgspec.Struct, frozen=True):
    """Properties or elements of a value, one after the other."""

    of: "Expression"
    keys: tuple["Expression", ...]


class ArrayOf(msgspec.Struct, frozen=True):
    """An array, some item of which is an expression."""

    items: tuple["Expression", ...]


class ObjectOf(msgspec.Struct, frozen=True):
    """An object, some property of which is an expression."""

    properties: tuple[tuple[str, "Expression"], ...]


Expression = Literal | Call | Access | ArrayOf | ObjectOf

# Limits at authoring (Microsoft's policy rule limits, 2025-03).
MAX_EXPRESSION_LETTERS: Final = 81_920
MAX_FUNCTION_DEPTH: Final = 64

_TOKEN: Final = re.compile(
    r"\s*(?:'(?P<text>(?:[^']|'')*+)'|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\S))", re.ASCII
)
_WORDS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None}


def read_expression(value: Json) -> Expression:
    """The value with every template expression in it parsed. Raises BadInput where one cannot be."""
    match value:
        case str():
            return _read_text(value)
        case list():
            items = tuple(map(read_expression, value))
            literals = [item.value for item in items if isinstance(item, Literal)]
            return Literal(literals) if len(literals) == len(items) else ArrayOf(items)
        case dict():
            return ObjectOf(tuple((name, read_expression(item)) for name, item in value.items()))
        case _:
            return Literal(value)


def calls_in(expression: Expression) -> Iterator[Call]:
    """Every call in an expression, outermost first."""
    match expression:
        case Call(_, arguments):
            yield expression
            parts = arguments
        case Access(of, keys):
            parts = (of, *keys)
        case ArrayOf(items):
            parts = items
        case ObjectOf(properties):
            parts = tuple(item for _, item in properties)
        case _:
            parts = ()
    for part in parts:
        yield from calls_in(part)


def _read_text(text: str) -> Expression:
    """Only text from `[` to `]` is an expression, and only there does `[[` stand for `[` (ARM templates, 2025-03)."""
    if not (text.startswith("[") and text.endswith("]")):
        return Literal(text)
    if text.startswith("[["):
        return Literal(text[1:])
    if len(text) > MAX_EXPRESSION_LETTERS:
        raise BadInput(
            f"an expression has {len(text):,} letters; Azure Policy takes {MAX_EXPRESSION_LETTERS:,}, so shorten it"
        )
    return _Parser(text).whole()


class _Parser:
    """Reads one expression from left to right; it alone knows where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        # INVARIANT: the last token is a sign that no rule takes, so that looking ahead never runs out.
        self.tokens = [_kind_and_text(token) for token in _TOKEN.finditer(text[1:-1])] + [("end", "")]
        self.at = 0

    def whole(self) -> Expression:
        found = self.expression(0)
        if self.tokens[self.at][0] != "end":
            self.refuse(f"`{self.tokens[self.at][1]}` is left over at its end")
        return found

    def expression(self, depth: int) -> Expression:
        if depth > MAX_FUNCTION_DEPTH:
            self.refuse(f"it nests deeper than the {MAX_FUNCTION_DEPTH} levels that Azure Policy takes")
        found = self.value(depth)
        keys = tuple(self.keys(depth))
        return Access(found, keys) if keys else found

    def value(self, depth: int) -> Expression:
        kind, text = self.next()
        match kind:
            case "text":
                return Literal(text.replace("''", "'"))
            case "number":
                return Literal(float(text) if "." in text or len(text) > 20 else int(text))
            case "name" if self.takes("("):
                return self.call(text, depth)
            case "name" if text.lower() in _WORDS:
                return Literal(_WORDS[text.lower()])
            case "name":
                return self.refuse(f"`{text}` is no function call; write `{text}(…)`, or `'{text}'` for the text")
            case "sign":
                return self.refuse(f"a value is expected where `{text}` stands")
            case _:
                return self.refuse("it ends where a value is expected")

    def call(self, written: str, depth: int) -> Call:
        arguments: list[Expression] = []
        while not self.takes(")"):
            if arguments and not self.takes(","):
                self.refuse(f"the call of {written}() is not closed; add `)`")
            arguments.append(self.expression(depth + 1))
        return Call(self.checked(written, len(arguments)), tuple(arguments))

    def keys(self, depth: int) -> Iterator[Expression]:
        while True:
            if self.takes("."):
                kind, text = self.next()
                if kind != "name":
                    self.refuse("a property's name is expected after `.`")
                yield Literal(text)
            elif self.takes("["):
                yield self.expression(depth + 1)
                if not self.takes("]"):
                    self.refuse("a `[` is not closed; add `]`")
            else:
                return

    def checked(self, written: str, count: int) -> str:
        name = written.lower()
        if name in NOT_IN_RULES:
            self.refuse(f"{written}() is not available in a policy rule")
        if name not in ARITY:
            self.refuse(f"{written}() is no function that costguard evaluates; write the rule without it")
        least, most = ARITY[name]
        if not least <= count <= most:
            self.refuse(f"{written}() takes {_span(least, most)}, and was given {count}")
        return name

    def takes(self, sign: str) -> bool:
        found = self.tokens[self.at] == ("sign", sign)
        self.at += found
        return found

    def next(self) -> tuple[str, str]:
        token = self.tokens[self.at]
        self.at += token[0] != "end"
        return token

    def refuse(self, reason: str) -> NoReturn:
        shown = self.text if len(self.text) <= 120 else f"{self.text[:117]}…"
        raise BadInput(f"the expression `{shown}` cannot be read: {reason}")


def _kind_and_text(token: re.Match[str]) -> tuple[str, str]:
    kind = token.lastgroup or "sign"
    return kind, token[kind]


def _span(least: int, most: int) -> str:
    if least == most:
        return f"{least} argument{'' if least == 1 else 's'}"
    return f"{least} to {most} arguments"
