"""Prints a page as one HTML document for a browser, a phone or paper: no script, no network."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final, assert_never

from costguard.reports.guardrails.blocks import Block, Fold, Heading, Items, Paragraph, Table
from costguard.reports.guardrails.phrases import Code, Piece, Prose, Toned, Words, shown
from costguard.reports.neutral import PROSE_LIMIT, plain

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --bad: #b3261e; --good: #1b7f3b; --fair: #9a6700; --dim: #777; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 960px; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .3rem 0 1rem; } .wide { overflow-x: auto; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; } summary { cursor: pointer; margin: .5rem 0; }
.good { color: var(--good); } .fair { color: var(--fair); } .bad { color: var(--bad); } .quiet { color: var(--dim); }
.good, .fair, .bad { font-weight: 600; } li { margin: .2rem 0; }
@media (prefers-color-scheme: dark) { :root { --bad: #f2b8b5; --good: #7ccf98; --fair: #e5b567; --dim: #999; } }
@media print { body { margin: 0; max-width: none; font-size: 11px; } h2, h3, summary { break-after: avoid; }
  tr, li { break-inside: avoid; } .wide { overflow: visible; } }
"""


def as_html(title: str, blocks: Iterable[Block]) -> str:
    """A whole HTML document; text from the policy is escaped, so none of it becomes markup."""
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(title)}</title><style>{_STYLE}</style>"
    )
    page = "\n".join(_lines(blocks))
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{page}\n</body></html>\n'


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(level, words):
                yield f"<h{level}>{_words(words)}</h{level}>"
            case Paragraph(words):
                yield f"<p>{_words(words)}</p>"
            case Items(entries, numbered):
                name = "ol" if numbered else "ul"
                yield f"<{name}>{''.join(f'<li>{_words(entry)}</li>' for entry in entries)}</{name}>"
            case Table():
                yield _table(block)
            case Fold(summary, body):
                # Open, as what is folded would be missing on paper.
                yield f"<details open><summary>{_words(summary)}</summary>"
                yield from _lines(body)
                yield "</details>"
            case _:
                assert_never(block)


def _table(table: Table) -> str:
    head = "".join(_cell("th", place, escape(name), table) for place, name in enumerate(table.head))
    rows = "".join(
        f"<tr>{''.join(_cell('td', place, _words(words), table) for place, words in enumerate(row))}</tr>\n"
        for row in table.rows
    )
    return f'<div class="wide"><table>\n<tr>{head}</tr>\n{rows}</table></div>'


def _cell(name: str, place: int, content: str, table: Table) -> str:
    kind = ' class="number"' if place in table.numbers else ""
    return f"<{name}{kind}>{content}</{name}>"


def _words(words: Words) -> str:
    return "".join(map(_piece, words))


def _piece(piece: Piece) -> str:
    match piece:
        case Prose(text):
            return _prose(text)
        case Code(text):
            return f"<code>{escape(shown(text))}</code>" if text else escape(shown(text))
        case Toned(text, tone):
            return f'<span class="{tone.value}">{_text(text)}</span>'
        case _:
            assert_never(piece)


def _prose(text: str) -> str:
    """What stands between backticks is a name; one without its partner is a character."""
    parts = plain(text, PROSE_LIMIT).split("`")
    if len(parts) % 2 == 0:
        return _text(text)
    return "".join(f"<code>{escape(part)}</code>" if place % 2 else escape(part) for place, part in enumerate(parts))


def _text(text: str) -> str:
    return escape(plain(text, PROSE_LIMIT))
