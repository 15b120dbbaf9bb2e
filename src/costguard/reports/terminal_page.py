"""Laying out lines for a terminal: hanging indents, folding and colour, so that the report itself only says what."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from costguard.reports.options import ReportOptions

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Piece = tuple[str, str]  # a text and its rich style

NARROWEST: Final = 40  # columns that a page keeps
_LEAST_ROOM: Final = 20  # columns that a paragraph keeps, however deep it is indented


class Row(msgspec.Struct, frozen=True):
    """A paragraph: `lead` on its first line only, `body` folded beside it. A row of nothing is a blank line."""

    body: tuple[Piece, ...] = ()
    lead: Piece = ("", "")
    indent: int = 0


BLANK: Final = Row()


def lay_out(rows: Iterable[Row], options: ReportOptions) -> str:
    """The rows as text of at most `options.width` columns (but 40), with escape codes only when colour is asked for."""
    from io import StringIO

    from rich.console import Console

    width = max(options.width, NARROWEST)
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=options.colour,
        color_system="standard" if options.colour else None,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},  # a report depends on nothing but its arguments
    )
    with console.capture() as printed:
        for row in rows:
            for line in _lines(row, console, width):
                console.print(line, soft_wrap=True)
    return printed.get()


def _lines(row: Row, console: "Console", width: int) -> Iterable["Text"]:
    from rich.text import Text

    lead, style = row.lead
    hang = row.indent + len(lead)
    body = Text.assemble(*row.body)
    room = max(width - hang, _LEAST_ROOM)
    folded = body.wrap(console, room)
    if any(line.plain.lstrip().startswith("::") for line in folded):
        # GitHub's runner obeys a line whose first characters are `::`, spaces aside (Workflow commands, 2026-08).
        folded = Text(body.plain.replace("::", "\\x3a\\x3a")).wrap(console, room)
    for line in folded:
        line.rstrip()
    yield Text.assemble(" " * row.indent, (lead, style), *folded[:1])
    for line in folded[1:]:
        yield Text.assemble(" " * hang, line)
