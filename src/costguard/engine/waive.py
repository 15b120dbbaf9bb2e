"""Excuses findings by waivers: a waived finding stays visible, and an expired waiver excuses nothing."""

from collections.abc import Iterable
from datetime import date

import msgspec

from costguard.model.finding import Code, Finding, Level, State, WaiverNote
from costguard.policy.glob import matches
from costguard.policy.policy_set import Waiver


def waive(findings: Iterable[Finding], waivers: tuple[Waiver, ...], today: date) -> tuple[Finding, ...]:
    """Mark what is excused, and add a finding for every waiver that has expired."""
    living = tuple(waiver for waiver in waivers if waiver.expires >= today)
    expired = tuple(waiver for waiver in waivers if waiver.expires < today)
    marked = tuple(_waived(finding, living) for finding in findings)
    return (*marked, *(expired_finding(waiver, _would_excuse(waiver, marked)) for waiver in expired))


def _waived(finding: Finding, waivers: tuple[Waiver, ...]) -> Finding:
    for waiver in waivers:
        if excuses(waiver, finding):
            return msgspec.structs.replace(finding, state=State.WAIVED, waiver=note_of(waiver))
    return finding


def note_of(waiver: Waiver) -> WaiverNote:
    """What a finding says of the waiver that excuses it."""
    return WaiverNote(waiver.reason, waiver.ticket, waiver.approved_by, waiver.expires.isoformat())


def excuses(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver speaks of a finding; of a resource it excuses its parts too."""
    owner = finding.address.partition("#")[0]
    return matches(waiver.rule, finding.rule) and any(
        matches(glob, finding.address) or matches(glob, owner) for glob in waiver.resources
    )


def _would_excuse(waiver: Waiver, findings: tuple[Finding, ...]) -> int:
    return len({each.address for each in findings if each.state is not State.WAIVED and excuses(waiver, each)})


def expired_finding(waiver: Waiver, count: int) -> Finding:
    """What is said of a waiver that has expired, which would have excused so many resources."""
    effect = f"; it would have excused {count} resource{'s' if count != 1 else ''} of this input" if count else ""
    return Finding(
        rule=waiver.rule,
        address=f"waiver.{waiver.ticket}",
        code=Code.EXPIRED_WAIVER,
        state=State.VIOLATION,
        level=Level.ADVISE,
        message=f"the waiver {waiver.ticket} expired on {waiver.expires.isoformat()} and excuses nothing{effect}",
        key=waiver.resources[0],
        why=waiver.reason,
        fix="Mend what it excused, or have it approved again; then remove it or move its date.",
        location=waiver.location,
    )
