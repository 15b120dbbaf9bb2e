"""Lets a change pass in an emergency: for a short time, for this very plan, by those who may, with a ticket.

Whoever breaks the glass may be the author: others look at it afterwards, and an unanswered review blocks what follows.
"""

from collections.abc import Sequence

import msgspec

from costguard.approvals.eligibility import Hearing, end_of, groups_of, refused, why_never, why_over
from costguard.approvals.quorum import assigned
from costguard.model.approval import Act, BrokenGlass, RefusedStatement, Statement
from costguard.model.verdict import ApproverGroup
from costguard.policy.policy_set import BreakGlass, PolicySet


class Emergency(msgspec.Struct, frozen=True):
    """What came of the emergencies that people declared: the one that holds, and those that do not and why."""

    broken: BrokenGlass | None = None
    refused: tuple[RefusedStatement, ...] = ()


def emergency(hearing: Hearing) -> Emergency:
    """Whether the glass is broken for the subject of a hearing: by as many as the policy asks."""
    rule = hearing.policy.break_glass
    groups = _groups(rule, hearing.policy)
    said: dict[str, Statement] = {}
    not_counted: list[RefusedStatement] = []
    for statement in sorted(hearing.evidence.statements, key=lambda each: (each.at, each.account.name)):
        if statement.act is not Act.BREAK_GLASS or why_never(statement, hearing.evidence.change, hearing.now):
            continue
        if why := _why_not(statement, rule, groups, hearing):
            not_counted.append(refused(statement, why))
        else:
            said[hearing.people.person(statement.account)] = statement
    standing = {person: groups_of(each.account, groups, hearing.people) for person, each in said.items()}
    who = [said[person] for person in assigned(groups, standing)]
    is_broken = rule is not None and len(who) == sum(group.count for group in groups)
    return Emergency(_broken(rule, who) if rule is not None and is_broken else None, tuple(not_counted))


def _groups(rule: BreakGlass | None, policy: PolicySet) -> tuple[ApproverGroup, ...]:
    asked = rule.require if rule is not None else ()
    return tuple(ApproverGroup(each.group, each.count, policy.groups.get(each.group, ())) for each in asked)


def _broken(rule: BreakGlass, who: Sequence[Statement]) -> BrokenGlass:
    said = sorted(who, key=lambda each: each.at)
    return BrokenGlass(
        names=tuple(each.account.name for each in said),
        ticket=said[0].ticket,
        reason=said[0].reason,
        at=said[-1].at,
        expires=min(end_of(each, rule.expires) for each in said),
        review_by=said[-1].at + rule.post_review,
    )


def _why_not(statement: Statement, rule: BreakGlass | None, groups: Sequence[ApproverGroup], hearing: Hearing) -> str:
    """Why a declared emergency does not hold for a subject, in words; empty where it does."""
    if rule is None:
        return "breaks a glass that the policy does not have (`break_glass`)"
    if statement.digest != hearing.subject.digest:
        return "breaks the glass for another plan"
    if rule.needs_ticket and not statement.ticket:
        return "breaks the glass without a ticket"
    if not hearing.people.is_member(statement.account, [member for group in groups for member in group.members]):
        return f"is of nobody in {', '.join(f'`{group.group}`' for group in groups)}"
    return why_over(statement, rule.expires, hearing)
