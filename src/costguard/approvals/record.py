"""What a signer puts their name to: one act on one digest, in a form that has exactly one text to sign."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Final

import msgspec

from costguard.approvals.ssh import why_no_principal
from costguard.approvals.strict_json import canonical
from costguard.model.approval import Act, Subject
from costguard.model.digest import is_digest
from costguard.model.errors import BadUsage
from costguard.model.money import monthly

SCHEMA: Final = "costguard/approval/v1"

_LONGEST_TEXT: Final = 2_000
_MOST_DIGITS: Final = 15  # of an amount: more than all the money there is
_Text = Annotated[str, msgspec.Meta(max_length=_LONGEST_TEXT)]
_Time = Annotated[datetime, msgspec.Meta(tz=True)]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act of a signer, `by` being the principal. `ceiling` is in USD a month.

    `subject` is what `digest` is the hash of, so that a later plan can be compared with it; a post-review names the
    ledger `entry` instead.
    """

    act: Act
    by: _Text
    at: _Time
    reason: _Text
    digest: _Text = ""
    change: _Text = ""
    ceiling: Decimal | None = None
    expires: _Time | None = None
    ticket: _Text = ""
    entry: _Text = ""
    subject: Subject | None = None

    @property
    def content(self) -> bytes:
        """The bytes that are signed."""
        return canonical(self)


class SignedRecord(msgspec.Struct, frozen=True):
    """A record with its armoured signature. `file` is where it was read, for messages."""

    record: Record
    signature: str
    file: str = ""

    @property
    def text(self) -> str:
        """The file to keep it in: JSON that people can read."""
        document = {"schema": SCHEMA, "record": self.record, "signature": self.signature}
        return f"{msgspec.json.format(msgspec.json.encode(document), indent=2).decode()}\n"


def make_record(record: Record) -> Record:
    """The record, fit to be signed: times in whole seconds of UTC. Raises BadUsage where nobody could use it."""
    record = msgspec.structs.replace(
        record, at=_whole(record.at), expires=None if record.expires is None else _whole(record.expires)
    )
    if why := why_no_principal(record.by):
        raise BadUsage(f"`{record.by}` cannot sign: the record {why}; give --as the name that allowed signers list")
    if why := why_unfit(record):
        raise BadUsage(f"the record {why}")
    delta = record.subject.monthly_delta if record.subject is not None else None
    if record.ceiling is not None and record.subject is not None and delta is None:
        raise BadUsage("nothing was estimated, so a ceiling has nothing to be compared with; leave --ceiling out")
    if record.ceiling is not None and delta is not None and record.ceiling < delta:
        raise BadUsage(
            f"a ceiling of {monthly(record.ceiling)} is below the increase of {monthly(delta)}; agree to at least "
            "that, or leave --ceiling out"
        )
    return record


def why_unfit(record: Record) -> str:
    """Why a record says nothing that could count, in words after "it"; empty where it does."""
    match record.act:
        case Act.POST_REVIEW if not is_digest(record.entry):
            return "names no entry of a ledger (sha256: and 64 digits)"
        case Act.APPROVE | Act.BREAK_GLASS | Act.REVOKE if not is_digest(record.digest):
            return "names no digest (sha256: and 64 digits)"
        case _:
            pass
    if not record.reason.strip():
        return "gives no reason"
    if record.subject is not None and record.subject.digest != record.digest:
        return "holds something else than what its digest names"
    delta = record.subject.monthly_delta if record.subject is not None else None
    if not (_is_amount(record.ceiling) and _is_amount(delta)):
        return "has a ceiling or a cost that is no amount of money"
    if record.expires is not None and record.expires <= record.at:
        return "had expired when it was signed"
    return ""


def _is_amount(amount: Decimal | None) -> bool:
    """Whether it is money that can be compared and printed, or not told at all."""
    return amount is None or (amount.is_finite() and amount.adjusted() < _MOST_DIGITS)


def _whole(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(microsecond=0)
