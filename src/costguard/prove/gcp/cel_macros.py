"""Writes out the macros that go through a list: `['a', 'b'].exists(x, …)` is one condition or the other."""

from typing import Final

from costguard.prove.gcp.cel_tree import (
    Binary,
    Call,
    Cel,
    Index,
    ListOf,
    Literal,
    Member,
    Name,
    Ternary,
    joined,
    replaced,
)

_MOST_ITEMS: Final = 1000
_JOINS: Final = {"exists": ("||", False), "all": ("&&", True)}
"""The operator that a macro puts between its items, and what it comes to without any."""


def expanded(node: Cel) -> Cel:
    """The same expression without `exists` and `all` over lists that are spelled out; others stay."""
    match node:
        case Literal() | Name():
            return node
        case ListOf(items):
            return ListOf(tuple(map(expanded, items)))
        case Member(target, name):
            return Member(expanded(target), name)
        case Index(target, key):
            return Index(expanded(target), expanded(key))
        case Call(("exists" | "all") as macro, ListOf(items), (Name(name), body)) if len(items) <= _MOST_ITEMS:
            operator, empty = _JOINS[macro]
            bodies = [expanded(replaced(body, name, item)) for item in items]
            return joined(operator, bodies) if bodies else Literal(empty)
        case Call(function, target, arguments):
            return Call(function, None if target is None else expanded(target), tuple(map(expanded, arguments)))
        case Binary(operator, left, right):
            return Binary(operator, expanded(left), expanded(right))
        case Ternary(condition, then, otherwise):
            return Ternary(expanded(condition), expanded(then), expanded(otherwise))
