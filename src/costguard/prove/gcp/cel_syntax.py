"""Reads the Common Expression Language, the language of conditions, into a tree.

The grammar is that of the language definition (cel-spec, doc/langdef.md, 2025-10), without maps and messages: a
condition that holds one is refused in words, and left open as a whole.
"""

from collections.abc import Sequence
from typing import Final

from costguard.prove.gcp.cel_tokens import END, NotCel, Token, tokens
from costguard.prove.gcp.cel_tree import Binary, Call, Cel, Index, ListOf, Literal, Member, Name, Ternary, joined

_LEVELS: Final = (
    ("||",),
    ("&&",),
    ("==", "!=", "<=", ">=", "<", ">", "in"),
    ("+", "-"),
    ("*", "/", "%"),
)
"""Operators of two operands, the loosest first; on each level they go from left to right."""
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_LOGICAL: Final = ("||", "&&")
_DEEPEST: Final = 40
"""Parentheses in parentheses; conditions of 1,000 characters that people write have a handful."""
_LONGEST: Final = 100
"""Fields after fields, signs before signs, relations of relations."""


def read_cel(text: str) -> Cel:
    """The expression's tree. Raises NotCel, which says what was not read."""
    cursor = _Cursor(tuple(tokens(text)))
    tree = _expression(cursor)
    if cursor.next() != END:
        raise NotCel(f"`{cursor.next().text}` was not expected")
    return tree


class _Cursor:
    """The tokens, and how far they were read."""

    def __init__(self, found: Sequence[Token]) -> None:
        self._tokens = found
        self._at = 0
        self.depth = 0

    def next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else END

    def take(self) -> Token:
        token = self.next()
        self._at += 1
        return token

    def takes(self, *signs: str) -> str:
        """The sign or keyword that comes next, if it is one of these, left behind; else the empty text."""
        token = self.next()
        if token.kind in ("sign", "name") and token.text in signs:
            self._at += 1
            return token.text
        return ""

    def needs(self, sign: str) -> None:
        if not self.takes(sign):
            raise NotCel(
                f"`{sign}` is missing before `{self.next().text}`" if self.next() != END else f"`{sign}` is missing"
            )


def _expression(cursor: _Cursor) -> Cel:
    cursor.depth += 1
    if cursor.depth > _DEEPEST:
        raise NotCel("it is nested too deep")
    found = _level(cursor, 0)
    if cursor.takes("?"):
        then = _level(cursor, 0)
        cursor.needs(":")
        found = Ternary(found, then, _expression(cursor))
    cursor.depth -= 1
    return found


def _level(cursor: _Cursor, place: int) -> Cel:
    """Operands with operators of this level between them; each operand is of the next level."""
    if place == len(_LEVELS):
        return _unary(cursor)
    operands = [_level(cursor, place + 1)]
    operators: list[str] = []
    while operator := cursor.takes(*_LEVELS[place]):
        operators.append(operator)
        operands.append(_level(cursor, place + 1))
    if operators and operators[0] in _LOGICAL:
        return joined(operators[0], operands)
    _refuse_long(operators)
    found = operands[0]
    for operator, operand in zip(operators, operands[1:], strict=True):
        found = Binary(operator, found, operand)
    return found


def _unary(cursor: _Cursor) -> Cel:
    signs: list[str] = []
    while sign := cursor.takes("!", "-"):
        signs.append(sign)
    _refuse_long(signs)
    found = _member(cursor)
    for sign in reversed(signs):
        match found:
            case Literal(int() | float() as number) if sign == "-" and not isinstance(number, bool):
                found = Literal(-number)
            case _:
                found = Call(sign, None, (found,))
    return found


def _refuse_long(parts: Sequence[object]) -> None:
    if len(parts) > _LONGEST:
        raise NotCel("it strings too much together")


def _member(cursor: _Cursor) -> Cel:
    found = _primary(cursor)
    for _ in range(_LONGEST):
        if cursor.takes("."):
            found = _field_or_method(cursor, found)
        elif cursor.takes("["):
            found = Index(found, _expression(cursor))
            cursor.needs("]")
        elif cursor.next() == Token("sign", "{"):
            raise NotCel("messages are not read")
        else:
            return found
    raise NotCel("it strings too much together")


def _field_or_method(cursor: _Cursor, target: Cel) -> Cel:
    name = cursor.take()
    if name.kind != "name":
        raise NotCel(f"a name was expected after `.`, not `{name.text}`")
    if cursor.takes("("):
        return Call(name.text, target, _list(cursor, ")"))
    return Member(target, name.text)


def _primary(cursor: _Cursor) -> Cel:
    if cursor.takes("("):
        inner = _expression(cursor)
        cursor.needs(")")
        return inner
    if cursor.takes("["):
        return ListOf(_list(cursor, "]"))
    cursor.takes(".")  # the root of names, which `resource` is at anyway
    token = cursor.take()
    match token.kind:
        case "text":
            return Literal(token.text)
        case "int":
            return Literal(int(token.text.rstrip("uU"), 0 if token.text[:2] in ("0x", "0X") else 10))
        case "float":
            return Literal(float(token.text))
        case "name" if token.text != "in":
            return _named(cursor, token.text)
        case "end":
            raise NotCel("it ends too early")
        case _:
            raise NotCel("maps are not read" if token.text == "{" else f"`{token.text}` was not expected")


def _named(cursor: _Cursor, name: str) -> Cel:
    if name in _CONSTANTS:
        return Literal(_CONSTANTS[name])
    return Call(name, None, _list(cursor, ")")) if cursor.takes("(") else Name(name)


def _list(cursor: _Cursor, closing: str) -> tuple[Cel, ...]:
    """Expressions up to the closing sign; a comma may follow the last."""
    found: list[Cel] = []
    while not cursor.takes(closing):
        found.append(_expression(cursor))
        if not cursor.takes(","):
            cursor.needs(closing)
            break
    return tuple(found)
