"""Which approvals count, and for which plan."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from approval_samples import (
    ANALYST,
    AUTHOR,
    CEILING,
    CHANGE,
    GLASS,
    HEAD,
    LEAD,
    NOW,
    PLATFORM,
    STRANGER,
    SUBJECT,
    a_policy,
    a_rule,
    a_verdict,
    evidence,
    said,
)
from hypothesis import given
from hypothesis import strategies as st

from costguard.approvals.permit import permit
from costguard.model.approval import Account, Act, Evidence, EvidenceKind, Shown, Statement, Subject, Team
from costguard.model.verdict import ApproverGroup, Outcome, Verdict
from costguard.policy.policy_set import Excluded, PolicySet

HOUR = timedelta(hours=1)


def judged(
    *statements: Statement,
    policy: PolicySet | None = None,
    subject: Subject = SUBJECT,
    outcome: Outcome = Outcome.APPROVAL,
    **told: Any,
) -> Verdict:
    """The verdict after what was said."""
    policy = policy or a_policy()
    return permit(a_verdict(policy, subject, outcome), policy, evidence(*statements, **told), NOW)


def why(verdict: Verdict) -> list[str]:
    """Why each statement that does not count does not."""
    return [refused.why for refused in verdict.refused]


def test_an_approval_of_the_very_plan_lets_it_pass() -> None:
    verdict = judged(said())
    assert verdict.outcome is Outcome.ADVISE
    assert [(each.rule, each.group, each.name) for each in verdict.required[0].given] == [("large", "finops", "lead")]
    assert verdict.change == "github:acme/shop#12"


def test_without_a_word_it_waits() -> None:
    verdict = judged()
    assert (verdict.outcome, verdict.required[0].given, verdict.refused) == (Outcome.APPROVAL, (), ())


def test_a_denial_stays_a_denial_however_many_approve() -> None:
    assert judged(said(LEAD), said(ANALYST), outcome=Outcome.DENY).outcome is Outcome.DENY


def test_a_verdict_without_a_subject_cannot_be_approved() -> None:
    policy = a_policy()
    bare = msgspec.structs.replace(a_verdict(policy), subject=None)
    assert permit(bare, policy, evidence(said()), NOW) == bare


REFUSED: list[tuple[str, Statement, str]] = [
    ("edited", said(problem="was edited after it was written"), "was edited after it was written"),
    ("a bot", said(Account("lead[bot]", "1", is_bot=True)), "is of a bot or an app; people approve"),
    ("a stranger", said(STRANGER), "is of nobody in `finops`"),
    ("the author", said(msgspec.structs.replace(LEAD, id="13")), "is of the change's own author"),
    ("expired", said(at=NOW - timedelta(hours=72)), "expired on 2026-11-23 12:00 UTC"),
    ("ended by its own words", said(expires=NOW), "expired on 2026-11-23 12:00 UTC"),
    ("of tomorrow", said(at=NOW + 6 * timedelta(minutes=1)), "is of 2026-11-23 12:06 UTC, which is yet to come"),
    ("another plan", said(digest="sha256:" + "1" * 64), f"approves another plan (sha256:{'1' * 12}); this one is "),
    ("no digest", said(digest=""), "names no digest"),
    ("a ceiling below", said(ceiling=Decimal(1239)), "has a ceiling of 1,239.00; the change is +1,240.00 USD a month"),
    (
        "a record of another request",
        said(kind=EvidenceKind.RECORD, change="github:acme/shop#7"),
        "was given for github:acme/shop#7; this is github:acme/shop#12",
    ),
    (
        "a review of an older commit",
        said(kind=EvidenceKind.REVIEW, digest="", commit="b" * 40),
        "is of commit bbbbbbbbbbbb; the request is at aaaaaaaaaaaa now",
    ),
    (
        "a review from before anything was shown",
        said(kind=EvidenceKind.REVIEW, digest="", commit=HEAD, at=NOW - 3 * HOUR),
        "was given before costguard showed what there is to approve; review again, or quote the digest",
    ),
]


@pytest.mark.parametrize(("statement", "reason"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_what_does_not_count_is_told_with_the_reason(statement: Statement, reason: str) -> None:
    verdict = judged(statement)
    assert verdict.outcome is Outcome.APPROVAL
    assert [each[: len(reason)] for each in why(verdict)] == [reason]


def test_a_review_counts_for_what_was_shown_when_it_was_given() -> None:
    review = said(kind=EvidenceKind.REVIEW, digest="", commit=HEAD)
    assert judged(review).outcome is Outcome.ADVISE
    dearer = msgspec.structs.replace(SUBJECT, monthly_delta=Decimal(5000))
    shown = (*evidence().shown, Shown(dearer.digest, HEAD, NOW - HOUR / 2, dearer, "shop"))
    late = judged(review, subject=dearer, shown=shown)
    assert late.outcome is Outcome.APPROVAL
    assert why(late)[0].startswith("approves another plan")


def test_a_review_is_not_bound_to_what_was_shown_for_another_project() -> None:
    other = msgspec.structs.replace(SUBJECT, project="search")
    shown = (Shown(other.digest, HEAD, NOW - 2 * HOUR, other, "search"),)
    assert judged(said(kind=EvidenceKind.REVIEW, digest="", commit=HEAD), shown=shown).outcome is Outcome.APPROVAL


def test_what_is_said_of_another_project_of_the_request_is_no_matter_of_this_one() -> None:
    other = msgspec.structs.replace(SUBJECT, project="search")
    shown = (*evidence().shown, Shown(other.digest, HEAD, NOW - 2 * HOUR, other, "search"))
    assert judged(said(digest=other.digest), shown=shown).refused == ()


@pytest.mark.parametrize("excluded", list(Excluded), ids=lambda each: each.value)
def test_who_is_excluded_is_so_by_number_whatever_the_name(excluded: Excluded) -> None:
    renamed = Account("lead", "77")
    told = {Excluded.AUTHOR: "author", Excluded.COMMITTERS: "committers", Excluded.TRIGGERER: "triggerers"}[excluded]
    them = Account("old-name", "77")
    change = msgspec.structs.replace(CHANGE, **{told: them if excluded is Excluded.AUTHOR else (them,)})
    assert judged(said(renamed), change=change).outcome is Outcome.APPROVAL
    lifted = a_policy(a_rule(exclude=()))
    assert judged(said(renamed), change=change, policy=lifted).outcome is Outcome.ADVISE


@pytest.mark.parametrize("untold", ["author", "committers", "triggerers"])
def test_nobody_counts_where_those_excluded_are_not_told(untold: str) -> None:
    change = msgspec.structs.replace(CHANGE, **{untold: None})
    verdict = judged(said(), change=change)
    assert verdict.outcome is Outcome.APPROVAL
    assert why(verdict)[0].startswith("cannot be told apart from the ")


def test_a_commit_of_nobody_known_could_be_of_the_approver() -> None:
    verdict = judged(said(), change=msgspec.structs.replace(CHANGE, unattributed=("c" * 40,)))
    assert why(verdict) == ["cannot be told apart from whoever made commit cccccccccccc: unsigned, pusher not told"]


def test_a_second_account_of_the_author_is_the_author() -> None:
    policy = a_policy(people={"Mallory": ("mallory", "lead#1")})
    assert why(judged(said(LEAD), policy=policy)) == ["is of the change's own author"]


def test_a_signer_who_may_be_anybody_is_not_told_apart_from_the_author() -> None:
    record = said(Account("lead@acme.example"), kind=EvidenceKind.RECORD, change=CHANGE.id)
    groups = {"finops": ("lead@acme.example",)}
    rule = a_rule(require=(ApproverGroup("finops", 1),))
    asked = a_policy(rule, groups=groups)
    verdict = a_verdict(asked)
    required = msgspec.structs.replace(
        verdict.required[0], approvers=(ApproverGroup("finops", 1, ("lead@acme.example",)),)
    )
    verdict = msgspec.structs.replace(verdict, required=(required,))
    assert permit(verdict, asked, evidence(record), NOW).outcome is Outcome.APPROVAL
    known = msgspec.structs.replace(asked, people={"lead": ("lead#1", "lead@acme.example")})
    assert permit(verdict, known, evidence(record), NOW).outcome is Outcome.ADVISE


def test_a_team_counts_as_far_as_it_could_be_read() -> None:
    group = ApproverGroup("finops", 1, ("@acme/finops",))
    policy = a_policy(groups={"finops": ("@acme/finops",)})
    verdict = a_verdict(policy)
    verdict = msgspec.structs.replace(
        verdict, required=(msgspec.structs.replace(verdict.required[0], approvers=(group,)),)
    )
    read = permit(verdict, policy, evidence(said(STRANGER), teams=(Team("acme/FinOps", (STRANGER,)),)), NOW)
    assert read.outcome is Outcome.ADVISE
    unread = permit(verdict, policy, evidence(said(STRANGER), teams=(Team("acme/finops", None, "403"),)), NOW)
    assert why(unread) == ["is of nobody known to be in `finops`: @acme/finops (403)"]


def test_one_person_counts_once_however_often_and_by_whatever_means_they_speak() -> None:
    two = a_policy(a_rule(require=(ApproverGroup("finops", 2),)))
    record = said(Account("lead"), kind=EvidenceKind.RECORD, change=CHANGE.id)
    assert judged(said(), said(at=NOW), record, policy=two).outcome is Outcome.APPROVAL
    assert judged(said(), said(ANALYST), policy=two).outcome is Outcome.ADVISE


def test_one_person_of_two_groups_stands_for_one_of_them() -> None:
    both = a_policy(a_rule(require=(ApproverGroup("finops", 1), ApproverGroup("platform", 1))))
    assert judged(said(LEAD), policy=both).outcome is Outcome.APPROVAL
    verdict = judged(said(LEAD), said(ANALYST), policy=both)
    assert {each.group: each.name for each in verdict.required[0].given} == {"platform": "lead", "finops": "analyst"}


def test_two_accounts_of_one_person_stand_for_whichever_group_still_needs_them() -> None:
    people = {"Lea": ("lead#1", "platform-lead#3")}
    both = a_policy(a_rule(require=(ApproverGroup("finops", 1), ApproverGroup("platform", 1))), people=people)
    verdict = judged(said(PLATFORM, at=NOW - HOUR / 2), said(LEAD), policy=both)
    assert [each.group for each in verdict.required[0].given] == ["finops"]
    helped = judged(said(PLATFORM, at=NOW - HOUR / 2), said(LEAD), said(ANALYST), policy=both)
    assert helped.required[0].is_met


def test_who_agreed_anew_is_not_told_that_an_earlier_word_does_not_count() -> None:
    verdict = judged(said(digest="sha256:" + "1" * 64), said())
    assert (verdict.outcome, verdict.refused) == (Outcome.ADVISE, ())


def test_one_word_serves_every_rule_that_asks_the_same_people() -> None:
    verdict = judged(said(), policy=a_policy(a_rule(), a_rule(id="other")))
    assert [each.is_met for each in verdict.required] == [True, True]


def test_what_counts_for_no_rule_is_told_once() -> None:
    verdict = judged(said(STRANGER), policy=a_policy(a_rule(), a_rule(id="other")))
    assert [(each.why, each.rule) for each in verdict.refused] == [("is of nobody in `finops`", "")]


def test_a_rule_may_ask_for_signed_records_only() -> None:
    policy = a_policy(a_rule(evidence=(EvidenceKind.RECORD,)))
    assert why(judged(said(), policy=policy)) == ["is a comment; `large` counts records"]


@pytest.mark.parametrize("digest", ["", SUBJECT.digest])
def test_what_was_taken_back_no_longer_counts(digest: str) -> None:
    revoked = said(act=Act.REVOKE, digest=digest, at=NOW - HOUR / 2)
    assert why(judged(said(), revoked)) == ["was taken back"]
    assert judged(said(), revoked, said(at=NOW)).outcome is Outcome.ADVISE


def test_nobody_takes_back_for_others_nor_by_an_edited_comment() -> None:
    edited = said(act=Act.REVOKE, at=NOW, problem="was edited")
    assert judged(said(), said(ANALYST, act=Act.REVOKE, at=NOW), edited).outcome is Outcome.ADVISE


CEILINGS: list[tuple[str, Subject, Statement, str]] = [
    ("as approved", SUBJECT, said(), ""),
    ("within the headroom", msgspec.structs.replace(SUBJECT, monthly_delta=Decimal(1302)), said(), ""),
    (
        "a cent above it",
        msgspec.structs.replace(SUBJECT, monthly_delta=Decimal("1302.01")),
        said(),
        "has a ceiling of 1,240.00 and 5 % headroom; the change is +1,302.01 USD a month",
    ),
    ("under a ceiling that was named", msgspec.structs.replace(SUBJECT, monthly_delta=Decimal(1500)),
     said(ceiling=Decimal(1500)), ""),
    ("fewer findings", msgspec.structs.replace(SUBJECT, findings=("f1",), changes="sha256:x"), said(), ""),
    ("a new finding", msgspec.structs.replace(SUBJECT, findings=("f1", "f3")), said(),
     "was given before 1 new finding"),
    ("a new unpriced item", msgspec.structs.replace(SUBJECT, unpriced=("u1", "u2", "u3")), said(),
     "was given before 2 new items without a price"),
    ("dearer, and a new finding",
     msgspec.structs.replace(SUBJECT, monthly_delta=Decimal(2000), findings=("f1", "f2", "f3")), said(),
     "has a ceiling of 1,240.00 and 5 % headroom; the change is +2,000.00 USD a month; was given before 1 new finding"),
    ("another policy", msgspec.structs.replace(SUBJECT, policy="sha256:q"), said(),
     "was given under another policy; what the policy asks has changed since"),
    ("another project", msgspec.structs.replace(SUBJECT, project="search"), said(),
     "approves a plan of another project (`shop`)"),
    ("nothing estimated", msgspec.structs.replace(SUBJECT, monthly_delta=None), said(),
     "has no cost to compare with: nothing was estimated"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "statement", "reason"), [each[1:] for each in CEILINGS], ids=[each[0] for each in CEILINGS]
)
def test_a_ceiling_holds_for_any_plan_that_brings_nothing_new(
    subject: Subject, statement: Statement, reason: str
) -> None:
    shown = (Shown(SUBJECT.digest, HEAD, NOW - 2 * HOUR, SUBJECT, subject.project),)
    verdict = judged(statement, policy=a_policy(CEILING), subject=subject, shown=shown)
    assert why(verdict) == ([reason] if reason else [])
    assert verdict.outcome is (Outcome.APPROVAL if reason else Outcome.ADVISE)


def test_a_ceiling_of_a_plan_that_nobody_kept_or_that_was_tampered_with_covers_no_other() -> None:
    other = msgspec.structs.replace(SUBJECT, changes="sha256:x")
    forged = msgspec.structs.replace(SUBJECT, findings=("f1", "f2", "f9"))
    for shown in ((), (Shown(SUBJECT.digest, HEAD, NOW - 2 * HOUR, forged, "shop"),)):
        verdict = judged(said(), policy=a_policy(CEILING), subject=other, shown=shown)
        assert "is not told, so nothing can be compared with it" in why(verdict)[0]


GLASS_BROKEN: list[tuple[str, Callable[[], Statement], str]] = [
    ("without a ticket", lambda: said(PLATFORM, act=Act.BREAK_GLASS), "breaks the glass without a ticket"),
    ("for another plan", lambda: said(PLATFORM, act=Act.BREAK_GLASS, digest="sha256:0", ticket="INC-1"),
     "breaks the glass for another plan"),
    ("by another group", lambda: said(ANALYST, act=Act.BREAK_GLASS, ticket="INC-1"), "is of nobody in `platform`"),
    ("five hours ago", lambda: said(PLATFORM, act=Act.BREAK_GLASS, ticket="INC-1", at=NOW - 5 * HOUR),
     "expired on 2026-11-23 11:00 UTC"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "reason"), [each[1:] for each in GLASS_BROKEN], ids=[e[0] for e in GLASS_BROKEN])
def test_the_glass_is_not_broken(made: Callable[[], Statement], reason: str) -> None:
    verdict = judged(made(), policy=a_policy(break_glass=GLASS), outcome=Outcome.DENY)
    assert (verdict.outcome, why(verdict)) == (Outcome.DENY, [reason])


def test_an_emergency_lets_even_a_denial_pass_and_names_who_when_and_until_when_it_is_reviewed() -> None:
    broken = judged(
        said(PLATFORM, act=Act.BREAK_GLASS, ticket="INC-1", reason="checkout is down"),
        policy=a_policy(break_glass=GLASS),
        outcome=Outcome.DENY,
    )
    assert broken.outcome is Outcome.ADVISE
    assert broken.broken_glass is not None
    assert broken.broken_glass.names == ("platform-lead",)
    assert broken.broken_glass.expires == NOW + 3 * HOUR
    assert broken.broken_glass.review_by == NOW - HOUR + timedelta(days=2)


def test_a_policy_without_break_glass_has_none_to_break() -> None:
    verdict = judged(said(PLATFORM, act=Act.BREAK_GLASS, ticket="INC-1"), outcome=Outcome.DENY)
    assert why(verdict) == ["breaks a glass that the policy does not have (`break_glass`)"]


PEOPLE = [LEAD, ANALYST, PLATFORM, STRANGER, AUTHOR]
STATEMENTS = st.builds(
    said,
    st.sampled_from(PEOPLE),
    act=st.sampled_from([Act.APPROVE, Act.REVOKE]),
    at=st.sampled_from([NOW - HOUR, NOW - 2 * HOUR, NOW - 100 * HOUR, NOW + HOUR]),
    digest=st.sampled_from([SUBJECT.digest, "sha256:" + "1" * 64, ""]),
    problem=st.sampled_from(["", "was edited"]),
)


@given(st.lists(STATEMENTS, max_size=6), st.randoms())
def test_the_order_in_which_things_are_read_changes_nothing(statements: list[Statement], random: Any) -> None:
    mixed = list(statements)
    random.shuffle(mixed)
    one, other = judged(*statements), judged(*mixed)
    assert (one.outcome, one.required, set(one.refused)) == (other.outcome, other.required, set(other.refused))


@given(st.lists(STATEMENTS, max_size=6))
def test_only_a_living_unedited_word_of_a_member_about_this_plan_lets_it_pass(statements: list[Statement]) -> None:
    good = [
        each for each in statements
        if each.act is Act.APPROVE and not each.problem and each.digest == SUBJECT.digest
        and each.account in (LEAD, ANALYST) and timedelta(0) < NOW - each.at < 72 * HOUR
        and not any(
            other.act is Act.REVOKE and not other.problem and other.account == each.account and other.at >= each.at
            and other.digest in ("", each.digest)
            for other in statements
        )
    ]  # fmt: skip
    assert (judged(*statements).outcome is Outcome.ADVISE) == bool(good)


def test_nothing_said_at_all_is_no_evidence() -> None:
    policy = a_policy()
    assert permit(a_verdict(policy), policy, Evidence(), NOW).outcome is Outcome.APPROVAL
