"""Cuts what is too long for a page: a list says how many more there are, and a text ends between two words."""

from collections.abc import Sequence
from typing import Final, TypeVar

from costguard.reports.neutral import plain
from costguard.reports.wording import count

_T = TypeVar("_T")
_MARK: Final = "…"
_LEAST_KEPT: Final = 0.5  # of a text; where no word ends behind that, it is cut within a word


def cut(items: Sequence[_T], most: int) -> tuple[Sequence[_T], int]:
    """The first of them and how many are left; a single one is not left, as saying so takes as much room as it."""
    if len(items) <= most + 1:
        return items, 0
    return items[:most], len(items) - most


def others(number: int, noun: str) -> str:
    """`… and 4 more gaps`; "" of none."""
    return f"… and {count(number, f'more {noun}')}" if number > 0 else ""


def prose(text: str, limit: int) -> str:
    """A text in at most so many characters, neutralised; a longer one loses its end.

    `plain` takes the middle, which suits names; of two reasons it would make one that nobody gave.
    """
    shown = plain(text)
    if len(shown) <= limit:
        return shown
    end = shown.rfind(" ", 0, limit - len(_MARK))
    if end < limit * _LEAST_KEPT:
        return f"{shown[: limit - len(_MARK)]}{_MARK}"
    return f"{shown[:end]} {_MARK}"
