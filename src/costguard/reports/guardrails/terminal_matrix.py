"""The table of rules and clouds in a terminal: a line for each rule, a column for each cloud, whatever the width."""

from collections.abc import Iterator
from typing import Final

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Guardrails, Proof
from costguard.reports.guardrails.matrix import Cell, clouds_of, matrix
from costguard.reports.guardrails.names import SHORT_CLOUDS, rule_name, toned, verdict_word
from costguard.reports.guardrails.phrases import STYLES
from costguard.reports.neutral import plain, shorten
from costguard.reports.terminal_page import Piece, Row

UNDECLARED_MARK: Final = " !"

NARROWEST: Final = 40  # columns that any page of ours takes

_RULE: Final = 40  # columns that a rule's id may take
_LEAST: Final = 16
_GAP: Final = 2


def matrix_rows(guardrails: Guardrails, columns: int) -> Iterator[Row]:
    """The table; where it would leave the rules no room, each rule with its verdicts below it."""
    rows = [row for row in matrix(guardrails) if row]
    clouds = clouds_of(guardrails)
    if not rows or not clouds:
        return
    widest = max(len(_word(cell.proof)) for row in rows for cell in row)
    column = max(widest, *(len(SHORT_CLOUDS[cloud]) for cloud in clouds)) + _GAP
    room = min(columns - column * len(clouds), _RULE + _GAP)
    if room < _LEAST:
        yield from (line for row in rows for line in _stacked(row))
        return
    room = min(room, max(_cells(_name(row, _RULE)) for row in rows) + _GAP)
    heads = "".join(SHORT_CLOUDS[cloud].ljust(column) for cloud in clouds)
    yield Row(((" " * room, ""), (heads, "dim")))
    for row in rows:
        yield _line(row, clouds, room, column)


def _line(row: tuple[Cell, ...], clouds: tuple[Cloud, ...], room: int, column: int) -> Row:
    name = _name(row, room - _GAP)
    by_cloud = {cell.cloud: cell for cell in row}
    pieces: list[Piece] = [(name + " " * (room - _cells(name)), "bold")]
    for cloud in clouds:
        cell = by_cloud.get(cloud)
        pieces.append(_verdict(cell, column) if cell is not None else (" " * column, ""))
    return Row(tuple(pieces))


def _stacked(row: tuple[Cell, ...]) -> Iterator[Row]:
    yield Row(((_name(row, _RULE), "bold"),))
    for cell in row:
        yield Row((_verdict(cell, 0),), (SHORT_CLOUDS[cell.cloud].ljust(7), "dim"), indent=2)


def _verdict(cell: Cell, width: int) -> Piece:
    return _word(cell.proof).ljust(width), STYLES[toned(cell.proof).tone]


def _word(proof: Proof | None) -> str:
    return verdict_word(proof) + ("" if proof is None or proof.declared else UNDECLARED_MARK)


def _name(row: tuple[Cell, ...], width: int) -> str:
    """The rule's id in so many columns; one that is too long loses its middle."""
    name = plain(rule_name(row[0].asked.id), width)
    while _cells(name) > width:  # characters that take two columns
        name = shorten(name, len(name) - 1)
    return name


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
