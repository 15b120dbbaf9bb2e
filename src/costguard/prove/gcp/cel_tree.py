"""What a CEL expression says once it is read: a small tree, free of syntax, that can be written again."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias, assert_never

import msgspec

Value: TypeAlias = str | int | float | bool | None


class Literal(msgspec.Struct, frozen=True):
    """A text, number, boolean or null."""

    value: Value


class ListOf(msgspec.Struct, frozen=True):
    """A list in brackets."""

    items: tuple["Cel", ...]


class Name(msgspec.Struct, frozen=True):
    """A variable: `resource`, or one that a macro binds."""

    name: str


class Member(msgspec.Struct, frozen=True):
    """A field of what comes before the dot."""

    target: "Cel"
    name: str


class Index(msgspec.Struct, frozen=True):
    """An entry of a map or a list."""

    target: "Cel"
    key: "Cel"


class Call(msgspec.Struct, frozen=True):
    """A function, or a method of a target; macros look like either. A leading `!` or `-` is one too."""

    function: str
    target: "Cel | None"
    arguments: tuple["Cel", ...]


class Binary(msgspec.Struct, frozen=True):
    """Two operands, as in `a && b` or `a in b`."""

    operator: str
    left: "Cel"
    right: "Cel"


class Ternary(msgspec.Struct, frozen=True):
    """`condition ? then : otherwise`."""

    condition: "Cel"
    then: "Cel"
    otherwise: "Cel"


Cel: TypeAlias = Literal | ListOf | Name | Member | Index | Call | Binary | Ternary


def joined(operator: str, operands: Sequence[Cel]) -> Cel:
    """The operands with `&&` or `||` between them, as flat as a tree can be: in which order they are joined is one."""
    if len(operands) == 1:
        return operands[0]
    middle = (len(operands) + 1) // 2
    return Binary(operator, joined(operator, operands[:middle]), joined(operator, operands[middle:]))


def written(node: Cel) -> str:
    """The expression in CEL again, for people: what is joined is in parentheses."""
    match node:
        case Literal(value):
            return _literal(value)
        case ListOf(items):
            return f"[{', '.join(map(written, items))}]"
        case Name(name):
            return name
        case Member(target, name):
            return f"{written(target)}.{name}"
        case Index(target, key):
            return f"{written(target)}[{written(key)}]"
        case Call(("!" | "-") as sign, None, (operand,)):
            return f"{sign}{written(operand)}"
        case Call(function, target, arguments):
            before = "" if target is None else f"{written(target)}."
            return f"{before}{function}({', '.join(map(written, arguments))})"
        case Binary(operator, left, right):
            return f"({written(left)} {operator} {written(right)})"
        case Ternary(condition, then, otherwise):
            return f"({written(condition)} ? {written(then)} : {written(otherwise)})"
        case _:
            assert_never(node)


def replaced(node: Cel, name: str, by: Cel) -> Cel:
    """The expression with another in place of a variable."""

    def walk(part: Cel) -> Cel:
        return replaced(part, name, by)

    match node:
        case Name(own):
            return by if own == name else node
        case Literal():
            return node
        case ListOf(items):
            return ListOf(tuple(map(walk, items)))
        case Member(target, field):
            return Member(walk(target), field)
        case Index(target, key):
            return Index(walk(target), walk(key))
        case Call(function, target, arguments):
            return Call(function, None if target is None else walk(target), tuple(map(walk, arguments)))
        case Binary(operator, left, right):
            return Binary(operator, walk(left), walk(right))
        case Ternary(condition, then, otherwise):
            return Ternary(walk(condition), walk(then), walk(otherwise))
        case _:
            assert_never(node)


def nodes_in(node: Cel) -> Iterator[Cel]:
    """The expression and every part of it."""
    yield node
    for part in _parts(node):
        yield from nodes_in(part)


def path_of(node: Cel) -> str | None:
    """The dotted path of a chain of fields; None of anything else."""
    match node:
        case Name(name):
            return name
        case Member(target, name):
            before = path_of(target)
            return None if before is None else f"{before}.{name}"
        case _:
            return None


def keys_in(node: Cel, map_path: str) -> Iterator[str]:
    """The keys of a map that the expression spells out, as often as it does."""
    for part in nodes_in(node):
        match part:
            case Index(target, Literal(str() as key)) | Binary("in", Literal(str() as key), target):
                found = key if path_of(target) == map_path else None
            case Member(target, key):
                found = key if path_of(target) == map_path else None
            case _:
                found = None
        if found is not None:
            yield found


def _parts(node: Cel) -> tuple[Cel, ...]:
    match node:
        case Literal() | Name():
            return ()
        case ListOf(items):
            return items
        case Member(target):
            return (target,)
        case Index(target, key):
            return (target, key)
        case Call(_, target, arguments):
            return arguments if target is None else (target, *arguments)
        case Binary(_, left, right):
            return (left, right)
        case Ternary(condition, then, otherwise):
            return (condition, then, otherwise)
        case _:
            assert_never(node)


def _literal(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            escaped = value.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{escaped}'"
        case _:
            return str(value)
