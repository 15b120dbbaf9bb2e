"""Which strings a value may be: one exact text, a wildcard in one of the clouds' notations, or a pattern.

A language is data: equal when written alike, cheap to hash, and silent about how it is decided. Its text is
printable ASCII, everything else raises Unsupported; values are strings of the characters that `alphabet` describes.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache, partial
from typing import Final, TypeAlias

import msgspec

from costguard.languages import regex_matcher
from costguard.languages.alphabet import DIGITS, EVERY, LETTERS, set_of
from costguard.languages.alphabet import folded as both_cases
from costguard.languages.regex_syntax import read_pattern
from costguard.languages.unsupported import Unsupported

ANY_RUN: Final = -1
"""The element that stands for any run of characters, none included."""


class Notation(StrEnum):
    """What the signs of a linear language's text mean."""

    EXACT = ""
    GLOB = "like"
    AZURE_LIKE = "Azure like"
    AZURE_MATCH = "match"


class _Spelled(msgspec.Struct, frozen=True, cache_hash=True):
    """What every language has: the text it was made from, by which it is ordered."""

    text: str
    folded: bool = False

    def __lt__(self, other: "_Spelled") -> bool:
        return repr(self) < repr(other) if self.text == other.text else self.text < other.text


class Linear(_Spelled, frozen=True, cache_hash=True):
    """A sequence of elements, each one character of a set or any run of characters."""

    notation: Notation = Notation.EXACT

    @property
    def elements(self) -> tuple[int, ...]:
        """A set of characters for each place, and ANY_RUN for each run; no two runs follow each other."""
        return _elements(self)


class Pattern(_Spelled, frozen=True, cache_hash=True):
    """Everything that an RE2 pattern matches from its first character to its last."""


Language: TypeAlias = Linear | Pattern

_SIGNS: Final[Mapping[Notation, Mapping[str, int]]] = {
    Notation.EXACT: {},
    Notation.GLOB: {"*": ANY_RUN, "?": EVERY},
    Notation.AZURE_LIKE: {"*": ANY_RUN},
    # learn.microsoft.com, Azure Policy definition structure, under "Conditions", 2026-11
    Notation.AZURE_MATCH: {"#": DIGITS, "?": LETTERS, ".": EVERY},
}
_AS_REGEX: Final = {DIGITS: "[0-9]", LETTERS: "[A-Za-z]", EVERY: "."}


def exactly(text: str, *, folded: bool = False) -> Language:
    """Just this text; with `folded`, in any case of its ASCII letters."""
    return _linear(text, Notation.EXACT, folded=folded)


def glob(text: str, *, folded: bool = False) -> Language:
    """`*` is any run of characters, the empty one too; `?` is exactly one; the rest stands for itself."""
    return _linear(text, Notation.GLOB, folded=folded)


def azure_like(text: str) -> Language:
    """Azure's `like`: one `*`, no more, is any run; `?` stands for itself; ASCII case does not count."""
    if text.count("*") > 1:
        raise Unsupported(f"Azure's `like` takes one `*`, and `{text}` has more")
    return _linear(text, Notation.AZURE_LIKE if "?" in text else Notation.GLOB, folded=True)


def azure_match(text: str, *, folded: bool = False) -> Language:
    """Azure's `match`: `#` is a digit, `?` an ASCII letter, `.` any one character; `folded` is matchInsensitively."""
    return _linear(text, Notation.AZURE_MATCH, folded=folded)


def pattern(text: str, *, folded: bool = False) -> Language:
    """Everything that the RE2 pattern matches as a whole. Raises Unsupported when that cannot be decided here."""
    read_pattern(text, is_folded=folded)
    return Pattern(text, folded)


def everything() -> Language:
    """Every string."""
    return glob("*")


def holds(language: Language, text: str) -> bool:
    """Whether the text lies in the language, by a matcher that shares nothing with the automata."""
    return matcher(language)(text)


def describe(language: Language) -> str:
    """The language in a few words for people, as in: like `CC-*` (ignoring case)."""
    if not language.text:
        return "the empty text"
    kind = "pattern" if isinstance(language, Pattern) else language.notation.value
    return f"{kind} `{language.text}`".lstrip() + " (ignoring case)" * language.folded


@lru_cache(maxsize=8192)
def matcher(language: Language) -> Callable[[str], bool]:
    """`holds` for one language, made once; for loops over many texts."""
    if isinstance(language, Pattern):
        return partial(regex_matcher.matches, read_pattern(language.text, is_folded=language.folded))
    if language.notation is not Notation.EXACT:
        compiled = re.compile(_python_regex(language), re.DOTALL | (re.IGNORECASE | re.ASCII if language.folded else 0))
        return lambda text: compiled.fullmatch(text) is not None
    if not language.folded:
        return partial(str.__eq__, language.text)
    wanted = language.text.lower()
    return lambda text: text.lower() == wanted and text.isascii()


@lru_cache(maxsize=65536)
def _linear(text: str, notation: Notation, *, folded: bool) -> Linear:
    """The language in the plainest words that say the same, so that what is the same is mostly equal too."""
    set_of(text)
    if _SIGNS[notation].keys().isdisjoint(text):
        notation = Notation.EXACT
    return Linear(text, folded and any(map(str.isalpha, text)), notation)


@lru_cache(maxsize=8192)
def _elements(language: Linear) -> tuple[int, ...]:
    signs = _SIGNS[language.notation]
    found: list[int] = []
    for character in language.text:
        element = signs.get(character) or _literal(character, folded=language.folded)
        if element != ANY_RUN or found[-1:] != [ANY_RUN]:
            found.append(element)
    return tuple(found)


@lru_cache(maxsize=256)
def _literal(character: str, *, folded: bool) -> int:
    return both_cases(set_of(character)) if folded else set_of(character)


def _python_regex(language: Linear) -> str:
    """The same language for Python's `re`. A run gives nothing back once the part after it is found: no blow-up."""
    signs = {sign: _AS_REGEX.get(element, "") for sign, element in _SIGNS[language.notation].items()}
    runs = [signs.pop("*")] if "*" in signs else []
    pieces = language.text.split("*") if runs else [language.text]
    first, *others = ["".join(signs.get(character) or re.escape(character) for character in piece) for piece in pieces]
    if not others:
        return first
    return first + "".join(f"(?>.*?{piece})" for piece in others[:-1]) + ".*" + others[-1]
