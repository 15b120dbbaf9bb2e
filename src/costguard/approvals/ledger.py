"""The ledger: a file of lines, each chained to the one before, that tells afterwards what was let pass and by whom.

The chain shows whatever was changed, removed or reordered, but for lines taken from the end: these show by a head
that was noted elsewhere (`Ledger.position_of`), or by an older copy (`extends`).
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from costguard.approvals.ledger_chain import BACKWARDS, BrokenLedger, chain_of
from costguard.approvals.ledger_entry import GENESIS, Body, EmergencyEntry, LedgerEntry, PostReview, Verified, new_entry
from costguard.approvals.ledger_file import add_line, content_of, held
from costguard.approvals.strict_json import canonical
from costguard.model.approval import PastIncrease
from costguard.model.errors import BadInput
from costguard.model.moment import utc_text

__all__ = ["BrokenLedger", "Ledger", "OpenReview", "append", "extends", "open_reviews", "past_increases", "read_ledger"]


class Ledger(msgspec.Struct, frozen=True):
    """A ledger that holds, the oldest entry first. `path` is where it was read."""

    path: str
    entries: tuple[LedgerEntry, ...] = ()

    @property
    def head(self) -> str:
        """The hash of the last entry, by which all of it is known."""
        return self.entries[-1].hash if self.entries else GENESIS

    def position_of(self, entry_hash: str) -> int:
        """The number of the entry with a hash, 0 where none has it."""
        return next((entry.seq for entry in self.entries if entry.hash == entry_hash), 0)


class OpenReview(msgspec.Struct, frozen=True):
    """A broken glass that nobody else has answered for. `entry` is the hash to answer to."""

    entry: str
    glass: EmergencyEntry
    is_overdue: bool


def read_ledger(path: Path, *, may_be_new: bool = False) -> Ledger:
    """The ledger in a file, its whole chain checked; an empty one where it `may_be_new` and there is none yet.

    Raises BrokenLedger, which names the line that does not hold, and BadInput where there is no such file.
    """
    if may_be_new and not path.exists():
        return Ledger(path.as_posix())
    with held(path, for_writing=False) as handle:
        return Ledger(path.as_posix(), chain_of(content_of(handle, path), path.as_posix()))


def append(path: Path, body: Body, at: datetime, *, after: str = "") -> LedgerEntry:
    """Add an entry to the ledger in a file, which is begun where there is none; the entry is on the disk afterwards.

    Any number of processes may do so at once. `after` is the head that was judged by, where one was. Raises
    BrokenLedger, and adds nothing, where the chain does not hold; BadInput where another entry came after that head.
    """
    with held(path, for_writing=True) as handle:
        content = content_of(handle, path)
        entries = chain_of(content, path.as_posix())
        if after and after != Ledger(path.as_posix(), entries).head:
            raise BadInput(f"the ledger `{path}` has grown since it was read; run again, to judge by what was added")
        entry = new_entry(entries[-1] if entries else None, body, at)
        if entries and entry.at < entries[-1].at - BACKWARDS:
            raise BadInput(
                f"it is {utc_text(entry.at)} here, and the last entry of the ledger `{path}` is of "
                f"{utc_text(entries[-1].at)}; set the clock, or check --now"
            )
        add_line(handle, path, canonical(entry) + b"\n", len(content))
    return entry


def extends(newer: Ledger, older: Ledger) -> bool:
    """Whether a ledger is an older one and perhaps more: nothing of the older was taken from it."""
    return newer.entries[: len(older.entries)] == older.entries


def past_increases(ledger: Ledger) -> tuple[PastIncrease, ...]:
    """What verified changes raised, the oldest first: for sums over days."""
    return tuple(
        PastIncrease(
            at=entry.at,
            digest=body.digest,
            change=body.change,
            by=body.increases,
            project=body.project,
            changes=body.changes,
        )
        for entry in ledger.entries
        if isinstance(body := entry.body, Verified)
    )


def open_reviews(ledger: Ledger, now: datetime) -> tuple[OpenReview, ...]:
    """The broken glasses, the oldest first, for which nobody but those who broke them has answered by `now`."""
    answers = [entry.body for entry in ledger.entries if isinstance(entry.body, PostReview)]
    return tuple(
        OpenReview(entry, glass, glass.review_by < now)
        for entry, glass in broken_glasses(ledger)
        if not any(answer.entry == entry and _is_somebody_else(answer, glass) for answer in answers)
    )


def broken_glasses(ledger: Ledger) -> Iterator[tuple[str, EmergencyEntry]]:
    """Every broken glass with the hash of its entry."""
    for entry in ledger.entries:
        if isinstance(entry.body, EmergencyEntry):
            yield entry.hash, entry.body


def _is_somebody_else(answer: PostReview, glass: EmergencyEntry) -> bool:
    return answer.name.casefold() not in {name.casefold() for name in glass.names}
