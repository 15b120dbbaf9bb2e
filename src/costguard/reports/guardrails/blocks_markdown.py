"""Prints a page as Markdown, for a repository or a forge."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final, assert_never

from costguard.reports.guardrails.blocks import Block, Fold, Heading, Items, Paragraph, Table
from costguard.reports.guardrails.phrases import Code, Piece, Prose, Tone, Toned, Words, as_text, shown
from costguard.reports.neutral import PROSE_LIMIT
from costguard.reports.neutral_markdown import markdown, markdown_code

_JOINER: Final = "\u2060"  # seen by no reader
# What Markdown may take for a heading, a quote, a list or a table where a line begins, and GitHub's runner for a
# command (Workflow commands, 2026-08).
_BEGINNING: Final = re.compile(r"::|[#>=~|-]|[+*]\s|\d+[.)]")


def as_markdown(blocks: Iterable[Block]) -> str:
    """Markdown as GitHub and GitLab read it; no text of a policy becomes markup."""
    return "\n\n".join(_lines(blocks)) + "\n"


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(level, words):
                yield f"{'#' * level} {_words(words)}"
            case Paragraph(words):
                yield _begun(words)
            case Items(entries, numbered):
                yield "\n".join(
                    f"{f'{place}.' if numbered else '-'} {_begun(entry)}" for place, entry in enumerate(entries, 1)
                )
            case Table():
                yield "\n".join(_table(block))
            case Fold(summary, body):
                # Markdown is not read within a summary, so its text is made harmless as HTML.
                yield f"<details><summary>{escape(as_text(summary))}</summary>"
                yield from _lines(body)
                yield "</details>"
            case _:
                assert_never(block)


def _table(table: Table) -> Iterator[str]:
    yield _row(table.head)
    yield _row("---:" if place in table.numbers else "---" for place in range(len(table.head)))
    for row in table.rows:
        yield _row(_words(cell) for cell in row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _begun(words: Words) -> str:
    text = _words(words)
    return _JOINER + text if _BEGINNING.match(text) else text


def _words(words: Words) -> str:
    return "".join(map(_piece, words))


def _piece(piece: Piece) -> str:
    match piece:
        case Prose(text):
            return markdown(text, PROSE_LIMIT)
        case Code(text):
            return markdown_code(shown(text)) if text else markdown(shown(text))
        case Toned(text, Tone.BAD):
            return f"**{markdown(text, PROSE_LIMIT)}**"
        case Toned(text):
            return markdown(text, PROSE_LIMIT)
        case _:
            assert_never(piece)
