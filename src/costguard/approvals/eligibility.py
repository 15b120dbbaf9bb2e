"""Decides whether somebody may speak for a rule at all: a person, of a group it asks, not excluded, in time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from costguard.approvals.people import People
from costguard.model.approval import (
    Account,
    Act,
    ChangeRequest,
    Evidence,
    EvidenceKind,
    RefusedStatement,
    Statement,
    Subject,
)
from costguard.model.moment import CLOCK_SKEW, utc_text
from costguard.model.verdict import ApproverGroup
from costguard.policy.policy_set import ApprovalRule, Excluded, PolicySet


class Hearing(msgspec.Struct, frozen=True):
    """By what a statement is judged: what it has to be of, the policy, all that was said, who is who, and when."""

    subject: Subject
    policy: PolicySet
    evidence: Evidence
    people: People
    now: datetime


def refused(statement: Statement, why: str, rule: str = "") -> RefusedStatement:
    """A statement that does not count, and why: for a rule, or for none at all."""
    return RefusedStatement(
        name=statement.account.name, kind=statement.kind, at=statement.at, why=why, rule=rule, url=statement.url
    )


def why_never(statement: Statement, change: ChangeRequest, now: datetime) -> str:
    """Why a statement counts for nothing, whatever is asked; empty where it may count."""
    if statement.problem:
        return statement.problem
    if statement.account.is_bot:
        return "is of a bot or an app; people approve"
    if statement.at > now + CLOCK_SKEW:
        return f"is of {utc_text(statement.at)}, which is yet to come"
    if statement.kind is EvidenceKind.RECORD and statement.change != change.id:
        return _other_change(statement.change, change.id)
    return ""


def why_no_member(account: Account, groups: Iterable[ApproverGroup], people: People) -> str:
    """Why an account is in none of some groups; empty where it is in one."""
    asked = {group.group: group for group in groups}
    members = [member for group in asked.values() for member in group.members]
    if people.is_member(account, members):
        return ""
    names = _words(f"`{name}`" for name in asked)
    if unread := people.unread_among(members):
        return f"is of nobody known to be in {names}: {_words(unread)}"
    return f"is of nobody in {names}"


def why_not_theirs(statement: Statement, rule: ApprovalRule, change: ChangeRequest, people: People) -> str:
    """Why a statement of a member is not for them to make, by the rule that asks; empty where it is."""
    if statement.kind not in rule.evidence:
        return f"is a {statement.kind.value}; `{rule.id}` counts {_words(each.value + 's' for each in rule.evidence)}"
    return _why_excluded(statement, rule, change, people)


def groups_of(account: Account, groups: Iterable[ApproverGroup], people: People) -> frozenset[str]:
    """The groups, of those asked, that an account is in."""
    return frozenset(group.group for group in groups if people.is_member(account, group.members))


def why_over(statement: Statement, lasts: timedelta, hearing: Hearing) -> str:
    """Why what somebody said holds no longer: it was taken back, or its time is over; empty where it holds."""
    if _is_revoked(statement, hearing):
        return "was taken back"
    end = end_of(statement, lasts)
    return "" if end > hearing.now else f"expired on {utc_text(end)}"


def end_of(statement: Statement, lasts: timedelta) -> datetime:
    """Until when a statement is good: as long as the rule says, or less where its author said so."""
    end = statement.at + lasts
    return min(end, statement.expires) if statement.expires is not None else end


def _is_revoked(statement: Statement, hearing: Hearing) -> bool:
    """Whether the same person took it back later: what they quoted, the plan at hand, or all they said."""
    revocable = (statement.digest, hearing.subject.digest)
    return any(
        other.act is Act.REVOKE
        and not other.problem
        and other.at >= statement.at
        and (not other.digest or not statement.digest or other.digest in revocable)
        and hearing.people.is_same(other.account, statement.account)
        for other in hearing.evidence.statements
    )


def _why_excluded(statement: Statement, rule: ApprovalRule, change: ChangeRequest, people: People) -> str:
    for excluded in rule.exclude:
        accounts, one = _accounts(excluded, change), _singular(excluded)
        if accounts is None:
            return f"cannot be told apart from the {excluded.value} of the change, who is not told (--{one})"
        if any(people.is_same(statement.account, account) for account in accounts):
            return f"is of the change's own {one}"
        if excluded is Excluded.COMMITTERS and change.unattributed:
            return f"cannot be told apart from whoever made {_commits(change.unattributed)}: unsigned, pusher not told"
    others = [account for each in rule.exclude for account in _accounts(each, change) or ()]
    if not statement.account.id and not all(people.is_told_apart(statement.account, other) for other in others):
        return "is signed by a name of another kind than those who made the change have: list it under `people`"
    return ""


def _accounts(excluded: Excluded, change: ChangeRequest) -> tuple[Account, ...] | None:
    match excluded:
        case Excluded.AUTHOR:
            return None if change.author is None else (change.author,)
        case Excluded.COMMITTERS:
            return change.committers
        case Excluded.TRIGGERER:
            return change.triggerers
        case _:
            assert_never(excluded)


def _singular(excluded: Excluded) -> str:
    return "committer" if excluded is Excluded.COMMITTERS else excluded.value


def _other_change(given_for: str, change: str) -> str:
    if not change:
        return f"was given for {given_for}; say which request this plan is of (--change)"
    return f"was given for {given_for or 'no request'}; this is {change}"


def _commits(commits: tuple[str, ...]) -> str:
    shown = ", ".join(commit[:12] for commit in commits[:3])
    return f"{'commit' if len(commits) == 1 else 'commits'} {shown}{' …' if len(commits) > 3 else ''}"


def _words(names: Iterable[str]) -> str:
    return ", ".join(names)
