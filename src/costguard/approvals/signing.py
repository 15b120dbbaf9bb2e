"""Says what somebody is about to sign of a report, as a record that could count."""

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from costguard.approvals.record import Record, make_record
from costguard.model.approval import Act, Subject
from costguard.model.errors import BadUsage
from costguard.model.verdict import Verdict


class Wish(msgspec.Struct, frozen=True):
    """What a signer wants to say. `lasts` is for how long it holds, None as long as the policy says.

    `ceiling` is in USD a month; `entry` the hash of the ledger entry that a post-review answers.
    """

    act: Act
    by: str
    at: datetime
    reason: str
    change: str = ""
    ceiling: Decimal | None = None
    lasts: timedelta | None = None
    ticket: str = ""
    entry: str = ""


def record_of(wish: Wish, verdict: Verdict | None) -> Record:
    """The record of a wish, of what a report shows. Raises BadUsage where it says nothing that could count."""
    if wish.act is Act.POST_REVIEW:
        return make_record(_record(wish, wish.change, None))
    if verdict is None:
        raise BadUsage("say what you sign: REPORT, which `costguard check --format json` writes")
    if verdict.subject is None:
        raise BadUsage(f"nothing in the report of `{verdict.input.path}` needs approval, so there is nothing to sign")
    return make_record(_record(wish, _change(wish, verdict), verdict.subject))


def _record(wish: Wish, change: str, subject: Subject | None) -> Record:
    return Record(
        act=wish.act,
        by=wish.by,
        at=wish.at,
        reason=wish.reason,
        digest=subject.digest if subject is not None else "",
        change=change,
        ceiling=wish.ceiling,
        expires=wish.at + wish.lasts if wish.lasts is not None else None,
        ticket=wish.ticket,
        entry=wish.entry,
        subject=subject,
    )


def _change(wish: Wish, verdict: Verdict) -> str:
    if wish.change and verdict.change and wish.change != verdict.change:
        raise BadUsage(f"--change is {wish.change}, but the report is of {verdict.change}; give the report of that one")
    return wish.change or verdict.change
