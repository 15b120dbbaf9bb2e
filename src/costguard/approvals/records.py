"""Reads signed records and says what each states, so that approvals work without a forge and without a server.

INVARIANT: what is verified is written anew from what is used, so nothing that was not signed is ever used.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple

import msgspec

from costguard.approvals.record import SCHEMA, Record, SignedRecord, why_unfit
from costguard.approvals.ssh import sign, verify
from costguard.approvals.strict_json import strict
from costguard.model.approval import Account, EvidenceKind, Shown, Statement, Subject
from costguard.model.errors import BadInput
from costguard.model.moment import CLOCK_SKEW, in_utc
from costguard.sources.bounded import read_bounded

MAX_BYTES: Final = 2_000_000
"""The largest record: one of a plan with some fifty thousand findings."""

MAX_RECORDS: Final = 1_000
"""As many as a run verifies; each takes ssh-keygen some milliseconds."""

_EARLIEST: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Before this nobody signed a record; times near year 1 only break calendars."""


class RecordsRead(NamedTuple):
    """The records of some files and folders, and what in the folders was passed over and why."""

    records: tuple[SignedRecord, ...]
    notes: tuple[str, ...] = ()


class RecordsHeard(NamedTuple):
    """What records state, what their signers were shown, and what a reader should know of how they were read."""

    statements: tuple[Statement, ...]
    shown: tuple[Shown, ...] = ()
    notes: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: Literal["costguard/approval/v1"]
    record: Record
    signature: Annotated[str, msgspec.Meta(max_length=100_000)]


def signed(record: Record, key: Path) -> SignedRecord:
    """The record with a signature by a key. Raises BadUsage where ssh-keygen does not sign."""
    return SignedRecord(record, sign(record.content, key))


def read_records(paths: Sequence[Path]) -> RecordsRead:
    """The records in `paths`, each a file, or a folder of which the `*.json` are read, in sorted order.

    Raises BadInput where a file that is named is no record, or where there are too many; what else lies in a folder
    is noted and left alone.
    """
    records: list[SignedRecord] = []
    notes: list[str] = []
    for file, is_named in _files(paths):
        try:
            records.append(_read(file))
        except ValueError as error:
            if is_named:
                raise BadInput(f"`{file}` {error}; name a record that `costguard approve` wrote") from error
            notes.append(f"`{file}` was passed over: it {error}")
        if len(records) > MAX_RECORDS:
            raise BadInput(f"there are more than {MAX_RECORDS:,} records; keep those of this change, and move the rest")
    return RecordsRead(tuple(records), tuple(notes))


def statements_of(records: Iterable[SignedRecord], allowed_signers: Path | None, now: datetime) -> RecordsHeard:
    """What each record states at `now`; its `problem` says why one cannot count.

    A key has to hold both when the record was made, as the record says, and now: a key that was taken away cannot
    sign for yesterday. Raises BadUsage where signatures cannot be verified at all.
    """
    statements: list[Statement] = []
    shown: list[Shown] = []
    for each in records:
        problem = _problem(each, allowed_signers, now)
        statements.append(_statement(each, problem))
        subject = each.record.subject
        if subject is not None and not problem:
            shown.append(_shown(each.record, subject))
    is_unread = bool(statements) and allowed_signers is None
    notes = ("records were given, and no allowed signers to verify them with (--allowed-signers)",) if is_unread else ()
    return RecordsHeard(tuple(statements), tuple(shown), notes)


def _shown(record: Record, subject: Subject) -> Shown:
    return Shown(digest=record.digest, head="", at=in_utc(record.at), subject=subject, project=subject.project)


def _files(paths: Sequence[Path]) -> Iterable[tuple[Path, bool]]:
    """Every file to read once, and whether it was named itself."""
    found: dict[Path, tuple[Path, bool]] = {}
    for path in paths:
        if path.is_dir():
            for file in sorted(path.glob("*.json")):
                found.setdefault(file.resolve(), (file, False))
        else:
            found[path.resolve()] = (path, True)
    return found.values()


def _read(path: Path) -> SignedRecord:
    """The record in a file. Raises ValueError, in words after the file's name, where there is none."""
    if not path.is_file():
        raise ValueError("is not there, or is no file")
    value = strict(read_bounded(path, MAX_BYTES))
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise ValueError(f"is no record of an approval (`schema` is not `{SCHEMA}`)")
    try:
        file = msgspec.convert(value, _File)
    except msgspec.ValidationError as error:
        raise ValueError(f"is a record with a fault: {error}") from error
    return SignedRecord(file.record, file.signature, path.as_posix())


def _problem(signed_record: SignedRecord, allowed_signers: Path | None, now: datetime) -> str:
    record = signed_record.record
    if why := why_unfit(record):
        return why
    if record.at > now + CLOCK_SKEW or record.at < _EARLIEST:
        return f"is dated {record.at.isoformat(timespec='minutes')}, when nobody can have signed it"
    if allowed_signers is None:
        return "was not verified: no allowed signers were given (--allowed-signers)"
    for time in dict.fromkeys((max(now, record.at), record.at)):
        if why := verify(record.content, signed_record.signature, record.by, allowed_signers, time):
            return why
    return ""


def _statement(signed_record: SignedRecord, problem: str) -> Statement:
    record = signed_record.record
    return Statement(
        kind=EvidenceKind.RECORD,
        act=record.act,
        account=Account(record.by),
        at=in_utc(record.at),
        digest=record.digest,
        change=record.change,
        ceiling=record.ceiling,
        expires=None if record.expires is None else in_utc(record.expires),
        reason=record.reason,
        ticket=record.ticket,
        entry=record.entry,
        url=signed_record.file,
        problem=problem,
    )
