"""A pattern as an automaton whose state is the set of places that may come next.

So what is read alike from here on is mostly one state, whatever was read before.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from costguard.languages.alphabet import EVERY, bits_of
from costguard.languages.automaton import Moves, grouped
from costguard.languages.language import Language, Pattern
from costguard.languages.regex_places import Places, places_of
from costguard.languages.regex_syntax import read_pattern
from costguard.languages.unsupported import Unsupported

MOST_STATES: Final = 50_000
"""A pattern that takes more states to tell values apart is refused; so many take about a second and 50 MB."""


class PatternAutomaton:
    """Reads values for one pattern."""

    def __init__(self, language: Pattern) -> None:
        self.language = language
        self._places: Places = places_of(read_pattern(language.text, is_folded=language.folded))
        self._anything = self._places_of_anything()
        self._moves: dict[int, Moves] = {}
        self.start = self._settled(self._places.start)

    def moves(self, state: int) -> Moves:
        """What follows the state. Raises Unsupported when the pattern has more than MOST_STATES of them."""
        found = self._moves.get(state)
        if found is None:
            if len(self._moves) >= MOST_STATES:
                raise Unsupported(
                    f"pattern `{self.language.text}`: it takes more than {MOST_STATES:,} states "
                    "to be compared exactly; repeat less"
                )
            found = [(characters, self._after(met)) for characters, met in grouped(state, self._places.characters)]
            self._moves[state] = found
        return found

    def ends(self, languages: Collection[Language]) -> dict[int, Language]:
        """The bit of the pattern's end, when it is asked for."""
        return {self._places.end: self.language} if self.language in languages else {}

    def places(self, languages: Collection[Language]) -> int:
        """The bits of all places, when the pattern is asked for."""
        return (self._places.end << 1) - 1 if self.language in languages else 0

    def _after(self, met: int) -> int:
        state = 0
        for place in bits_of(met):
            state |= self._places.follows[place]
        return self._settled(state)

    def _settled(self, state: int) -> int:
        """The state, without the places that add nothing to one that takes anything from here on."""
        anything = state & self._anything
        return (anything & -anything) | (state & self._places.end) if anything else state

    def _places_of_anything(self) -> int:
        """The places that take every character, and may be followed by themselves and by the end."""
        found = 0
        for place, (characters, follows) in enumerate(zip(self._places.characters, self._places.follows, strict=True)):
            if characters == EVERY and follows & 1 << place and follows & self._places.end:
                found |= 1 << place
        return found


@lru_cache(maxsize=256)
def pattern_automaton(language: Pattern) -> PatternAutomaton:
    """The pattern's automaton, made once; it remembers the states that were asked for."""
    return PatternAutomaton(language)
