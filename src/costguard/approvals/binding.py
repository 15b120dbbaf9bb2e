"""Decides whether what somebody approved covers the plan at hand: that very plan, or any under the agreed ceiling."""

from decimal import Decimal
from typing import assert_never

from costguard.model.approval import EvidenceKind, Statement, Subject
from costguard.model.digest import short
from costguard.model.money import monthly, to_cents
from costguard.policy.policy_set import ApprovalRule, Binding

_HUNDRED = Decimal(100)


def why_not_bound(
    statement: Statement, digest: str, approved: Subject | None, subject: Subject, rule: ApprovalRule
) -> str:
    """Why an approval of `digest` does not cover a subject, in words; empty where it does.

    `approved` is what had that digest, None where nobody kept it.
    """
    is_same = digest == subject.digest
    if is_same:
        return _why_above(subject, statement.ceiling, rule) if statement.ceiling is not None else ""
    match rule.binding:
        case Binding.EXACT:
            return f"approves another plan ({short(digest)}); this one is {short(subject.digest)}"
        case Binding.CEILING:
            return _why_not_under(statement, digest, approved, subject, rule)
        case _:
            assert_never(rule.binding)


def _why_not_under(
    statement: Statement, digest: str, approved: Subject | None, subject: Subject, rule: ApprovalRule
) -> str:
    if approved is None:
        return f"approves {short(digest)}, and what that was is not told, so nothing can be compared with it"
    if approved.project != subject.project:
        return f"approves a plan of another project (`{approved.project}`)"
    if approved.policy != subject.policy:
        return "was given under another policy; what the policy asks has changed since"
    if approved.configuration != subject.configuration:
        return "was given before providers or provisioners were changed, whose doing no cost shows"
    if statement.kind is EvidenceKind.RECORD and not statement.change:
        return "was given for no request, so it holds for its very plan only"
    ceiling = statement.ceiling if statement.ceiling is not None else approved.monthly_delta
    findings, unpriced = set(subject.findings) - set(approved.findings), set(subject.unpriced) - set(approved.unpriced)
    reasons = [
        _why_above(subject, ceiling, rule),
        f"was given before {len(findings):,} new finding{'s' if len(findings) > 1 else ''}" if findings else "",
        f"was given before {len(unpriced):,} new item{'s' if len(unpriced) > 1 else ''} without a price"
        if unpriced
        else "",
    ]
    return "; ".join(filter(None, reasons))


def _why_above(subject: Subject, ceiling: Decimal | None, rule: ApprovalRule) -> str:
    if ceiling is None or subject.monthly_delta is None:
        return "has no cost to compare with: nothing was estimated"
    room = abs(ceiling) * rule.headroom_percent / _HUNDRED if rule.binding is Binding.CEILING else Decimal(0)
    if subject.monthly_delta <= ceiling + room:
        return ""
    headroom = f" and {rule.headroom_percent.normalize():f} % headroom" if room else ""
    increase = monthly(subject.monthly_delta, sign="+")
    return f"has a ceiling of {to_cents(ceiling):,.2f}{headroom}; the change is {increase}"
