"""Matches a value against a pattern's tree, place by place: slower than an automaton, and independent of it.

It is what the automata are checked against, so it shares nothing with them but the tree. A set of places in
the value is an int. Where a node can end from one place is worked out once, so that nothing can blow up.
"""

from dataclasses import dataclass, field
from typing import assert_never

from costguard.languages.alphabet import bit_of, bits_of
from costguard.languages.regex_tree import Characters, Choice, Edge, Node, Repeat, Sequence


def matches(tree: Node, text: str) -> bool:
    """Whether the tree matches the whole text."""
    value = _Value([bit_of(character) for character in text])
    return bool(_ends(tree, value, 0) >> len(text) & 1)


@dataclass(slots=True)
class _Value:
    """The value's characters, and the ends found so far, by node and place."""

    characters: list[int]
    known: dict[tuple[int, int], int] = field(default_factory=dict)


def _ends(node: Node, value: _Value, place: int) -> int:
    """The places that the node can end at, having begun at this one."""
    known = value.known.get((id(node), place))
    if known is None:
        known = value.known[id(node), place] = _found_ends(node, value, place)
    return known


def _found_ends(node: Node, value: _Value, place: int) -> int:
    match node:
        case Characters(characters):
            fits = place < len(value.characters) and value.characters[place] & characters
            return 2 << place if fits else 0
        case Edge():
            return 1 << place if place == (0 if node is Edge.START else len(value.characters)) else 0
        case Sequence(parts):
            reached = 1 << place
            for part in parts:
                reached = _ends_of_all(part, value, reached)
            return reached
        case Choice(options):
            found = 0
            for option in options:
                found |= _ends(option, value, place)
            return found
        case Repeat(repeated, least, most):
            return _repeated_ends(repeated, value, 1 << place, least, most)
        case _:
            assert_never(node)


def _repeated_ends(node: Node, value: _Value, new: int, least: int, most: int | None) -> int:
    for _ in range(least):
        new = _ends_of_all(node, value, new)
    reached = new
    rounds = len(value.characters) if most is None else most - least
    while new and rounds:
        new = _ends_of_all(node, value, new) & ~reached
        reached |= new
        rounds -= 1
    return reached


def _ends_of_all(node: Node, value: _Value, places: int) -> int:
    found = 0
    for place in bits_of(places):
        found |= _ends(node, value, place)
    return found
