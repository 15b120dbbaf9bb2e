"""What a language holds, for those who must write it down where only lists and wildcards are understood."""

from costguard.languages.alphabet import EVERY, OTHER, bit_of, bits_of, members
from costguard.languages.automaton import Automaton
from costguard.languages.language import ANY_RUN, Language, Linear
from costguard.languages.linear_automaton import LinearAutomaton
from costguard.languages.partition import Within, as_set, partition
from costguard.languages.pattern_automaton import pattern_automaton
from costguard.languages.regex_places import Places, places_of
from costguard.languages.regex_syntax import read_pattern
from costguard.languages.regex_tree import Characters, Node, Repeat, Sequence

_OTHER_BIT = bit_of(OTHER)
_WILDCARDS = bit_of("*") | bit_of("?")


def strings_of(language: Language, at_most: int) -> tuple[str, ...] | None:
    """All strings of the language, sorted; None when they are more than so many, or not all of them ASCII."""
    automaton = _automaton_of(language)
    end = sum(automaton.ends((language,)))
    longest = automaton.places((language,)).bit_length()  # a longer string meets a place twice: it goes on for ever
    found: list[str] = []
    waiting = [("", automaton.start)] if automaton.start else []
    while waiting:
        if len(found) + len(waiting) > at_most or len(waiting[0][0]) > longest:
            return None  # every text that waits begins another string, longer than those found
        found += [text for text, state in waiting if state & end]
        moves = [(text, *move) for text, state in waiting for move in automaton.moves(state) if move[1]]
        if any(characters & _OTHER_BIT for _, characters, _ in moves):
            return None
        waiting = [(text + sign, state) for text, characters, state in moves for sign in members(characters)]
    return tuple(sorted(found))


def enclosing_glob(language: Language) -> str:
    """The tightest glob with at most one `*` that holds the whole language.

    It says the least length, every place from either end whose character is always the same, and by its `*`
    whether lengths differ. A character that is itself a wildcard becomes `?`; no string at all becomes the
    empty text.
    """
    places = places_of(_tree_of(language))
    head, has_one_length = _common_signs(places)
    if has_one_length:
        return "".join(head)
    tail, _ = _common_signs(_backwards(places))
    from_left = max(range(len(head), -1, -1), key=lambda size: _fixed(head[:size]) + _fixed(tail[: len(head) - size]))
    return "".join(head[:from_left]) + "*" + "".join(reversed(tail[: len(head) - from_left]))


def is_within(inner: Language, outer: Within, within: Within = None) -> bool:
    """Whether every string of `inner` lies in `outer`, among the strings of `within`."""
    allowed = as_set(outer)
    if allowed is None:
        return True
    if within is None:
        return all(part.languages for part in partition(allowed, inner))
    return all(
        inner not in part.languages or not part.languages.isdisjoint(allowed)
        for part in partition((inner, *allowed), within)
    )


def is_empty(language: Language, within: Within = None) -> bool:
    """Whether the language has no string, among the strings of `within`."""
    return not partition((), language) if within is None else is_within(language, (), within)


def _automaton_of(language: Language) -> Automaton:
    return LinearAutomaton((language,)) if isinstance(language, Linear) else pattern_automaton(language)


def _tree_of(language: Language) -> Node:
    if not isinstance(language, Linear):
        return read_pattern(language.text, is_folded=language.folded)
    any_run = Repeat(Characters(EVERY), 0, None)
    return Sequence(tuple(any_run if element == ANY_RUN else Characters(element) for element in language.elements))


def _common_signs(places: Places) -> tuple[list[str], bool]:
    """What every string has at each place up to the least length, as glob signs, and whether all end there."""
    signs = []
    at = places.start
    while at and not at & places.end:
        taken = following = 0
        for place in bits_of(at):
            taken |= places.characters[place]
            following |= places.follows[place]
        signs.append(_sign(taken))
        at = following
    return signs, at in (0, places.end)


def _sign(taken: int) -> str:
    is_fixed = taken & taken - 1 == 0 and not taken & (_OTHER_BIT | _WILDCARDS)
    return members(taken)[0] if is_fixed else "?"


def _fixed(signs: list[str]) -> int:
    return len(signs) - signs.count("?")


def _backwards(places: Places) -> Places:
    """The places of the same strings, read from their ends."""
    before = [0] * len(places.characters)
    for place, follows in enumerate(places.follows):
        for following in bits_of(follows):
            before[following] |= 1 << place
    for first in bits_of(places.start):
        before[first] |= places.end
    return Places(places.characters, (*before[:-1], 0), before[-1])
