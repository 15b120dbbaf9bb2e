"""Brings evidence to a verdict: which approvals count, for what, and whether the change may pass after all.

INVARIANT: what cannot be told (an author, a team, what was shown) never lets an approval count.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from costguard.approvals.binding import why_not_bound
from costguard.approvals.break_glass import emergency
from costguard.approvals.eligibility import (
    Hearing,
    end_of,
    groups_of,
    refused,
    why_never,
    why_no_member,
    why_not_theirs,
    why_over,
)
from costguard.approvals.people import People
from costguard.approvals.quorum import assigned
from costguard.approvals.shown import digest_meant, is_of_another_project, subject_shown
from costguard.model.approval import Act, BrokenGlass, Evidence, GivenApproval, RefusedStatement, Statement
from costguard.model.finding import POST_REVIEW, Level
from costguard.model.verdict import Outcome, RequiredApproval, Verdict
from costguard.policy.policy_set import ApprovalRule, PolicySet


def permit(verdict: Verdict, policy: PolicySet, evidence: Evidence, now: datetime) -> Verdict:
    """The verdict with what was approved of it by `now`; `verdict.subject` is what an approval has to be of.

    Where everybody who has to agree did, what needs approval passes; a denial passes by broken glass only.
    """
    if verdict.subject is None:
        return verdict
    hearing = _Hearing(verdict.subject, policy, evidence, People.of(policy, evidence.teams), now)
    heard = [hearing.of(required) for required in verdict.required]
    required = tuple(each for each, _ in heard)
    declared = emergency(hearing)
    not_counted = [*hearing.never(verdict.required), *(each for _, by_rule in heard for each in by_rule)]
    return msgspec.structs.replace(
        verdict,
        outcome=_outcome(verdict, required, declared.broken),
        required=required,
        refused=_told_once((*not_counted, *declared.refused), len(heard)),
        broken_glass=declared.broken,
        change=evidence.change.id,
        notes=(*verdict.notes, *evidence.notes),
    )


def _outcome(verdict: Verdict, required: Sequence[RequiredApproval], broken: BrokenGlass | None) -> Outcome:
    if verdict.outcome in (Outcome.PASS, Outcome.ADVISE):
        return verdict.outcome
    # A broken glass that nobody looked at in time is not passed by breaking the next.
    owes_review = any(each.rule == POST_REVIEW and each.level is Level.DENY for each in verdict.findings)
    if broken is not None and not owes_review:
        return Outcome.ADVISE
    is_approved = bool(required) and all(each.is_met for each in required)
    return Outcome.ADVISE if verdict.outcome is Outcome.APPROVAL and is_approved else verdict.outcome


class _Counted(msgspec.Struct, frozen=True):
    """A statement that counts for a rule: the digest that it is of, and the groups that it may stand for."""

    statement: Statement
    digest: str
    groups: frozenset[str]


class _Hearing(Hearing, frozen=True):
    """Says of each rule which statements count for it."""

    def of(self, required: RequiredApproval) -> tuple[RequiredApproval, tuple[RefusedStatement, ...]]:
        """The approval with what was given to it, and what was said and does not count."""
        rule = self._rule(required)
        counted: dict[str, list[_Counted]] = {}
        not_counted: list[tuple[str, RefusedStatement]] = []
        for statement in self._approvals():
            groups = groups_of(statement.account, required.approvers, self.people)
            if not groups:
                continue  # another rule may ask for them; who is asked by none is told so once
            person = self.people.person(statement.account)
            digest, why = self._judge(statement, rule)
            if why:
                not_counted.append((person, refused(statement, why, required.rule)))
            else:
                counted.setdefault(person, []).append(_Counted(statement, digest, groups))
        still_refused = tuple(each for person, each in not_counted if person not in counted)
        heard = msgspec.structs.replace(
            required,
            given=_given_by(counted, required, rule),
            evidence=rule.evidence,
            binding=rule.binding.value,
            lasts_h=int(rule.expires.total_seconds() // 3600),
        )
        return heard, still_refused

    def never(self, required: Iterable[RequiredApproval]) -> Iterator[RefusedStatement]:
        """What counts for nothing: approvals by those whom nobody asks, and whatever cannot count at all."""
        for statement in self.evidence.statements:
            why = why_never(statement, self.evidence.change, self.now)
            if why and statement.act is not Act.POST_REVIEW:
                yield refused(statement, why)
        asked = [group for each in required for group in each.approvers]
        for statement in self._approvals() if asked else ():
            if why := why_no_member(statement.account, asked, self.people):
                yield refused(statement, why)

    def _approvals(self) -> Iterator[Statement]:
        """What may count for some rule, the oldest first."""
        said = (each for each in self.evidence.statements if each.act is Act.APPROVE)
        for statement in sorted(said, key=lambda each: (each.at, each.account.name)):
            is_other = is_of_another_project(statement, self.evidence, self.subject.project)
            if not is_other and not why_never(statement, self.evidence.change, self.now):
                yield statement

    def _judge(self, statement: Statement, rule: ApprovalRule) -> tuple[str, str]:
        """The digest that a member's statement is of, and why it does not count for a rule; empty where it does."""
        if why := why_not_theirs(statement, rule, self.evidence.change, self.people):
            return "", why
        if why := why_over(statement, rule.expires, self):
            return "", why
        digest, why = digest_meant(statement, self.evidence, self.subject.project)
        if why:
            return "", why
        approved = subject_shown(digest, self.evidence)
        return digest, why_not_bound(statement, digest, approved, self.subject, rule)

    def _rule(self, required: RequiredApproval) -> ApprovalRule:
        """How an approval is bound: as `approvals` says, else (a rule on resources) as strictly as there is."""
        named = next((rule for rule in self.policy.approvals if rule.id == required.rule), None)
        return named if named is not None else ApprovalRule(required.rule, (), required.approvers)


def _given_by(
    counted: Mapping[str, Sequence[_Counted]], required: RequiredApproval, rule: ApprovalRule
) -> tuple[GivenApproval, ...]:
    """What each person gives to one group: of several words the one that holds longest."""
    standing = {person: frozenset[str]().union(*(each.groups for each in said)) for person, said in counted.items()}
    given = (
        _given(
            max(
                (each for each in counted[person] if group in each.groups),
                key=lambda each: end_of(each.statement, rule.expires),
            ),
            group,
            rule,
        )
        for person, group in assigned(required.approvers, standing).items()
    )
    return tuple(sorted(given, key=lambda each: (each.at, each.name)))


def _given(counted: _Counted, group: str, rule: ApprovalRule) -> GivenApproval:
    statement = counted.statement
    return GivenApproval(
        rule=rule.id,
        group=group,
        name=statement.account.name,
        kind=statement.kind,
        at=statement.at,
        expires=end_of(statement, rule.expires),
        binding=rule.binding.value,
        digest=counted.digest,
        ceiling=statement.ceiling,
        reason=statement.reason,
        url=statement.url,
    )


def _told_once(statements: Iterable[RefusedStatement], rules: int) -> tuple[RefusedStatement, ...]:
    """What counts for no rule for one and the same reason is said once, without the rules."""
    found: dict[RefusedStatement, list[str]] = {}
    for each in statements:
        found.setdefault(msgspec.structs.replace(each, rule=""), []).append(each.rule)
    told = (
        alike if len(by) == rules else msgspec.structs.replace(alike, rule=rule)
        for alike, by in found.items()
        for rule in (by[:1] if len(by) == rules else by)
    )
    return tuple(sorted(told, key=lambda each: (each.at, each.name, each.rule, each.why)))
