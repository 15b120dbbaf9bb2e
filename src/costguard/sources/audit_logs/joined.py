"""Puts together what a cloud tells of one operation in several records: first what was asked, later how it went."""

from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from costguard.sources.audit_logs.recorded_request import Recorded, RecordedRequest, SkippedEvent

Outcome = Literal["", "good", "bad"]
"""How an operation went; "" where a record does not say."""

# Operations that wait for another record. Beyond it the oldest is given as it is, so that memory stays bounded.
MOST_WAITING: Final = 20_000

_FAILED: Final = SkippedEvent("it failed")
_SAME: Final = SkippedEvent("it tells more of an operation that is told already")


class Told(msgspec.Struct, frozen=True):
    """What one record tells: the operation that it is about, "" where it stands by itself, and how it went."""

    operation: str
    request: RecordedRequest
    outcome: Outcome


class Joined:
    """The operations whose records are not all read. Records may come in any order; each one is answered once."""

    def __init__(self) -> None:
        self._waiting: dict[str, Told] = {}

    def add(self, told: Told) -> Iterator[Recorded]:
        """What is known now: the request once it is told and has gone well, and one answer more for each record."""
        if not told.operation:
            yield _FAILED if told.outcome == "bad" else told.request
            return
        earlier = self._waiting.pop(told.operation, None)
        if earlier is not None:
            yield _SAME
            told = _both(earlier, told)
        self._waiting[told.operation] = told
        if len(self._waiting) > MOST_WAITING:
            yield _answer(self._waiting.pop(next(iter(self._waiting))))

    def rest(self) -> Iterator[Recorded]:
        """What still waits, as far as it is known, in the order in which it was told."""
        waiting, self._waiting = self._waiting, {}
        yield from map(_answer, waiting.values())


def _both(first: Told, second: Told) -> Told:
    """The record that tells more of the resource, else the earlier one, with the worse of the outcomes."""
    outcomes = (first.outcome, second.outcome)
    outcome: Outcome = "bad" if "bad" in outcomes else "good" if "good" in outcomes else ""
    return Told(first.operation, min(first.request, second.request, key=_rank), outcome)


def _rank(request: RecordedRequest) -> tuple[bool, bool, str, str]:
    """The whole resource comes before a part of it, and what was asked for before what became of it."""
    return request.body is None or request.is_partial, request.body is None, request.at, request.where


def _answer(told: Told) -> Recorded:
    return _FAILED if told.outcome == "bad" else told.request
