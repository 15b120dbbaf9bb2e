"""Automata that read a value character by character, keeping the set of places they may be at.

A state is an int with one bit for each place that may come next; 0 is the state from which nothing is
accepted any more. Nothing is built ahead: the states are found as they are asked for.
"""

from collections.abc import Collection
from collections.abc import Sequence as Indexed
from typing import Final, Protocol, TypeAlias

from costguard.languages.alphabet import EVERY
from costguard.languages.language import Language

Moves: TypeAlias = Indexed[tuple[int, int]]
"""Sets of characters, each with the state that follows. They are disjoint, and together hold every character."""

NOTHING_FOLLOWS: Final = 0


class Automaton(Protocol):
    """Reads values for one or several languages at once."""

    @property
    def start(self) -> int:
        """The state before the first character."""

    def moves(self, state: int) -> Moves:
        """What follows the state. Raises Unsupported when there are too many states."""

    def ends(self, languages: Collection[Language]) -> dict[int, Language]:
        """The bit of a state that says that the value so far lies in the language, for those that it reads."""

    def places(self, languages: Collection[Language]) -> int:
        """The bits of a state of which none is set when no value that goes on lies in any of these languages."""


def grouped(state: int, sets: Indexed[int]) -> list[tuple[int, int]]:
    """The characters that matter to the state, in groups that it cannot tell apart, each with the places it meets.

    `sets` holds, for each place, the characters that it takes.
    """
    together: dict[int, int] = {}
    while state:
        place = state & -state
        state ^= place
        characters = sets[place.bit_length() - 1]
        together[characters] = together.get(characters, 0) | place
    groups = [(EVERY, 0)]
    for characters, places in together.items():
        groups = [
            piece
            for mask, met in groups
            for piece in ((mask & characters, met | places), (mask & ~characters, met))
            if piece[0]
        ]
    return groups
