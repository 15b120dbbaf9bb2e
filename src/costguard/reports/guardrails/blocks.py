"""A page as headings, paragraphs, lists and tables, so that Markdown and HTML print the same page."""

import msgspec

from costguard.reports.guardrails.phrases import Words


class Heading(msgspec.Struct, frozen=True):
    """A heading; level 1 is the page's own."""

    level: int
    words: Words


class Paragraph(msgspec.Struct, frozen=True):
    """A sentence or two."""

    words: Words


class Items(msgspec.Struct, frozen=True):
    """A list, numbered where the order is one of steps."""

    entries: tuple[Words, ...]
    numbered: bool = False


class Table(msgspec.Struct, frozen=True):
    """A table; `numbers` are the columns that hold numbers, from 0."""

    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    numbers: frozenset[int] = frozenset()


class Fold(msgspec.Struct, frozen=True):
    """What a reader may fold away, under a line that says what it is."""

    summary: Words
    body: tuple["Block", ...]


Block = Heading | Paragraph | Items | Table | Fold
