"""Parts the space of all strings by several languages: the finite question behind an infinite one.

Two strings that lie in the same languages are the same to every rule made of those languages. So one witness
of each part is a complete test suite, and a statement that holds for all witnesses is proved for all strings.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final, TypeAlias

import msgspec

from costguard.languages.alphabet import EVERY, bits_of, plainest
from costguard.languages.automaton import Automaton
from costguard.languages.language import Language, Linear, describe, matcher
from costguard.languages.linear_automaton import LinearAutomaton
from costguard.languages.pattern_automaton import pattern_automaton
from costguard.languages.unsupported import Unsupported

MOST_STATES: Final = 200_000
"""Where more would have to be looked at it is refused; so many take a few seconds and 300 MB."""

Within: TypeAlias = Language | tuple[Language, ...] | None
"""What strings are spoken of: those of a language, of any of several, or (None) all."""

_State: TypeAlias = tuple[int, ...]


class Part(msgspec.Struct, frozen=True):
    """All the strings that lie in exactly these languages; the witness is the shortest, and the plainest of those."""

    witness: str
    languages: frozenset[Language]


class UnsoundPartition(AssertionError):
    """A fault of ours: the automata and the plain matchers disagree about a witness."""


def partition(languages: Collection[Language], within: Within = None) -> tuple[Part, ...]:
    """One part for each way in which strings can lie in some of the languages and not in the others.

    The parts are all there are, in the order of their witnesses (shorter first). Raises Unsupported when there
    are too many states to look at.
    """
    return _partition(frozenset(languages), as_set(within))


def as_set(within: Within) -> frozenset[Language] | None:
    """The languages whose union is spoken of; None when it is every string."""
    if within is None:
        return None
    return frozenset(within) if isinstance(within, tuple) else frozenset((within,))


@lru_cache(maxsize=1024)
def _partition(languages: frozenset[Language], within: frozenset[Language] | None) -> tuple[Part, ...]:
    automata = _automata(languages | (within or frozenset()))
    ends = [automaton.ends(languages) for automaton in automata]
    masks = [sum(bits) for bits in ends]
    spoken_of = None if within is None else [sum(automaton.ends(within)) for automaton in automata]
    witnesses: dict[_State, str] = {}
    for state, witness in _states(automata, within):
        if spoken_of is None or _meets(state, spoken_of):
            witnesses.setdefault(tuple(map(int.__and__, state, masks)), witness)
    parts = tuple(
        Part(
            witness,
            frozenset(ends[index][1 << place] for index, bits in enumerate(vector) for place in bits_of(bits)),
        )
        for vector, witness in witnesses.items()
    )
    _check(parts, languages, within)
    return parts


def _automata(languages: Iterable[Language]) -> list[Automaton]:
    linear: list[Linear] = []
    automata: list[Automaton] = []
    for language in languages:
        if isinstance(language, Linear):
            linear.append(language)
        else:
            automata.append(pattern_automaton(language))
    return [LinearAutomaton(linear), *automata]


def _states(automata: list[Automaton], within: frozenset[Language] | None) -> Iterator[tuple[_State, str]]:
    """Every state that can be reached, each with the first text that reaches it, shorter and plainer texts first.

    Left out are states from which no text of `within` can be reached.
    """
    hopeful = None if within is None else [automaton.places(within) for automaton in automata]
    start = tuple(automaton.start for automaton in automata)
    seen = {start}
    waiting = deque([(start, "")])
    while waiting:
        state, text = waiting.popleft()
        yield state, text
        for characters, following in _moves(automata, state):
            if following not in seen and (hopeful is None or _meets(following, hopeful)):
                seen.add(following)
                waiting.append((following, text + plainest(characters)))
        if len(seen) > MOST_STATES:
            raise Unsupported(
                f"these values and patterns overlap in more than {MOST_STATES:,} ways to be compared exactly; "
                "use fewer wildcards or smaller repetitions"
            )


def _moves(automata: list[Automaton], state: _State) -> list[tuple[int, _State]]:
    """The groups of characters that no automaton tells apart, each with the state that follows; plainest first."""
    groups: list[tuple[int, _State]] = [(EVERY, ())]
    for automaton, part in zip(automata, state, strict=True):
        moves = automaton.moves(part)
        groups = [
            (common, (*sofar, following))
            for mask, sofar in groups
            for characters, following in moves
            if (common := mask & characters)
        ]
    return sorted(groups, key=_plainness)


def _plainness(group: tuple[int, _State]) -> int:
    characters = group[0]
    return characters & -characters


def _meets(state: _State, masks: Iterable[int]) -> bool:
    return any(map(int.__and__, state, masks))


def _check(parts: Iterable[Part], languages: frozenset[Language], within: frozenset[Language] | None) -> None:
    """Asks the plain matchers about every witness: what the automata say of it must be so."""
    matchers = [(language, matcher(language)) for language in languages]
    for part in parts:
        held = {language for language, holds in matchers if holds(part.witness)}
        if held != part.languages:
            words = ", ".join(sorted(map(describe, held ^ part.languages)))
            raise UnsoundPartition(f"the automata are wrong about `{part.witness}` in {words}")
        if within is not None and not any(matcher(language)(part.witness) for language in within):
            raise UnsoundPartition(f"`{part.witness}` is not among the strings spoken of")
