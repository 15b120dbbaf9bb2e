"""The sentences of an audit's page: what was read, what complies, what is undecided or excused, what changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from costguard.model.audit import Audit, Changes, Facet, Score
from costguard.model.finding import WaiverNote
from costguard.model.inventory import ScopeRead
from costguard.reports.audits.accounts_read import Unread, accounts_read, places, unread
from costguard.reports.audits.cut import cut, others, prose
from costguard.reports.audits.figures import counted, dollars, minute, share
from costguard.reports.audits.read_text import read_text
from costguard.reports.audits.reasons_found import Reasons, Told
from costguard.reports.listing import listed
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain
from costguard.reports.terminal_page import Row
from costguard.reports.wording import count

_LABEL: Final = 11  # the longest label and two spaces
_UNREAD: Final = 5
_NOTES: Final = 5
_REASON_LIMIT: Final = 160  # characters


def coverage(scopes: Sequence[ScopeRead], resources: int, kind: str) -> Iterator[Row]:
    """How much was read, and each gap with its reason. `kind` is that of the input."""
    if not scopes:
        number = count(resources, "resource")
        yield said("Read", f"{number}; the inventory does not tell whether that is all", "yellow")
        return
    groups = unread(scopes)
    yield said("Read", read_text(accounts_read(scopes), scopes, resources, kind), "yellow" if groups else "")
    shown, left = cut(groups, _UNREAD)
    for group in shown:
        yield _below(f"{group.status}: {_where(group)}{_because(group.reason)}")
    if left:
        scopes_left = sum(len(group.scopes) for group in groups[-left:])
        yield _below(f"{others(scopes_left, 'scope')} for {count(left, 'other reason')} (--format json)")


def compliance(scores: Iterable[Score]) -> Iterator[Row]:
    """The compliant share by count and by known cost, each with what it is a share of."""
    total = next((score for score in scores if score.facet is Facet.TOTAL), None)
    if total is None or not total.resources:
        yield said("Compliant", "not known: nothing was judged", "yellow")
        return
    judged = counted(total)
    of = f"{share(total.compliant, judged)} of {count(judged, 'resource')} judged"
    undecided = f", {total.undecided:,} undecided" if total.undecided else ""
    excused = f"; {total.waived:,} more waived" if total.waived else ""
    yield said("Compliant", f"{of}{undecided}{excused}")
    yield _below(_by_cost(total))


def states(audit: Audit, told: Told) -> Iterator[Row]:
    """What is undecided and why, what is waived and on which ticket, and which waivers are over."""
    summary = audit.summary
    if summary.undecided:
        yield said("Undecided", f"{count(summary.undecided, 'finding')}: {_reasons(told.undecided, 'reason')}")
    if summary.waived:
        tickets = _with_ends(told.waived, audit.waivers)
        yield said("Waived", f"{count(summary.waived, 'finding')}: {_reasons(tickets, 'ticket')}")
    for message, _ in told.expired.most:
        yield said("Expired", prose(message, PROSE_LIMIT), "yellow")
    if told.expired.others:
        yield _below(others(told.expired.others, "expired waiver"))


def changes(audit: Audit) -> Iterator[Row]:
    """What became of findings since the last run, or how to learn that."""
    if audit.changes is not None:
        yield said("Changes", _changes(audit.changes))
    elif audit.run:
        yield said("Changes", f"run {audit.run:,} is the first that the history keeps; the next tells what changed")
    else:
        yield said("Changes", "not known; --history PLACE keeps runs, and tells what changed", "dim")


def notes(texts: Sequence[str]) -> Iterator[Row]:
    """What else is to be known."""
    shown, left = cut(texts, _NOTES)
    for text in shown:
        yield said("Note", prose(text, PROSE_LIMIT))
    if left:
        yield _below(others(left, "note"))


def said(label: str, text: str, style: str = "") -> Row:
    """A sentence beside its label."""
    return Row(((text, style),), (label.ljust(_LABEL), "bold"))


def _below(text: str) -> Row:
    return Row(((text, ""),), indent=_LABEL)


def _where(group: Unread) -> str:
    return f"{group.cloud} {listed(plain(place, HUMAN_LIMIT) for place in places(group))}"


def _because(reason: str) -> str:
    return f": {prose(reason, _REASON_LIMIT)}" if reason else ""


def _by_cost(total: Score) -> str:
    if not total.priced:
        return "by cost not known, as no resource has a known cost"
    known = "by cost no share, as what is known costs nothing"
    if total.monthly_cost:
        of = f"of the {dollars(total.monthly_cost)} USD a month that are known"
        known = f"{share(total.compliant_cost, total.monthly_cost)} by cost, {of}"
    unpriced = counted(total) - total.priced
    has = "has" if unpriced == 1 else "have"
    return f"{known}; {count(unpriced, 'resource')} {has} no known cost" if unpriced > 0 else known


def _with_ends(tickets: Reasons, waivers: Mapping[str, WaiverNote]) -> Reasons:
    most = tuple(
        (f"{ticket} until {waivers[ticket].expires}" if ticket in waivers else ticket or "no ticket", number)
        for ticket, number in tickets.most
    )
    return Reasons(most, tickets.others)


def _reasons(found: Reasons, noun: str) -> str:
    if len(found.most) == 1:
        return prose(found.most[0][0], _REASON_LIMIT)
    texts = [f"{prose(reason, _REASON_LIMIT)} ({number:,})" for reason, number in found.most]
    return "; ".join([*texts, f"and {count(found.others, f'more {noun}')}"] if found.others else texts)


def _changes(found: Changes) -> str:
    return (
        f"{found.new:,} new, {found.reopened:,} reopened, {found.resolved:,} resolved, {found.unseen:,} not looked at "
        f"and {found.persisting:,} as before, since run {found.since_run:,} of {minute(found.since)}"
    )
