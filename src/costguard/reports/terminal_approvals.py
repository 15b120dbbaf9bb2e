"""What a terminal shows of approvals: who has to agree and did, what did not count and why, and how to agree."""

from collections.abc import Iterator, Sequence
from typing import Final

from costguard.model.approval import EvidenceKind
from costguard.model.verdict import RequiredApproval, Verdict
from costguard.reports import agreement, wording
from costguard.reports.listing import listed
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain
from costguard.reports.terminal_page import Row
from costguard.reports.wording import groups

_LISTED: Final = 25  # rows of one kind; the rest is counted


def approvals(verdict: Verdict) -> list[Row]:
    """The section on approvals; no row where nobody has to agree and nobody spoke."""
    if not (verdict.required or verdict.refused or verdict.broken_glass):
        return []
    return [Row((("Approvals", "bold underline"),)), *_rows(verdict)]


def _rows(verdict: Verdict) -> Iterator[Row]:
    yield from _broken_glass(verdict)
    for each in verdict.required[:_LISTED]:
        yield from _required(each)
    yield from _more(len(verdict.required), "approvals")
    for refused in verdict.refused[:_LISTED]:
        yield Row(((agreement.refused_text(refused), ""),), ("refused  ", "yellow"), 4)
    yield from _more(len(verdict.refused), "statements")
    yield from _how_to_approve(verdict)


def _broken_glass(verdict: Verdict) -> Iterator[Row]:
    glass = verdict.broken_glass
    if glass is None:
        return
    told = (("passes as an emergency, not because it was approved, ", "bold"), (agreement.broken_glass_text(glass), ""))
    yield Row(told, ("GLASS BROKEN  ", "bold red"), 2)
    yield Row(((plain(glass.reason, PROSE_LIMIT) or "no reason was given", ""),), ("why  ", "dim"), 4)


def _required(each: RequiredApproval) -> Iterator[Row]:
    asked = f"  by {groups(each.approvers)}" if each.approvers else "  by nobody who is named"
    yield Row(((plain(each.rule, HUMAN_LIMIT), "bold"), (asked, "")), indent=2)
    told = (
        wording.members(each.approvers),
        "" if each.is_met else agreement.terms(each),
        plain(each.reason, PROSE_LIMIT),
        listed(wording.addresses(each)),
    )
    yield from (Row(((text, ""),), indent=4) for text in told if text)
    if each.approvers:
        yield Row(((agreement.tally([each]), "green" if each.is_met else "yellow"),), ("agreed  ", "dim"), 4)
    yield from (Row(((agreement.given_text(given), ""),), ("given  ", "green"), 4) for given in each.given)


def _how_to_approve(verdict: Verdict) -> Sequence[Row]:
    subject = verdict.subject
    if subject is None:
        return ()
    digest = Row((("digest", "dim"),), indent=2), Row(((subject.digest, ""),), indent=4)
    if not agreement.waits_for_people(verdict):
        return digest
    told = [*digest, Row((("to agree", "dim"),), indent=2)]
    if agreement.is_taken(verdict, EvidenceKind.COMMENT):
        ceiling = agreement.ceiling_of(subject)
        at_most = f" {ceiling}" if ceiling else ""
        told.append(Row(((f"/costguard approve DIGEST{at_most} reason=TEXT", ""),), ("comment  ", "dim"), indent=4))
    if agreement.is_taken(verdict, EvidenceKind.RECORD):
        told.append(Row(((agreement.signed_command("REPORT"), ""),), ("sign     ", "dim"), indent=4))
    if agreement.is_taken(verdict, EvidenceKind.REVIEW):
        told.append(Row((("the request, at the commit of this plan", ""),), ("review   ", "dim"), indent=4))
    return told


def _more(total: int, nouns: str) -> Iterator[Row]:
    if total > _LISTED:
        yield Row(((f"… and {total - _LISTED:,} more {nouns}. All of them: --output json=FILE", "dim"),), indent=4)
