"""Spells a language in Azure Policy's operators: `equals`, `like`, `match` and `contains` together."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod
from typing import Final, assert_never

import msgspec

from costguard.languages.alphabet import DIGITS, EVERY, LETTERS, OTHER, members
from costguard.languages.finite import enclosing_glob, strings_of
from costguard.languages.language import Language, Linear, Notation, Pattern, azure_match, exactly, glob
from costguard.languages.partition import Within, partition
from costguard.languages.regex_syntax import read_pattern
from costguard.languages.regex_tree import Characters, Choice, Edge, Node, Repeat, Sequence

MOST_TEXTS: Final = 200
"""A pattern with at most so many values is written as their list."""
MOST_ROWS: Final = 12
"""A pattern is written as at most so many `match`, and so are the lengths that a glob leaves out: people read them."""
_MATCH_SIGNS: Final = "#?."


class Part(msgspec.Struct, frozen=True):
    """A language that one condition of Azure can say, and whether the value is to lie in it."""

    language: Language
    holds: bool = True


Spelling = tuple[Part, ...]
"""Conditions that are to hold together."""


class Near(msgspec.Struct, frozen=True):
    """What Azure can say in place of a language: any of the spellings.

    `extra` is a value that they take and the language does not, `is_case` whether only upper and lower case tell it
    from one that it does; `lost` is a value that they leave out. Both are None where nothing differs.
    """

    spellings: tuple[Spelling, ...]
    extra: str | None = None
    is_case: bool = False
    lost: str | None = None


@lru_cache(maxsize=8192)
def around(language: Language, *, ignores_case: bool, within: Within = None) -> Near:
    """Spellings that take in the whole language. With `ignores_case`, none tells case apart."""
    if isinstance(language, Linear) and language.notation is Notation.EXACT and not ignores_case:
        return Near((_text(language.text, ignores_case=language.folded),))
    return _compared(language, tuple(_around(language, ignores_case=ignores_case)), within)


@lru_cache(maxsize=8192)
def inside(language: Language, *, ignores_case: bool, within: Within = None) -> Near:
    """Spellings that take nothing but what lies in the language, or differs from that in case only."""
    close = (
        (spelling,)
        for spelling in _around(language, ignores_case=ignores_case)
        if not _is_extra(_compared(language, (spelling,), within))
    )
    return _compared(language, tuple(spelling for (spelling,) in close), within)


def _is_extra(near: Near) -> bool:
    return near.extra is not None and not near.is_case


def _around(language: Language, *, ignores_case: bool) -> Iterator[Spelling]:
    match language:
        case Linear(text, folded, Notation.EXACT):
            yield _text(text, ignores_case=ignores_case or folded)
        case Linear(text, _, Notation.GLOB) if "*" in text:
            yield _wildcard(text)
        case Linear(text, folded, Notation.GLOB):
            yield _fixed_length(text, ignores_case=ignores_case or folded)
        case Linear():
            yield (Part(language),)
        case Pattern():
            yield from _pattern(language, ignores_case=ignores_case)
        case _:
            assert_never(language)


def _text(text: str, *, ignores_case: bool) -> Spelling:
    """`equals` ignores case and `match` does not, but cannot write its own signs: together they are exact."""
    same = exactly(text, folded=True)
    if ignores_case or not any(map(str.isalpha, text)):
        return (Part(same),)
    if not _has_signs(text):
        return (Part(exactly(text)),)
    return (Part(azure_match(_with_dots(text))), Part(same))


def _fixed_length(text: str, *, ignores_case: bool) -> Spelling:
    """A glob without `*`: `match` says its length and letters, `like` its ends where those hold signs of `match`."""
    pieces = text.split("?")
    matched = Part(azure_match(_with_dots(text), folded=ignores_case))
    middle = (Part(glob(f"*{piece}*", folded=True)) for piece in pieces[1:-1] if _has_signs(piece))
    if _has_signs(pieces[0]) or _has_signs(pieces[-1]):
        return (matched, Part(glob(f"{pieces[0]}*{pieces[-1]}", folded=True)), *middle)
    return (matched, *middle)


def _wildcard(text: str) -> Spelling:
    """`like` for the ends of a glob, `contains` for what stands between, and what is too short is taken out."""
    pieces = text.replace("?", "*").split("*")
    ends = Part(glob(f"{pieces[0]}*{pieces[-1]}", folded=True))
    middle = tuple(Part(glob(f"*{piece}*", folded=True)) for piece in dict.fromkeys(pieces[1:-1]) if piece)
    least = len(text) - text.count("*")
    shorter = range(len(pieces[0]) + len(pieces[-1]), least)
    too_short = tuple(Part(azure_match("." * length), holds=False) for length in shorter)
    is_told_by_length = "?" in text and len(too_short) <= MOST_ROWS
    is_said = bool(middle) and not pieces[0] and not pieces[-1]
    return (*(() if is_said else (ends,)), *middle, *(too_short if is_told_by_length else ()))


def _pattern(language: Pattern, *, ignores_case: bool) -> Iterator[Spelling]:
    """Rows of signs for `match` where they say just the pattern, else its texts, else rows or a glob around it."""
    tree = read_pattern(language.text, is_folded=language.folded)
    rows = tuple(dict.fromkeys(_places(tree))) if _rows(tree) <= MOST_ROWS else ()
    is_told_by_signs = all(_is_sign(characters) for row in rows for characters in row)
    texts = None if rows and is_told_by_signs else strings_of(language, MOST_TEXTS)
    if texts is not None:
        yield from (_text(text, ignores_case=ignores_case) for text in texts)
    elif rows:
        yield from dict.fromkeys(_row(row, ignores_case=ignores_case) for row in rows)
    else:
        yield from _around(glob(enclosing_glob(language)), ignores_case=ignores_case)


def _row(places: tuple[int, ...], *, ignores_case: bool) -> Spelling:
    """Sets of characters in a row: a `match` with the nearest sign for each, and `like` for what it cannot write."""
    if all(map(_is_one, places)):
        return _text("".join(members(place)[0] for place in places), ignores_case=ignores_case)
    matched = Part(azure_match("".join(map(_sign, places)), folded=ignores_case))
    letters = [members(place)[0] for place in places if _is_one(place)]
    if "*" in letters or "?" in letters:
        return (matched,)
    text = "".join(members(place)[0] if _is_one(place) else "?" for place in places)
    return (matched, *_fixed_length(text, ignores_case=ignores_case)[1:])


def _sign(characters: int) -> str:
    """The sign of `match` that takes these characters, and as few others as there is one for."""
    if _is_one(characters):
        only = members(characters)[0]
        return "." if only in _MATCH_SIGNS or only == OTHER else only
    if characters & ~DIGITS == 0:
        return "#"
    return "?" if characters & ~LETTERS == 0 else "."


def _is_sign(characters: int) -> bool:
    return _is_one(characters) or characters in (DIGITS, LETTERS, EVERY)


def _is_one(characters: int) -> bool:
    return characters != 0 and characters & characters - 1 == 0


def _rows(node: Node) -> int:
    """How many rows of characters of one length a tree stands for; above MOST_ROWS where that is too many."""
    match node:
        case Characters() | Edge():
            return 1
        case Sequence(parts):
            return min(prod(map(_rows, parts)), MOST_ROWS + 1)
        case Choice(options):
            return min(sum(map(_rows, options)), MOST_ROWS + 1)
        case Repeat(repeated, least, most):
            each = _rows(repeated)
            counts = range(least, (MOST_ROWS + least if most is None else most) + 1)
            return min(sum(int(each**count) for count in counts), MOST_ROWS + 1)
        case _:
            assert_never(node)


def _places(node: Node) -> Iterator[tuple[int, ...]]:
    match node:
        case Characters(characters):
            yield (characters,)
        case Edge():
            yield ()
        case Sequence(parts):
            for row in product(*(tuple(_places(part)) for part in parts)):
                yield tuple(place for piece in row for place in piece)
        case Choice(options):
            for option in options:
                yield from _places(option)
        case Repeat(repeated, least, most):
            rows = tuple(_places(repeated))
            for count in range(least, (most or least) + 1):
                for row in product(rows, repeat=count):
                    yield tuple(place for piece in row for place in piece)
        case _:
            assert_never(node)


def _has_signs(text: str) -> bool:
    return any(sign in text for sign in _MATCH_SIGNS)


def _with_dots(text: str) -> str:
    return "".join("." if character in _MATCH_SIGNS else character for character in text)


def _compared(language: Language, spellings: tuple[Spelling, ...], within: Within) -> Near:
    """The spellings with a witness of each way in which they differ from the language."""
    loose = _ignoring_case(language)
    names = {part.language for spelling in spellings for part in spelling}
    extra = case = lost = None
    for each in partition((language, loose, *names), within):
        is_taken = any(all((part.language in each.languages) is part.holds for part in row) for row in spellings)
        is_meant = language in each.languages
        if is_taken and not is_meant and loose in each.languages:
            case = each.witness if case is None else case
        elif is_taken and not is_meant:
            extra = each.witness if extra is None else extra
        elif is_meant and not is_taken:
            lost = each.witness if lost is None else lost
    return Near(spellings, extra if extra is not None else case, extra is None and case is not None, lost)


def _ignoring_case(language: Language) -> Language:
    return msgspec.structs.replace(language, folded=True)
