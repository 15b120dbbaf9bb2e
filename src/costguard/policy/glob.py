"""Globs: `*` is any run of characters, `?` exactly one, everything else stands for itself.

The whole text has to match, and case counts. Nothing here can blow up on hostile globs or texts.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Final

_WILDCARDS: Final = frozenset("*?")


def matches(glob: str, text: str) -> bool:
    """Whether the glob matches the whole text. Time grows with the text, never with its possible splits."""
    return compiled(glob)(text)


@lru_cache(maxsize=8192)
def compiled(glob: str) -> Callable[[str], bool]:
    """The glob as a predicate, made once; for loops over many texts."""
    if not _WILDCARDS & set(glob):
        return partial(str.__eq__, glob)
    if "*" not in glob:
        exact = _literal_with_holes(glob)
        return lambda text: exact.fullmatch(text) is not None
    first, *middle, last = glob.split("*")
    parts = tuple(_literal_with_holes(part) for part in middle if part)
    return partial(_matches_parts, _literal_with_holes(first), parts, _literal_with_holes(last), len(last))


def is_glob(text: str) -> bool:
    """Whether the text has a wildcard at all."""
    return not _WILDCARDS.isdisjoint(text)


def glob_intersects(first: str, second: str) -> bool:
    """Whether some text matches both globs."""
    return globs_intersect((first, second))


def globs_intersect(globs: Sequence[str]) -> bool:
    """Whether some text matches all the globs.

    Walks the places in all globs at once: a literal or `?` steps forward, a `*` stays or is left.
    """
    ends = tuple(len(glob) for glob in globs)
    seen = {(0,) * len(ends)}
    queue = list(seen)
    while queue:
        places = queue.pop()
        if places == ends:
            return True
        for following in _steps(globs, places):
            if following not in seen:
                seen.add(following)
                queue.append(following)
    return False


def glob_covers(general: str, special: str) -> bool:
    """Whether every text that matches `special` also matches `general`.

    A character that stands in neither glob is the hardest for `general` to match, so it stands for all that
    the wildcards of `special` may match; the places that `general` can be in then tell.
    """
    stranger = "\0"
    seen = {(0, _closure(general, {0}))}
    queue = list(seen)
    while queue:
        place, states = queue.pop()
        if place == len(special):
            if len(general) not in states:
                return False
            continue
        following = {(place + 1, states)} if special[place] == "*" else set()
        character = stranger if special[place] in _WILDCARDS else special[place]
        after = place if special[place] == "*" else place + 1
        following.add((after, _advance(general, states, character)))
        queue.extend(following - seen)
        seen |= following
    return True


def _matches_parts(
    first: re.Pattern[str], middle: tuple[re.Pattern[str], ...], last: re.Pattern[str], last_length: int, text: str
) -> bool:
    """The first part at the start, the last at the end, each other at its first place after the one before."""
    found = first.match(text)
    for part in middle:
        if found is None:
            return False
        found = part.search(text, found.end())
    end = len(text) - last_length
    return found is not None and found.end() <= end and last.match(text, end) is not None


def _literal_with_holes(part: str) -> re.Pattern[str]:
    """`?` is one character and the rest literal: a pattern of fixed length, so that it cannot backtrack."""
    return re.compile("".join("." if character == "?" else re.escape(character) for character in part), re.DOTALL)


def _steps(globs: Sequence[str], places: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    signs = [glob[place : place + 1] for glob, place in zip(globs, places, strict=True)]
    for index, sign in enumerate(signs):
        if sign == "*":
            yield (*places[:index], places[index] + 1, *places[index + 1 :])
    literals = set(signs) - _WILDCARDS
    if "" not in literals and len(literals) <= 1:
        yield tuple(place if sign == "*" else place + 1 for sign, place in zip(signs, places, strict=True))


def _advance(glob: str, states: frozenset[int], character: str) -> frozenset[int]:
    moved = set()
    for state in states:
        sign = glob[state : state + 1]
        if sign == "*":
            moved.add(state)
        elif sign in ("?", character):
            moved.add(state + 1)
    return _closure(glob, moved)


def _closure(glob: str, states: set[int]) -> frozenset[int]:
    for state in tuple(states):
        following = state
        while glob[following : following + 1] == "*":
            following += 1
            states.add(following)
    return frozenset(states)
