"""What a pattern says once it is read: five kinds of node, free of syntax."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of a set (see alphabet); of the empty set, no string at all."""

    characters: int


class Edge(Enum):
    """A place in the value, without length."""

    START = "^"
    END = "$"


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other; of no parts, the empty string."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """Any one of them."""

    options: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """At least so often, and at most so often; None is without end."""

    node: "Node"
    least: int
    most: int | None


Node: TypeAlias = Characters | Edge | Sequence | Choice | Repeat


def size_of(node: Node) -> int:
    """How many places the node has, at most, once its counted repetitions are written out; 1 for nothing."""
    match node:
        case Characters() | Edge():
            return 1
        case Sequence(parts) | Choice(parts):
            return max(1, sum(map(size_of, parts)))
        case Repeat(repeated, least, most):
            return size_of(repeated) * max(1, least, most or 0)
        case _:
            assert_never(node)
