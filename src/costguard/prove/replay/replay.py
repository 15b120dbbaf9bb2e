"""Replays recorded requests against guardrails: what would have been denied, by whom, and by which rule."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import assert_never

import msgspec

from costguard.model.guardrail import Document, Replay, ReplayedEvent
from costguard.prove.replay.judge import Judge
from costguard.prove.replay.judgement import Allowed, Denied, Judgement, NotBound, Undecided
from costguard.sources.audit_logs.recorded_request import CutRecord, Recorded, RecordedRequest, SkippedEvent


class ReplayOptions(msgspec.Struct, frozen=True):
    """`management_account` is the organisation's AWS account that no service control policy binds; "" where unknown."""

    management_account: str = ""


DEFAULT = ReplayOptions()


class _Tally:
    """What has been counted so far."""

    def __init__(self) -> None:
        self.events = 0
        self.judged = 0
        self.skipped = 0
        self.denied: list[ReplayedEvent] = []
        self.undecided: Counter[str] = Counter()
        self._seen: set[int] = set()

    def is_copy(self, request: RecordedRequest) -> bool:
        """Whether the same record was seen: several trails often record one event."""
        if not request.id:
            return False
        mark = hash((request.cloud, request.id))
        if mark in self._seen:
            return True
        self._seen.add(mark)
        return False

    def count(self, request: RecordedRequest, judgement: Judgement) -> None:
        """Count a request that was put before the guardrails."""
        match judgement:
            case Denied():
                self.judged += 1
                self.denied.append(_event(request, judgement))
            case Allowed():
                self.judged += 1
            case Undecided(reason):
                self.undecided[reason] += 1
            case NotBound():
                self.skipped += 1
            case _:
                assert_never(judgement)


def replay(requests: Iterable[Recorded], documents: Sequence[Document], options: ReplayOptions = DEFAULT) -> Replay:
    """What the documents would have done to the requests, had they been in force.

    Of the events read, each is judged, skipped, or undecided. Copies of an event are skipped. The order of the
    requests changes nothing but which of several copies is told of. Raises BadInput where a document cannot be read.
    """
    judge = Judge(documents, options.management_account)
    tally = _Tally()
    for request in requests:
        tally.events += 1
        match request:
            case SkippedEvent():
                tally.skipped += 1
            case CutRecord(reason):
                tally.undecided[reason] += 1
            case RecordedRequest():
                judgement = judge(request)
                if isinstance(judgement, NotBound) or not tally.is_copy(request):
                    tally.count(request, judgement)
                else:
                    tally.skipped += 1
            case _:
                assert_never(request)
    return Replay(
        events=tally.events,
        judged=tally.judged,
        skipped=tally.skipped,
        denied=tuple(sorted(tally.denied, key=_order)),
        undecided=dict(sorted(tally.undecided.items())),
    )


def _event(request: RecordedRequest, denied: Denied) -> ReplayedEvent:
    return ReplayedEvent(
        cloud=request.cloud,
        at=request.at,
        principal=request.principal,
        operation=request.operation,
        statements=denied.statements,
        rules=denied.rules,
        account=request.account,
        where=request.where,
    )


def _order(event: ReplayedEvent) -> tuple[str, str, str, str]:
    return event.at, event.where, event.principal, event.operation
