"""A formula made small before it is searched: one literal for all that it says of a variable in one place."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from costguard.prove.formula import And, Formula, Not, Or
from costguard.prove.space import Space, variable_of


class Literal(msgspec.Struct, frozen=True):
    """The variable's kind is one of these, as bits."""

    variable: str
    kinds: int


class Both(msgspec.Struct, frozen=True):
    """Every part; without parts, always. Its parts are literals of different variables, and choices."""

    parts: tuple["Node", ...]


class Either(msgspec.Struct, frozen=True):
    """A choice: any part; without parts, never. Its parts are literals of different variables, and `Both`s."""

    parts: tuple["Node", ...]
    variables: frozenset[str]


Node = Literal | Both | Either
ALWAYS: Final = Both(())
NEVER: Final = Either((), frozenset())


def compiled(formula: Formula, spaces: Mapping[str, Space]) -> Node:
    """The formula over kinds, negations gone into the literals."""
    return _node(formula, spaces, is_true=True)


def _node(formula: Formula, spaces: Mapping[str, Space], *, is_true: bool) -> Node:
    match formula:
        case Not(part):
            return _node(part, spaces, is_true=not is_true)
        case And(parts) | Or(parts):
            nodes = (_node(part, spaces, is_true=is_true) for part in parts)
            return _both(nodes, spaces) if isinstance(formula, And) is is_true else _either(nodes, spaces)
        case _:
            name = variable_of(formula)
            space = spaces[name]
            bits = space.truth[formula]
            return _literal(name, bits if is_true else space.all_kinds & ~bits, spaces)


def _literal(name: str, kinds: int, spaces: Mapping[str, Space]) -> Node:
    if not kinds:
        return NEVER
    return ALWAYS if kinds == spaces[name].all_kinds else Literal(name, kinds)


def _both(nodes: Iterable[Node], spaces: Mapping[str, Space]) -> Node:
    literals: dict[str, int] = {}
    others: dict[Node, None] = {}
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        match node:
            case Literal(name, kinds):
                literals[name] = literals.get(name, spaces[name].all_kinds) & kinds
                if not literals[name]:
                    return NEVER
            case Both(parts):
                waiting.extend(reversed(parts))
            case Either():
                if not node.parts:
                    return NEVER
                others.setdefault(node)
    parts = (*(Literal(name, kinds) for name, kinds in literals.items()), *others)
    return parts[0] if len(parts) == 1 else Both(parts)


def _either(nodes: Iterable[Node], spaces: Mapping[str, Space]) -> Node:
    literals: dict[str, int] = {}
    others: dict[Node, None] = {}
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        match node:
            case Literal(name, kinds):
                literals[name] = literals.get(name, 0) | kinds
                if literals[name] == spaces[name].all_kinds:
                    return ALWAYS
            case Either(parts):
                waiting.extend(reversed(parts))
            case Both():
                if not node.parts:
                    return ALWAYS
                others.setdefault(node)
    parts = (*(Literal(name, kinds) for name, kinds in literals.items()), *others)
    return parts[0] if len(parts) == 1 else Either(parts, frozenset().union(*map(variables_of, parts)))


def variables_of(node: Node) -> frozenset[str]:
    """Every variable that the node speaks of."""
    match node:
        case Literal(name):
            return frozenset((name,))
        case Either():
            return node.variables
        case Both(parts):
            return frozenset().union(*map(variables_of, parts))
