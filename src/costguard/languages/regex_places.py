"""A tree as places: one for each character it could write, with the places that may come next.

These are Glushkov's (1961), with repetitions written out. The edges of the value, `^` and `$`, first get
places too, as if they were characters around it; then they are passed over where they hold, and cut where
they do not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import NamedTuple, assert_never

from costguard.languages.alphabet import NO_CHARACTER, bits_of
from costguard.languages.regex_tree import Characters, Choice, Edge, Node, Repeat, Sequence


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a tree, in sets that are ints with a bit for each place.

    `characters` and `follows` say for each place what it takes and what may come next; `start` is what may come
    first. The last place takes nothing: it is the end of the value. Every other lies on a way from start to end.
    """

    characters: tuple[int, ...]
    follows: tuple[int, ...]
    start: int

    @property
    def end(self) -> int:
        """The bit of the place that is the end of the value."""
        return 1 << len(self.characters) - 1


def places_of(tree: Node) -> Places:
    """The places of the tree; without a start when no value fits it."""
    unfinished = _Unfinished([], [], 0, 0)
    whole = _written(unfinished, tree)
    end = 1 << len(unfinished.characters)
    _link(unfinished, whole.last, end)
    start = _without_edges(unfinished, whole.first | end * whole.nullable, end)
    return _trimmed(unfinished, start, end)


@dataclass(slots=True)
class _Unfinished:
    characters: list[int]
    follows: list[int]
    at_start: int
    at_end: int


class _Fragment(NamedTuple):
    """The places that a part of the tree may begin and end with; `nullable` when it may write nothing."""

    first: int
    last: int
    nullable: bool


_NOTHING_WRITTEN = _Fragment(0, 0, True)


def _written(places: _Unfinished, node: Node) -> _Fragment:
    match node:
        case Characters(characters):
            return _new_place(places, characters)
        case Edge():
            fragment = _new_place(places, NO_CHARACTER)
            if node is Edge.START:
                places.at_start |= fragment.first
            else:
                places.at_end |= fragment.first
            return fragment
        case Sequence(parts):
            return reduce(lambda before, part: _joined(places, before, _written(places, part)), parts, _NOTHING_WRITTEN)
        case Choice(options):
            fragments = [_written(places, option) for option in options]
            return _Fragment(
                _union(one.first for one in fragments),
                _union(one.last for one in fragments),
                any(one.nullable for one in fragments),
            )
        case Repeat(repeated, least, most):
            return _repeated(places, repeated, least, most)
        case _:
            assert_never(node)


def _new_place(places: _Unfinished, characters: int) -> _Fragment:
    bit = 1 << len(places.characters)
    places.characters.append(characters)
    places.follows.append(0)
    return _Fragment(bit, bit, False)


def _joined(places: _Unfinished, before: _Fragment, after: _Fragment) -> _Fragment:
    _link(places, before.last, after.first)
    return _Fragment(
        before.first | (after.first if before.nullable else 0),
        after.last | (before.last if after.nullable else 0),
        before.nullable and after.nullable,
    )


def _repeated(places: _Unfinished, node: Node, least: int, most: int | None) -> _Fragment:
    """As many copies as are asked for, each entered only from the one before it; the last one may loop."""
    copies = [_written(places, node) for _ in range(max(least, 1) if most is None else most)]
    if not copies:
        return _NOTHING_WRITTEN
    for before, after in pairwise(copies):
        _link(places, before.last, after.first)
    if most is None:
        _link(places, copies[-1].last, copies[-1].first)
    may_be_empty = least == 0 or copies[0].nullable
    may_be_last = copies if may_be_empty else copies[least - 1 :]
    return _Fragment(copies[0].first, _union(copy.last for copy in may_be_last), may_be_empty)


def _link(places: _Unfinished, last: int, first: int) -> None:
    for place in bits_of(last):
        places.follows[place] |= first


def _without_edges(places: _Unfinished, start: int, end: int) -> int:
    """Passes over `$` where the end may follow and over `^` at the start; the start without them.

    Only the empty value has both at one place.
    """
    at_an_edge = places.at_start | places.at_end
    at_the_start = _passed(places, start, places.at_start) & ~at_an_edge & ~end
    ends_at_once = _passed(places, start, at_an_edge) & end
    places.follows = [
        follows & ~at_an_edge | _passed(places, follows, places.at_end) & end for follows in places.follows
    ]
    return at_the_start | ends_at_once


def _passed(places: _Unfinished, reached: int, edges: int) -> int:
    """The places reached, with all that may come after those of them that are such edges."""
    passed = 0
    while passable := reached & edges & ~passed:
        passed |= passable
        reached |= _union(places.follows[place] for place in bits_of(passable))
    return reached


def _trimmed(places: _Unfinished, start: int, end: int) -> Places:
    """Only what lies on a way from the start to the end keeps its characters and is followed to."""
    alive, before = end, 0
    while alive != before:
        before = alive
        for place in reversed(range(len(places.follows))):
            if places.characters[place] and places.follows[place] & alive:
                alive |= 1 << place
    reached, new = 0, start & alive
    while new:
        reached |= new
        new = _union(places.follows[place] for place in bits_of(new & ~end)) & alive & ~reached
    kept = [(1 << place) & reached for place in range(len(places.follows))]
    characters = (taken if keep else NO_CHARACTER for taken, keep in zip(places.characters, kept, strict=True))
    follows = (after & reached if keep else 0 for after, keep in zip(places.follows, kept, strict=True))
    return Places((*characters, NO_CHARACTER), (*follows, 0), start & reached)


def _union(sets: Iterable[int]) -> int:
    return reduce(int.__or__, sets, 0)
