"""Tables in a terminal: names on the left, figures on the right; on a narrow one each line's figures stand below it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from costguard.reports.neutral import HUMAN_LIMIT, plain, shorten
from costguard.reports.terminal_page import Row

_INDENT: Final = 2
_GAP: Final = 2  # columns between figures
_LEAST_NAME: Final = 20  # columns; names that have less are no use
_BETWEEN: Final = ", "


class Line(msgspec.Struct, frozen=True):
    """A line of a table: the raw parts of its name, and its figures, as many as the table has headers."""

    name: tuple[str, ...]
    figures: tuple[str, ...]


class Section(msgspec.Struct, frozen=True):
    """Lines under a title. `more` says that there are others, "" where there are none."""

    title: str
    lines: tuple[Line, ...]
    more: str = ""


def table(sections: Iterable[Section], headers: Sequence[str], width: int) -> Iterator[Row]:
    """The rows of a table; a section without lines is left out. Names are neutralised, and too long ones shortened."""
    filled = [section for section in sections if section.lines]
    figures = (line.figures for section in filled for line in section.lines)
    widths = [max(map(len, column)) + _GAP for column in zip(headers, *figures, strict=True)]
    room = width - sum(widths)
    for number, section in enumerate(filled):
        if room < _LEAST_NAME:
            yield Row(((section.title, "bold"),))
            yield from _narrow(section, headers, width)
        else:
            above = _aligned(headers, widths) if number == 0 else ""
            yield Row(((_padded(section.title, room), "bold"), (above, "dim")))
            for line in section.lines:
                name = " " * _INDENT + _padded(_fitted(line.name, room - _INDENT), room - _INDENT)
                yield Row(((name + _aligned(line.figures, widths), ""),))
        if section.more:
            yield Row(((section.more, "dim"),), indent=_INDENT)


def _narrow(section: Section, headers: Sequence[str], width: int) -> Iterator[Row]:
    for line in section.lines:
        yield Row(((_fitted(line.name, width - _INDENT), ""),), indent=_INDENT)
        said = (f"{header} {figure}" for header, figure in zip(headers, line.figures, strict=True))
        yield Row(((_BETWEEN.join(said), "dim"),), indent=2 * _INDENT)


def _aligned(figures: Iterable[str], widths: Iterable[int]) -> str:
    return "".join(f"{figure:>{width}}" for figure, width in zip(figures, widths, strict=True))


def _fitted(parts: Sequence[str], room: int) -> str:
    """The parts in at most so many columns: the longest lose their middles first. A character may take two columns."""
    from rich.cells import cell_len

    whole = [plain(part, HUMAN_LIMIT) for part in parts if part]
    shown = _BETWEEN.join(whole)
    limit = max(map(len, whole), default=0)
    while limit > 1 and cell_len(shown) > room:
        limit -= 1
        shown = _BETWEEN.join(shorten(part, limit) for part in whole)
    return shown


def _padded(text: str, room: int) -> str:
    from rich.cells import cell_len

    return text + " " * (room - cell_len(text))
