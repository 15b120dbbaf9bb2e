"""Writes many texts and globs as one short RE2 pattern: what they share, at either end, is written once."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from costguard.languages.language import Linear, Notation

_SIGNS: Final = {"*": "any run", "?": "any one"}
_WILD: Final = {"any run": ".*", "any one": "."}
_SPECIAL: Final = frozenset(".+*?()|[{}$")
_Row = tuple[str, ...]
"""The characters of a text; a wildcard is a word of more than one character."""


def alternation(languages: Iterable[Linear]) -> str:
    """A pattern that matches, as a whole, just what the texts and globs hold.

    It can stand beside other patterns as it is: what has several ways is in parentheses.
    """
    rows = sorted({_tokens(language) for language in languages})
    return _written(rows)


def literal(character: str) -> str:
    """The pattern of one character. A class needs no backslash, which CEL would have doubled."""
    if character in "\\^]":
        return f"\\{character}"
    return f"[{character}]" if character in _SPECIAL else character


def _tokens(language: Linear) -> _Row:
    if language.notation is Notation.EXACT:
        return tuple(language.text)
    return tuple(_SIGNS.get(character, character) for character in language.text)


def _sign(token: str) -> str:
    return _WILD.get(token) or literal(token)


def _written(rows: list[_Row]) -> str:
    """What the sorted rows share at the front, then the ways to go on; tokens with the same tail share it."""
    shared = _shared_front(rows[0], rows[-1])
    front = "".join(map(_sign, rows[0][:shared]))
    rests = [row[shared:] for row in rows]
    if len(rests) == 1:
        return front
    tails: dict[str, list[str]] = {}
    for token, group in groupby((rest for rest in rests if rest), key=lambda rest: rest[0]):
        tails.setdefault(_written([rest[1:] for rest in group]), []).append(token)
    options = [option for tail, tokens in tails.items() for option in _options(tokens, tail)]
    is_one = len(options) == 1
    ways = options[0] if is_one else f"(?:{'|'.join(options)})"
    if () not in rests:
        return front + ways
    is_atom = not is_one or _is_atom(ways)
    return f"{front}{ways}?" if is_atom else f"{front}(?:{ways})?"


def _shared_front(first: _Row, last: _Row) -> int:
    """How many tokens sorted rows begin with alike: the first and the last differ most."""
    pairs = enumerate(zip(first, last, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(first), len(last)))


def _options(tokens: list[str], tail: str) -> list[str]:
    plain = [token for token in tokens if token not in _WILD]
    wild = [_WILD[token] for token in tokens if token in _WILD]
    return [f"{sign}{tail}" for sign in [*([_class(plain)] if plain else []), *wild]]


def _class(characters: list[str]) -> str:
    if len(characters) == 1:
        return literal(characters[0])
    runs: list[str] = []
    for character in (each for each in characters if each != "-"):
        follows = bool(runs) and ord(character) == ord(runs[-1][-1]) + 1
        if follows and character.isalnum() and runs[-1].isalnum():
            runs[-1] += character
        else:
            runs.append(character)
    return f"[{''.join(map(_run, runs))}{'-' if '-' in characters else ''}]"


def _run(characters: str) -> str:
    if len(characters) > 3:
        return f"{characters[0]}-{characters[-1]}"
    return "".join(f"\\{character}" if character in "\\^]" else character for character in characters)


def _is_atom(text: str) -> bool:
    """Whether a repetition sign after the text would bind to all of it."""
    return len(text) == 1 or (text[0] == "[" and text.index("]") == len(text) - 1 and "\\" not in text)
