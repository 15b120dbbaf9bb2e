"""Fits sections of rows into the room that a forge gives a comment: what finds none is counted, never dropped."""

from collections.abc import Iterable
from typing import Final

import msgspec

from costguard.reports.wording import count

_SECTION_RESERVE: Final = 400  # bytes of a section's frame, and of its count of rows that found no room


class Row(msgspec.Struct, frozen=True):
    """A line of the report, and how many things it stands for."""

    text: str
    stands_for: int = 1


class Section(msgspec.Struct, frozen=True):
    """Rows under a heading, for `total` things, of which `elsewhere` tells where all are.

    A section with a `summary` is folded; `after` ends one that is not.
    """

    heading: str
    rows: Iterable[Row]
    total: int
    noun: str
    summary: str = ""
    after: str = ""
    elsewhere: str = "the JSON report has all"


def paged(head: str, sections: Iterable[Section], foot: str, size_limit: int) -> str:
    """Head, the sections that have something to say, and foot: at most `size_limit` bytes, if head and foot fit.

    Every section may fill half of what the sections before it left, so a long table never hides the explanations.
    """
    filled = [section for section in sections if section.total]
    fixed = sum(_SECTION_RESERVE + _size(section.heading) + _size(section.after) for section in filled)
    room = size_limit - _size(head) - _size(foot) - fixed
    parts = [head]
    for place, section in enumerate(filled):
        is_last = place == len(filled) - 1
        part, used = _filled(section, room if is_last else room // 2)
        room -= used
        parts.append(part)
    return "\n".join((*parts, foot) if foot else parts)


def _filled(section: Section, room: int) -> tuple[str, int]:
    """The section with as many rows as fit into `room` bytes, and the bytes that its rows took."""
    rows: list[str] = []
    used = told = 0
    for row in section.rows:
        if used + _size(row.text) + 1 > room:
            break
        rows.append(row.text)
        used += _size(row.text) + 1
        told += row.stands_for
    lines = [section.heading, *rows] if section.heading else rows
    if hidden := section.total - told:
        lines += ["", f"… and {count(hidden, f'more {section.noun}')}; {section.elsewhere}."]
    lines.append("")
    if section.summary:
        lines = [f"<details><summary>{section.summary} ({section.total:,})</summary>", "", *lines, "</details>", ""]
    elif section.after:
        lines += [section.after, ""]
    return "\n".join(lines), used


def _size(text: str) -> int:
    return len(text.encode())
