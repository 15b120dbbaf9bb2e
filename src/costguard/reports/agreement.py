"""The words for who has to agree to a change, who did, and what their agreement is bound to; all of it neutralised."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costguard.model.approval import (
    TEMPLATE_REASON,
    BrokenGlass,
    EvidenceKind,
    GivenApproval,
    RefusedStatement,
    Subject,
)
from costguard.model.finding import Finding, Level, State
from costguard.model.moment import utc_text
from costguard.model.money import monthly
from costguard.model.verdict import ApproverGroup, Outcome, RequiredApproval, Verdict
from costguard.reports.listing import listed
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain

_NAMED: Final = 10  # people or groups that a sentence holds


def is_agreed(verdict: Verdict) -> bool:
    """Whether the change may merge because everybody who had to agree did."""
    passes = verdict.outcome in (Outcome.ADVISE, Outcome.PASS)
    return passes and bool(verdict.required) and all(each.is_met for each in verdict.required)


def waits_for_people(verdict: Verdict) -> bool:
    """Whether somebody still has to agree, and there is something that they can quote."""
    is_open = verdict.broken_glass is None and not all(each.is_met for each in verdict.required)
    return is_open and verdict.subject is not None


def holds_up(finding: Finding, verdict: Verdict) -> bool:
    """Whether the finding keeps the change from merging: what is waived or agreed to does not."""
    if finding.state is State.WAIVED or verdict.outcome in (Outcome.ADVISE, Outcome.PASS):
        return False
    if finding.level is Level.DENY:
        return True
    of_rule = [each for each in verdict.required if each.rule == finding.rule]
    return finding.level is Level.APPROVAL and not (of_rule and all(each.is_met for each in of_rule))


def missing(required: Iterable[RequiredApproval]) -> Iterator[ApproverGroup]:
    """The groups that people are missing of, with how many; a group once for each rule that asks for it."""
    for each in required:
        for group in each.approvers:
            if (lacking := group.count - each.given_by(group.group)) > 0:
                yield ApproverGroup(group.group, lacking, group.members)


def tally(required: Iterable[RequiredApproval]) -> str:
    """`finops 0/1, owners 1/1`: how many of each group agreed, and have to; of several rules the least fulfilled."""
    parts: dict[str, tuple[int, int]] = {}
    for each in required:
        for group in each.approvers:
            have, need = each.given_by(group.group), group.count
            if group.group not in parts or need - have > parts[group.group][1] - parts[group.group][0]:
                parts[group.group] = (have, need)
    said = [f"{plain(group, HUMAN_LIMIT)} {have:,}/{need:,}" for group, (have, need) in parts.items()]
    return listed(said, most=_NAMED)


def given_to(required: Iterable[RequiredApproval]) -> tuple[GivenApproval, ...]:
    """Every approval that counts, in the order of the rules that ask for them."""
    return tuple(given for each in required for given in each.given)


def givers(required: Iterable[RequiredApproval]) -> str:
    """`ana (finops), bo (owners), until 2026-11-26 10:00 UTC`: who agreed, and how long all of it holds."""
    given = given_to(required)
    said = dict.fromkeys(f"{plain(each.name, HUMAN_LIMIT)} ({plain(each.group, HUMAN_LIMIT)})" for each in given)
    until = f", until {utc_text(min(each.expires for each in given))}" if given else ""
    return f"{listed(said, most=_NAMED)}{until}"


def given_text(given: GivenApproval) -> str:
    """`ana for finops, by comment, until …, up to +1,500.00 USD a month: the reason`."""
    bound = f", up to {ceiling_text(given.ceiling)}" if given.ceiling is not None else ""
    reason = f": {plain(given.reason, PROSE_LIMIT)}" if given.reason else ""
    who = f"{plain(given.name, HUMAN_LIMIT)} for {plain(given.group, HUMAN_LIMIT)}"
    return f"{who}, by {given.kind}, until {utc_text(given.expires)}{bound}{reason}"


def ceiling_text(ceiling: Decimal) -> str:
    """`+1,500.00 USD a month`: the increase that somebody agreed to at most."""
    return monthly(ceiling, sign="+")


def refused_text(refused: RefusedStatement) -> str:
    """`bo, review of 2026-11-23 10:00 UTC, does not count for cost: …`."""
    rule = f" for {plain(refused.rule, HUMAN_LIMIT)}" if refused.rule else ""
    what = f"{plain(refused.name, HUMAN_LIMIT)}, {refused.kind} of {utc_text(refused.at)}"
    return f"{what}, does not count{rule}: {plain(refused.why, PROSE_LIMIT)}"


def broken_glass_text(glass: BrokenGlass) -> str:
    """Who broke the glass, for which ticket, until when it holds and by when it has to be reviewed."""
    ticket = f" for {plain(glass.ticket, HUMAN_LIMIT)}" if glass.ticket else " without a ticket"
    names = listed((plain(name, HUMAN_LIMIT) for name in glass.names), most=_NAMED)
    return f"by {names}{ticket}, until {utc_text(glass.expires)}; review due by {utc_text(glass.review_by)}"


def terms(required: RequiredApproval) -> str:
    """`by record, of this very plan, good for 24 hours`; empty where that is not known."""
    if not required.evidence:
        return ""
    bound = "of this very plan" if required.binding == "exact" else "up to the cost that is agreed to"
    lasts = f", good for {required.lasts_h:,} hours" if required.lasts_h is not None else ""
    return f"by {' or '.join(kind.value for kind in required.evidence)}, {bound}{lasts}"


def is_taken(verdict: Verdict, kind: EvidenceKind) -> bool:
    """Whether an approval of a kind would count for somebody who is still waited for."""
    return any(not each.is_met and (not each.evidence or kind in each.evidence) for each in verdict.required)


def how_to_agree(verdict: Verdict, subject: Subject) -> str:
    """One line that says how, by a comment where that would count."""
    if is_taken(verdict, EvidenceKind.COMMENT):
        return f"to agree, comment: {approve_command(subject)}"
    return f"to agree, sign the JSON report: {signed_command()}"


def approve_command(subject: Subject) -> str:
    """The comment by which a person agrees to this, and to no more than the increase that they were shown."""
    return " ".join(
        filter(None, ("/costguard approve", subject.digest, ceiling_of(subject), f"reason={TEMPLATE_REASON}"))
    )


def ceiling_of(subject: Subject) -> str:
    """`ceiling=1241`: the increase rounded up to whole dollars; empty where there is none to agree to."""
    if subject.monthly_delta is None or subject.monthly_delta <= 0:
        return ""
    return f"ceiling={subject.monthly_delta.to_integral_value(ROUND_CEILING):f}"


def signed_command(report: str = "report.json") -> str:
    """The command by which a person signs their agreement, without a forge."""
    return f"costguard approve {report} --as NAME --key FILE --reason TEXT"


def share_percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """How many percent a part is of a whole; None where there is no whole to speak of."""
    return part / whole * 100 if whole > 0 else None
