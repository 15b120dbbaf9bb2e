"""The characters that values are made of, so few that every question about strings can be decided.

Printable ASCII stands for itself, and one snowman for every character beyond ASCII: no rule may name one of
those, so no rule can tell them apart. Control characters, the line feed among them, lie outside: the clouds
take none in a tag's value. Hence a pattern's `.` is every character, with `(?s)` or without.

A set of characters is an int with one bit for each. The lowest bit is the character that people read most
easily: letters, then digits, then signs.
"""

import string
from collections.abc import Iterable
from typing import Final

from costguard.languages.unsupported import Unsupported

OTHER: Final = "\N{SNOWMAN}"
"""Stands for every character beyond ASCII."""

_PLAIN_SIGNS: Final = "-_./:"
CHARACTERS: Final = "".join(
    [
        string.ascii_letters,
        string.digits,
        _PLAIN_SIGNS,
        "".join(sign for sign in string.punctuation if sign not in _PLAIN_SIGNS),
        " ",
        OTHER,
    ]
)
_BIT: Final = {character: 1 << place for place, character in enumerate(CHARACTERS)}
_OTHER_BIT: Final = _BIT[OTHER]

EVERY: Final = (1 << len(CHARACTERS)) - 1
NO_CHARACTER: Final = 0


def set_of(characters: Iterable[str]) -> int:
    """The set of these characters. Raises Unsupported at one that is not printable ASCII."""
    found = NO_CHARACTER
    for character in characters:
        bit = _BIT.get(character, _OTHER_BIT)
        if bit == _OTHER_BIT:
            raise Unsupported(f"{character!r} is not printable ASCII; name only characters from space to `~`")
        found |= bit
    return found


def bit_of(character: str) -> int:
    """The set that holds just this character of a value; what is not printable ASCII counts as one character."""
    return _BIT.get(character, _OTHER_BIT)


LOWER: Final = set_of(string.ascii_lowercase)
UPPER: Final = set_of(string.ascii_uppercase)
LETTERS: Final = LOWER | UPPER
DIGITS: Final = set_of(string.digits)
PUNCTUATION: Final = set_of(string.punctuation)
SPACE: Final = set_of(" ")

_CASE_DISTANCE: Final = 26  # the upper case letters follow the lower case ones


def folded(characters: int) -> int:
    """The set with every ASCII letter in both cases."""
    return characters | (characters & LOWER) << _CASE_DISTANCE | (characters & UPPER) >> _CASE_DISTANCE


def plainest(characters: int) -> str:
    """The character of a set, not empty, that people read most easily."""
    return CHARACTERS[(characters & -characters).bit_length() - 1]


def members(characters: int) -> tuple[str, ...]:
    """All characters of the set; OTHER among them stands for many."""
    return tuple(character for character, bit in _BIT.items() if bit & characters)


def bits_of(numbers: int) -> list[int]:
    """The numbers in a set of small numbers, in rising order."""
    found = []
    while numbers:
        lowest = numbers & -numbers
        found.append(lowest.bit_length() - 1)
        numbers ^= lowest
    return found
