"""Cuts CEL into tokens, as the lexis of the language definition has it (cel-spec, doc/langdef.md, 2025-10)."""

import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

Kind = Literal["text", "int", "float", "name", "sign", "end"]


class NotCel(ValueError):
    """The text is no CEL, or uses a part of it that is not read here; the message says which."""


class Token(msgspec.Struct, frozen=True):
    """One token. `text` is the value of a string literal, and otherwise what stands there."""

    kind: Kind
    text: str


END: Final = Token("end", "")

_PATTERNS: Final = (
    ("space", r"\s+|//[^\n]*"),
    ("bytes", r"[rR]?[bB][rR]?(?:'|\")"),
    ("text", r"[rR]?(?:'''(?s:.)*?'''|\"\"\"(?s:.)*?\"\"\")"),
    ("text", r"[rR](?:'[^'\n]*'|\"[^\"\n]*\")"),
    ("text", r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""),
    ("float", r"[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?"),
    ("int", r"(?:0[xX][0-9a-fA-F]+|[0-9]+)[uU]?"),
    ("name", r"[A-Za-z_][A-Za-z0-9_]*"),
    ("sign", r"&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]{}]"),
)
_TOKEN: Final = re.compile("|".join(f"(?P<{kind}{place}>{each})" for place, (kind, each) in enumerate(_PATTERNS)))
_ESCAPE: Final = re.compile(
    r"\\(?:([abfnrtv\\?\"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.))", re.DOTALL
)
_NAMED: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LAST_CODE_POINT: Final = 0x10FFFF


def tokens(text: str) -> Iterator[Token]:
    """The tokens of an expression, without spaces and comments. Raises NotCel at what is none."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotCel(f"`{text[at : at + 10]}` is no part of CEL")
        at = found.end()
        match (found.lastgroup or "").rstrip("0123456789"):
            case "bytes":
                raise NotCel("bytes are not read")
            case "text":
                yield Token("text", _unquoted(found[0]))
            case "int" | "float" | "name" | "sign" as kind:
                yield Token(kind, found[0])
            case _:  # a space or a comment
                pass


def _unquoted(literal: str) -> str:
    is_raw = literal[0] in "rR"
    body = literal[is_raw:]
    marks = 3 if body[:3] in ("'''", '"""') and len(body) >= 6 else 1
    inner = body[marks:-marks]
    return inner if is_raw else _ESCAPE.sub(_unescaped, inner)


def _unescaped(found: re.Match[str]) -> str:
    named, *numbers, octal, other = found.groups()
    if other is not None:
        raise NotCel(f"`\\{other}` is no escape of CEL")
    if named is not None:
        return _NAMED.get(named, named)
    code_point = int(octal, 8) if octal is not None else int(next(number for number in numbers if number), 16)
    if code_point > _LAST_CODE_POINT:
        raise NotCel(f"`{found[0]}` is no character")
    return chr(code_point)
