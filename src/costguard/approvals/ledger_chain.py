"""Checks a ledger line by line, so that what was changed, removed, reordered or cut is said of the very line."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal

import msgspec

from costguard.approvals.ledger_entry import GENESIS, EntryKind, LedgerEntry, body_of, hash_of
from costguard.approvals.strict_json import canonical, strict
from costguard.model.digest import PATTERN
from costguard.model.errors import BadInput
from costguard.model.moment import utc_text

BACKWARDS: Final = timedelta(minutes=1)
"""By how much the clock of one machine may be behind that of the machine before it."""

_Hash = Annotated[str, msgspec.Meta(pattern=rf"\A{PATTERN}\Z")]
_SEQ: Final = re.compile(rb'"seq":(\d{1,15})[,}]')


class BrokenLedger(BadInput):
    """A ledger that does not hold; the sentence names the line, and what is wrong with it."""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seq: int
    at: Annotated[str, msgspec.Meta(max_length=40)]
    kind: Literal["verified", "break-glass", "post-review"]
    previous: _Hash
    body: dict[str, Any]
    hash: _Hash


def chain_of(content: bytes, name: str) -> tuple[LedgerEntry, ...]:
    """The entries of a ledger of that name. Raises BrokenLedger at the first line that is not as it was written."""
    *lines, rest = content.split(b"\n")
    entries: list[LedgerEntry] = []
    for number, line in enumerate(lines, 1):
        try:
            entries.append(_next(line, entries[-1] if entries else None, lines[number:]))
        except ValueError as error:
            raise BrokenLedger(f"the ledger `{name}` does not hold: line {number:,} {error}") from error
    if rest:
        raise BrokenLedger(
            f"the ledger `{name}` does not hold: line {len(lines) + 1:,} is cut short, as by a writer that was "
            "interrupted; see what it was, remove it, and verify that change again"
        )
    return tuple(entries)


def _next(line: bytes, previous: LedgerEntry | None, later: Sequence[bytes]) -> LedgerEntry:
    """The entry on a line, which follows another. Raises ValueError, in words after the line's number."""
    written = strict(line)
    entry = _entry(written)
    if hash_of(written) != entry.hash:
        raise ValueError("was changed after it was written: its hash is not that of what it says")
    if canonical(written) != line:
        raise ValueError("was changed after it was written: costguard lays it out in another way")
    due = previous.seq + 1 if previous else 1
    if entry.seq != due:
        raise ValueError(_out_of_order(entry.seq, due, later))
    if entry.previous != (previous.hash if previous else GENESIS):
        raise ValueError("does not follow the line before it, which was replaced after it was written")
    if previous and entry.at < previous.at - BACKWARDS:
        raise ValueError(f"is of {utc_text(entry.at)}, before the line that it follows")
    return entry


def _entry(written: Mapping[str, Any]) -> LedgerEntry:
    try:
        line = msgspec.convert(written, _Line)
        return LedgerEntry(
            seq=line.seq,
            at=msgspec.convert(line.at, Annotated[datetime, msgspec.Meta(tz=True)]),
            kind=EntryKind(line.kind),
            previous=line.previous,
            body=body_of(EntryKind(line.kind), line.body),
            hash=line.hash,
        )
    except msgspec.ValidationError as error:
        raise ValueError(f"is no entry that this version of costguard knows: {error}") from error


def _out_of_order(seq: int, due: int, later: Sequence[bytes]) -> str:
    if seq < due:
        return f"is entry {seq:,} again or out of order, where entry {due:,} was due"
    following = {int(found[1]) for line in later if (found := _SEQ.search(line))}
    if due in following:
        return f"is entry {seq:,}, where entry {due:,} was due, which stands further down: lines were reordered"
    return f"is entry {seq:,}, where entry {due:,} was due: {seq - due:,} before it were removed"
