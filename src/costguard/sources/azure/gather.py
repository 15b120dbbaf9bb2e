"""Reads all pages of what must be known before the collecting begins, with the patience that scopes have later."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from costguard.model.inventory import ReadStatus
from costguard.sources.azure.graph import Answer
from costguard.sources.azure.pace import Pace
from costguard.sources.collecting.patience import MOST_TRIES
from costguard.sources.collecting.reading import ReadProblem


def gather(read: Callable[[str], Iterator[Answer]], pace: Pace) -> Answer:
    """Every row, as one answer, read on after throttling and cut connections.

    `read` gives the pages from a token on. Raises the ReadProblem or OSError that the last of several tries in a row
    ended with.
    """
    rows: list[Mapping[str, Any]] = []
    token, is_cut, tries = "", False, 0
    while True:
        try:
            for answer in read(token):
                rows += answer.rows
                token, is_cut, tries = answer.token, is_cut or answer.is_cut, 0
            return Answer(tuple(rows), is_cut=is_cut)
        except (ReadProblem, OSError) as problem:
            tries += 1
            if tries >= MOST_TRIES or not _may_pass(problem):
                raise
        pace.wait_after(tries)


def _may_pass(problem: ReadProblem | OSError) -> bool:
    return isinstance(problem, OSError) or problem.status is ReadStatus.THROTTLED
