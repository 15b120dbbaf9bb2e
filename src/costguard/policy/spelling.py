"""Finds the word that a person most likely meant."""

from collections.abc import Iterable
from functools import lru_cache

_SEPARATORS = str.maketrans("", "", "_-. :/")


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """The end of an error's sentence, "; did you mean `x`?"; empty when nothing is close."""
    found = closest(word, candidates)
    return f"; did you mean `{found}`?" if found else ""


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is most like the word, or None when none is close enough.

    Case and separators count for nothing. Then come slips of typing (a third of the letters at most, a
    transposition counts once), then shortenings (`prod` for `production`, `stg` for `staging`).
    """
    return _closest(word, tuple(candidates))


@lru_cache(maxsize=4096)
def _closest(word: str, candidates: tuple[str, ...]) -> str | None:
    folded = _folded(word)
    if not folded:
        return None
    others = [(candidate, _folded(candidate)) for candidate in candidates if candidate != word]
    return _same(folded, others) or _mistyped(folded, others) or _shortened(folded, others)


def _folded(word: str) -> str:
    return word.casefold().translate(_SEPARATORS)


def _same(folded: str, others: list[tuple[str, str]]) -> str | None:
    return min((candidate for candidate, other in others if other == folded), default=None)


def _mistyped(folded: str, others: list[tuple[str, str]]) -> str | None:
    best, found = max(1, len(folded) // 3) + 1, None
    for candidate, other in others:
        if abs(len(other) - len(folded)) >= best and found is None:
            continue
        distance = edits(folded, other, best)
        if distance < best or (distance == best and found is not None and candidate < found):
            best, found = distance, candidate
    # Two letters that share only their length are two words, not a slip.
    return found if found is not None and best < max(len(folded), len(_folded(found))) else None


def _shortened(folded: str, others: list[tuple[str, str]]) -> str | None:
    """The only candidate that begins with the word, or the word with it; else the only one it abbreviates."""
    if len(folded) < 3:
        return None
    for test in (_is_beginning, _is_abbreviation):
        found = [
            candidate for candidate, other in others if len(other) >= 3 and test(*sorted((folded, other), key=len))
        ]
        if len(found) == 1:
            return found[0]
    return None


def _is_beginning(short: str, long: str) -> bool:
    return long.startswith(short)


def _is_abbreviation(short: str, long: str) -> bool:
    letters = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)


def edits(first: str, second: str, limit: int) -> int:
    """How many letters to add, drop, change or swap with their neighbour; more than `limit` reads as `limit + 1`.

    Optimal string alignment distance, the restricted form of Damerau's (1964).
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        row = [i]
        for j, other in enumerate(second, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, above = above, row
    return min(above[-1], limit + 1)
