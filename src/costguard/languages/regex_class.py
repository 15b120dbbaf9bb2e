r"""Character classes of patterns: `[a-z]`, `[^-]`, `\d`, `[[:alpha:]]`, and what they hold of our alphabet."""

import sys
from typing import Final

from costguard.languages.alphabet import (
    CHARACTERS,
    DIGITS,
    EVERY,
    LETTERS,
    LOWER,
    NO_CHARACTER,
    OTHER,
    PUNCTUATION,
    SPACE,
    UPPER,
    bit_of,
    folded,
    set_of,
)
from costguard.languages.regex_cursor import Cursor, escaped_code_point

_WORD: Final = LETTERS | DIGITS | set_of("_")
_PERL: Final = {"d": DIGITS, "s": SPACE, "w": _WORD}
_POSIX: Final = {
    "alnum": LETTERS | DIGITS,
    "alpha": LETTERS,
    "ascii": EVERY ^ bit_of(OTHER),
    "blank": SPACE,
    "cntrl": NO_CHARACTER,
    "digit": DIGITS,
    "graph": LETTERS | DIGITS | PUNCTUATION,
    "lower": LOWER,
    "print": LETTERS | DIGITS | PUNCTUATION | SPACE,
    "punct": PUNCTUATION,
    "space": SPACE,
    "upper": UPPER,
    "word": _WORD,
    "xdigit": DIGITS | set_of("abcdefABCDEF"),
}
_ASCII_END: Final = 0x80


def read_class(cursor: Cursor, *, is_folded: bool) -> int:
    """The set of a class in brackets; the opening bracket is already read."""
    negated = cursor.takes("^")
    found, is_first = NO_CHARACTER, True
    while is_first or not cursor.takes("]"):
        found |= _item(cursor, is_folded=is_folded)
        is_first = False
    return EVERY ^ found if negated else found


def read_perl_class(cursor: Cursor) -> int | None:
    r"""The set of `\d`, `\D`, `\s`, `\S`, `\w` or `\W` when it comes next; the backslash is already read."""
    name = cursor.next()
    found = _PERL.get(name.lower())
    if found is None:
        return None
    cursor.take()
    return EVERY ^ found if name.isupper() else found


def set_of_range(cursor: Cursor, first: int, last: int) -> int:
    """The set from one code point to another. Beyond ASCII only all or nothing can be told apart.

    Control characters are in no value, so that they add nothing.
    """
    if last < first:
        raise cursor.refusal(f"the range `{chr(first)}-{chr(last)}` runs backwards")
    if last >= _ASCII_END and (last != sys.maxunicode or first > _ASCII_END):
        raise cursor.refusal("it names a character beyond ASCII; name only characters from space to `~`")
    found = NO_CHARACTER
    for character in CHARACTERS:
        if first <= ord(character) <= last:
            found |= bit_of(character)
    return found


def _item(cursor: Cursor, *, is_folded: bool) -> int:
    if cursor.next(2) == "[:" and (end := cursor.text.find(":]", cursor.at + 2)) >= 0:
        return _posix(cursor, end, is_folded=is_folded)
    if cursor.takes("\\"):
        perl = read_perl_class(cursor)
        if perl is not None:
            return perl
        first = escaped_code_point(cursor)
    else:
        first = ord(cursor.take())
    last = first
    if cursor.next() == "-" and cursor.next(2) != "-]":
        cursor.take()
        last = escaped_code_point(cursor) if cursor.takes("\\") else ord(cursor.take())
    found = set_of_range(cursor, first, last)
    return folded(found) if is_folded else found


def _posix(cursor: Cursor, end: int, *, is_folded: bool) -> int:
    name = cursor.text[cursor.at + 2 : end]
    found = _POSIX.get(name.removeprefix("^"))
    if found is None:
        raise cursor.refusal(f"there is no class `[:{name}:]`")
    cursor.at = end + 2
    whole = folded(found) if is_folded else found
    return EVERY ^ whole if name.startswith("^") else whole
