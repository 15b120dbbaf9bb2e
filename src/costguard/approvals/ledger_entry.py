"""What a ledger remembers of a change: that it was verified, that the glass was broken, that others looked at it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias, assert_never

import msgspec

from costguard.approvals.strict_json import canonical
from costguard.model.approval import GivenApproval
from costguard.model.digest import sha256_of

GENESIS: Final = sha256_of(b"costguard/ledger/v1")
"""What the first entry names as the one before it."""


class EntryKind(StrEnum):
    """What an entry tells."""

    VERIFIED = "verified"
    BREAK_GLASS = "break-glass"
    POST_REVIEW = "post-review"


class Verified(msgspec.Struct, frozen=True):
    """A plan that may be applied. `policy` and `plan` are the digests of the policy and of the plan's file,
    `changes` the hash of what the plan changes.

    `increases[dimension][value]` is by how much (USD a month) it raises what that value costs.
    """

    digest: str
    policy: str
    plan: str
    change: str = ""
    project: str = ""
    monthly_delta: Decimal | None = None
    increases: Mapping[str, Mapping[str, Decimal]] = msgspec.field(default_factory=dict)
    given: tuple[GivenApproval, ...] = ()
    changes: str = ""


class EmergencyEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A change that passed in an emergency: by whom, for which ticket, until when, and by when others look at it."""

    digest: str
    names: tuple[str, ...]
    ticket: str
    reason: str
    at: datetime
    expires: datetime
    review_by: datetime
    change: str = ""
    project: str = ""


class PostReview(msgspec.Struct, frozen=True):
    """What somebody says of a broken glass afterwards. `entry` is the hash of its entry."""

    entry: str
    name: str
    reason: str
    at: datetime
    url: str = ""


Body: TypeAlias = Verified | EmergencyEntry | PostReview


class LedgerEntry(msgspec.Struct, frozen=True):
    """One line of a ledger. `hash` is that of all the rest, in which `previous` is the hash of the line before."""

    seq: int
    at: datetime
    kind: EntryKind
    previous: str
    body: Body
    hash: str


def kind_of(body: Body) -> EntryKind:
    """What an entry with such a body tells."""
    match body:
        case Verified():
            return EntryKind.VERIFIED
        case EmergencyEntry():
            return EntryKind.BREAK_GLASS
        case PostReview():
            return EntryKind.POST_REVIEW
        case _:
            assert_never(body)


def body_of(kind: EntryKind, written: object) -> Body:
    """The body of an entry of a kind, as it was written. Raises msgspec.ValidationError where it is no such thing."""
    match kind:
        case EntryKind.VERIFIED:
            return msgspec.convert(written, Verified)
        case EntryKind.BREAK_GLASS:
            return msgspec.convert(written, EmergencyEntry)
        case EntryKind.POST_REVIEW:
            return msgspec.convert(written, PostReview)
        case _:
            assert_never(kind)


def new_entry(previous: LedgerEntry | None, body: Body, at: datetime) -> LedgerEntry:
    """The entry that follows another; the first where there is none. Its time is in whole seconds of UTC."""
    entry = LedgerEntry(
        seq=previous.seq + 1 if previous else 1,
        at=at.astimezone(UTC).replace(microsecond=0),
        kind=kind_of(body),
        previous=previous.hash if previous else GENESIS,
        body=body,
        hash="",
    )
    return msgspec.structs.replace(entry, hash=hash_of(msgspec.to_builtins(entry)))


def hash_of(written: Mapping[str, Any]) -> str:
    """`sha256:` and the hash of an entry as it is written, but for its own hash."""
    rest = {key: value for key, value in written.items() if key != "hash"}
    return sha256_of(canonical(rest))
