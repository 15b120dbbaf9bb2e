"""Decides whether some request makes a formula true, and shows one.

Every variable has finitely many kinds of values, so this is a search over them: literals narrow the kinds, a
choice with one way left is taken, and choices that share no variable are decided apart. It always ends, and is
exact: each way of a choice is either impossible, sure, or tried.
"""

from collections.abc import Iterable, Mapping

from costguard.prove.compiled import Both, Either, Literal, Node, compiled
from costguard.prove.formula import Formula
from costguard.prove.space import Space

Kinds = dict[str, int]
"""For each variable the kinds that are still possible, as bits."""


def satisfying(formula: Formula, spaces: Mapping[str, Space]) -> Mapping[str, str] | None:
    """A value for every variable that matters, which makes the formula true; None where no request does.

    Among several the first kinds win, so that the same question has the same answer.
    """
    kinds = {name: space.all_kinds for name, space in spaces.items()}
    found = _narrowed([compiled(formula, spaces)], kinds)
    if found is None:
        return None
    return {
        name: spaces[name].witnesses[_first(bits)] for name, bits in found.items() if bits != spaces[name].all_kinds
    }


def _narrowed(nodes: Iterable[Node], before: Kinds) -> Kinds | None:
    """The kinds under which all the nodes hold, whichever of them are picked; None where none do."""
    kinds = dict(before)
    choices: list[Either] = []
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        match node:
            case Literal(name, bits):
                kinds[name] &= bits
                if not kinds[name]:
                    return None
            case Both(parts):
                waiting.extend(parts)
            case Either():
                choices.append(node)
        if not waiting and choices:
            settled = _settled(choices, kinds)
            if settled is None:
                return None
            choices, waiting = settled
    return _chosen(choices, kinds)


def _settled(choices: list[Either], kinds: Kinds) -> tuple[list[Either], list[Node]] | None:
    """Drops the ways that are closed, and takes the choice that has one way left; None where one has none."""
    open_choices: list[Either] = []
    taken: list[Node] = []
    for choice in choices:
        if any(_is_sure(way, kinds) for way in choice.parts):
            continue
        ways = tuple(way for way in choice.parts if _is_open(way, kinds))
        if not ways:
            return None
        if len(ways) == 1:
            taken.append(ways[0])
        else:
            open_choices.append(choice if len(ways) == len(choice.parts) else Either(ways, choice.variables))
    return open_choices, taken


def _chosen(choices: list[Either], kinds: Kinds) -> Kinds | None:
    """Decides the choices that share variables together, and the others apart.

    The choice that speaks of most variables is tried first: once it is made, the others mostly fall apart. Tried
    last, it would be met by every combination of theirs.
    """
    for together in _connected(choices):
        first = max(together, key=lambda choice: len(choice.variables))
        others = [choice for choice in together if choice is not first]
        found = next((kept for way in first.parts if (kept := _narrowed([*others, way], kinds)) is not None), None)
        if found is None:
            return None
        kinds = found
    return kinds


def _connected(choices: list[Either]) -> list[list[Either]]:
    groups: list[tuple[frozenset[str], list[Either]]] = []
    for choice in choices:
        touching = [group for group in groups if group[0] & choice.variables]
        rest = [group for group in groups if not group[0] & choice.variables]
        names = choice.variables.union(*(names for names, _ in touching))
        groups = [*rest, (names, [*(each for _, own in touching for each in own), choice])]
    return [own for _, own in groups]


def _is_open(way: Node, kinds: Kinds) -> bool:
    """Whether nothing that is known yet forbids it."""
    match way:
        case Literal(name, bits):
            return bool(kinds[name] & bits)
        case Both(parts):
            return all(_is_open(part, kinds) for part in parts)
        case Either(parts):
            return any(_is_open(part, kinds) for part in parts)


def _is_sure(way: Node, kinds: Kinds) -> bool:
    """Whether it holds whatever is picked."""
    match way:
        case Literal(name, bits):
            return not kinds[name] & ~bits
        case Both(parts):
            return all(_is_sure(part, kinds) for part in parts)
        case Either(parts):
            return any(_is_sure(part, kinds) for part in parts)


def _first(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
