"""All linear languages of a question in one automaton, read in parallel by the bits of one int.

The places of the languages stand side by side, each language's closed by one that takes nothing and means
its end; a step is a shift (the Shift-And method of Baeza-Yates and Gonnet, 1992, with runs).
"""

from collections.abc import Collection, Iterable

from costguard.languages.alphabet import EVERY, NO_CHARACTER
from costguard.languages.automaton import Moves, grouped
from costguard.languages.language import ANY_RUN, Language, Linear


class LinearAutomaton:
    """Reads values for several linear languages at once."""

    def __init__(self, languages: Iterable[Linear]) -> None:
        self._sets: list[int] = []
        self._first_and_end: dict[Language, tuple[int, int]] = {}
        self._runs = 0
        self._before_run: dict[int, int] = {}
        self._moves: dict[int, Moves] = {}
        starts = 0
        for language in languages:
            starts |= self._add(language)
        self.start = starts | (starts & self._runs) << 1

    def moves(self, state: int) -> Moves:
        """What follows the state."""
        found = self._moves.get(state)
        if found is None:
            found = [(characters, self._after(met)) for characters, met in grouped(state, self._sets)]
            self._moves[state] = found
        return found

    def ends(self, languages: Collection[Language]) -> dict[int, Language]:
        """The bit of each language's end."""
        return {1 << self._first_and_end[one][1]: one for one in languages if one in self._first_and_end}

    def places(self, languages: Collection[Language]) -> int:
        """The bits of all places of these languages."""
        spans = (self._first_and_end[one] for one in languages if one in self._first_and_end)
        return sum((2 << end) - (1 << first) for first, end in spans)

    def _add(self, language: Linear) -> int:
        """Gives the language its places; the first of them, as a bit."""
        first = len(self._sets)
        for place, element in enumerate(language.elements, start=first):
            self._sets.append(EVERY if element == ANY_RUN else element)
            if element == ANY_RUN:
                self._runs |= 1 << place
                self._before_run[1 << place] = (1 << place) - (1 << first)
        self._first_and_end[language] = first, len(self._sets)
        self._sets.append(NO_CHARACTER)
        return 1 << first

    def _after(self, met: int) -> int:
        """The state after a character that these places took.

        Whoever is at a run may as well be past it. And whatever could still be read from before a run can be
        read from the run itself, so the places before it are forgotten: fewer states, the same languages.
        """
        staying = met & self._runs
        state = (met ^ staying) << 1
        arrived = state & self._runs
        state |= staying
        state |= (state & self._runs) << 1
        while arrived:
            run = arrived & -arrived
            arrived ^= run
            state &= ~self._before_run[run]
        return state
