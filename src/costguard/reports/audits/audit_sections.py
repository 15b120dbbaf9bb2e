"""The sentences of an audit's page: what was read, what complies, what is undecided or excused, what changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from costguard.model.audit import Audit, Changes, Facet, Score
from costguard.model.cloud import Cloud
from costguard.model.finding import WaiverNote
from costguard.model.inventory import ScopeRead
from costguard.reports.audits.accounts_read import AccountsRead, Unread, accounts_read, places, unread
from costguard.reports.audits.figures import counted, dollars, minute, share
from costguard.reports.audits.reasons_found import Reasons, Told
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain
from costguard.reports.terminal_page import Row
from costguard.reports.wording import count, listed

_LABEL: Final = 11  # the longest label and two spaces
_UNREAD: Final = 5
_NOTES: Final = 5
_REASON_LIMIT: Final = 160  # characters

_ACCOUNTS: Final = {Cloud.AWS: "account", Cloud.AZURE: "subscription", Cloud.GCP: "project", Cloud.OTHER: "account"}


def coverage(scopes: Sequence[ScopeRead], resources: int) -> Iterator[Row]:
    """How much was read, and each gap with its reason."""
    number = count(resources, "resource")
    if not scopes:
        yield said("Read", f"{number}; the inventory does not tell whether that is all", "yellow")
        return
    read, groups = accounts_read(scopes), unread(scopes)
    yield said("Read", f"{_accounts(read, scopes)}, {number}", "yellow" if groups else "")
    for group in groups[:_UNREAD]:
        yield _below(f"{group.status}: {_where(group)}{_because(group.reason)}")
    if rest := groups[_UNREAD:]:
        others = count(sum(len(group.scopes) for group in rest), "more scope")
        yield _below(f"… and {others} for {count(len(rest), 'other reason')} (--format json)")


def compliance(scores: Iterable[Score]) -> Iterator[Row]:
    """The compliant share by count and by known cost, each with what it is a share of."""
    total = next((score for score in scores if score.facet is Facet.TOTAL), None)
    if total is None or not total.resources:
        yield said("Compliant", "not known: nothing was judged", "yellow")
        return
    judged = counted(total)
    excused = f"; {total.waived:,} more {'has' if total.waived == 1 else 'have'} a waiver" if total.waived else ""
    yield said("Compliant", f"{share(total.compliant, judged)} of {count(judged, 'resource')} judged{excused}")
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
        yield said("Expired", plain(message, PROSE_LIMIT), "yellow")
    if told.expired.others:
        yield _below(f"… and {count(told.expired.others, 'more expired waiver')}")


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
    for text in texts[:_NOTES]:
        yield said("Note", plain(text, PROSE_LIMIT))
    if len(texts) > _NOTES:
        yield _below(f"… and {count(len(texts) - _NOTES, 'more note')}")


def said(label: str, text: str, style: str = "") -> Row:
    """A sentence beside its label."""
    return Row(((text, style),), (label.ljust(_LABEL), "bold"))


def _below(text: str) -> Row:
    return Row(((text, ""),), indent=_LABEL)


def _accounts(read: AccountsRead, scopes: Iterable[ScopeRead]) -> str:
    clouds = {scope.cloud for scope in scopes}
    noun = _ACCOUNTS[clouds.pop()] if len(clouds) == 1 else "account"
    ways = ", ".join(f"{number:,} {status}" for status, number in read.unread.items())
    if not read.accounts:
        return f"no {noun}"
    of = f"{read.read:,} of {'' if read.is_all else 'at least '}{count(read.accounts, noun)}"
    return f"{of} ({ways})" if ways else of


def _where(group: Unread) -> str:
    return f"{group.cloud} {listed(plain(place, HUMAN_LIMIT) for place in places(group))}"


def _because(reason: str) -> str:
    return f": {plain(reason, _REASON_LIMIT)}" if reason else ""


def _by_cost(total: Score) -> str:
    if not total.priced:
        return "by cost not known, as no resource has a known cost"
    known = f"{share(total.compliant_cost, total.monthly_cost)} of {dollars(total.monthly_cost)} USD a month known"
    unpriced = total.resources - total.priced
    has = "has" if unpriced == 1 else "have"
    return f"{known}; {count(unpriced, 'resource')} {has} no known cost" if unpriced else known


def _with_ends(tickets: Reasons, waivers: Mapping[str, WaiverNote]) -> Reasons:
    most = tuple(
        (f"{ticket} until {waivers[ticket].expires}" if ticket in waivers else ticket or "no ticket", number)
        for ticket, number in tickets.most
    )
    return Reasons(most, tickets.others)


def _reasons(found: Reasons, noun: str) -> str:
    if len(found.most) == 1:
        return plain(found.most[0][0], _REASON_LIMIT)
    texts = [f"{plain(reason, _REASON_LIMIT)} ({number:,})" for reason, number in found.most]
    return "; ".join([*texts, f"and {count(found.others, f'more {noun}')}"] if found.others else texts)


def _changes(found: Changes) -> str:
    return (
        f"{found.new:,} new, {found.reopened:,} reopened, {found.resolved:,} resolved, {found.unseen:,} not looked at "
        f"and {found.persisting:,} as before, since run {found.since_run:,} of {minute(found.since)}"
    )
