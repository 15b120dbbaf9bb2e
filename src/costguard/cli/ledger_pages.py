"""A ledger as people and machines are shown it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, assert_never

import msgspec

from costguard.approvals.ledger_entry import Body, EmergencyEntry, LedgerEntry, PostReview, Verified
from costguard.model.digest import short_digits
from costguard.model.moment import minute_text
from costguard.model.money import monthly
from costguard.reports.neutral import HUMAN_LIMIT, plain
from costguard.reports.wording import count

if TYPE_CHECKING:
    from costguard.approvals.ledger import Ledger, OpenReview

SCHEMA: Final = "costguard/ledger/v1"


def latest(ledger: "Ledger", days: int | None, now: datetime) -> tuple[LedgerEntry, ...]:
    """The entries of the last so many days, all where no number is given."""
    since = None if days is None else now - timedelta(days=days)
    return tuple(entry for entry in ledger.entries if since is None or entry.at >= since)


def ledger_page(ledger: "Ledger", entries: tuple[LedgerEntry, ...], reviews: "tuple[OpenReview, ...]") -> str:
    """The entries as lines of text, the oldest first; then the reviews that are owed, and the head."""
    lines = [line for entry in entries for line in _lines(entry)]
    if len(entries) < len(ledger.entries):
        lines.insert(0, f"({count(len(ledger.entries) - len(entries), 'older entry', 'older entries')} not shown)")
    for review in reviews:
        when = "was owed by" if review.is_overdue else "is owed by"
        lines.append(f"a review {when} {minute_text(review.glass.review_by)}: {review.entry}")
    holds = count(len(ledger.entries), "entry", "entries")
    return "\n".join((*lines, f"{plain(ledger.path, HUMAN_LIMIT)}: {holds}, head {ledger.head}"))


def ledger_json(ledger: "Ledger", entries: tuple[LedgerEntry, ...], reviews: "tuple[OpenReview, ...]") -> str:
    """The same for machines."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "path": ledger.path,
        "head": ledger.head,
        "count": len(ledger.entries),
        "entries": entries,
        "open_reviews": [
            {"entry": each.entry, "review_by": each.glass.review_by, "is_overdue": each.is_overdue} for each in reviews
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def _lines(entry: LedgerEntry) -> list[str]:
    first, *more = _said(entry.body)
    facts = f"{entry.seq:>4}  {minute_text(entry.at)}  {entry.kind.value:<11}  "
    return [f"{facts}{first}", *(f"{'':<{len(facts)}}{line}" for line in more)]


def _said(body: Body) -> list[str]:
    match body:
        case Verified():
            given = (f"approved by {each.name} ({each.group}, {each.kind.value})" for each in body.given)
            texts = [f"{_about(body)}  {_increase(body.monthly_delta)}", *given]
        case EmergencyEntry():
            ticket = f" for {body.ticket}" if body.ticket else ""
            texts = [f"{_about(body)}  by {', '.join(body.names)}{ticket}", body.reason]
        case PostReview():
            texts = [f"of {body.entry} by {body.name}", body.reason]
        case _:
            assert_never(body)
    return [plain(text, HUMAN_LIMIT * 2) for text in texts]


def _about(body: Verified | EmergencyEntry) -> str:
    digest = short_digits(body.digest) or "-"
    return "  ".join(part for part in (body.change, body.project, digest) if part)


def _increase(delta: Decimal | None) -> str:
    return "not estimated" if delta is None else monthly(delta, sign="+")
