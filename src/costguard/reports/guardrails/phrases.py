"""Sentences that hold names: told once, and printed in a terminal, in Markdown and in HTML alike."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final, assert_never

import msgspec

from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain

_UNSEEN_SPACES: Final = re.compile("^ +| +$| {2,}")


class Tone(Enum):
    """How a word is to be taken."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    QUIET = "quiet"


STYLES: Final = {Tone.GOOD: "green", Tone.FAIR: "yellow", Tone.BAD: "bold red", Tone.QUIET: "dim"}
"""The tones in a terminal, as rich has them."""


class Prose(msgspec.Struct, frozen=True):
    """Words; what stands between backticks in them is a name."""

    text: str


class Code(msgspec.Struct, frozen=True):
    """A name or a value, as it is."""

    text: str


class Toned(msgspec.Struct, frozen=True):
    """A word that stands out."""

    text: str
    tone: Tone


Piece = Prose | Code | Toned
Words = tuple[Piece, ...]


def prose(text: str) -> Words:
    """A sentence without names of its own."""
    return (Prose(text),)


def joined(parts: Sequence[Words]) -> Words:
    """`a, b and c`."""
    pieces: list[Piece] = []
    for place, part in enumerate(parts):
        if place:
            pieces.append(Prose(" and " if place == len(parts) - 1 else ", "))
        pieces += part
    return tuple(pieces)


def shown(code: str) -> str:
    r"""A name or value in one harmless line, where spaces that nobody would see are `\x20`; `(empty)` when it is."""
    text = plain(code, HUMAN_LIMIT)
    return _UNSEEN_SPACES.sub(lambda spaces: "\\x20" * len(spaces[0]), text) or "(empty)"


def as_text(words: Words) -> str:
    """The sentence for a terminal: names between backticks, all of it harmless."""
    return "".join(map(_piece_as_text, words))


def _piece_as_text(piece: Piece) -> str:
    match piece:
        case Prose(text) | Toned(text):
            return plain(text, PROSE_LIMIT)
        case Code(text):
            return f"`{shown(text)}`" if text else shown(text)
        case _:
            assert_never(piece)
