"""Sentences that every report shares say neither more nor less than is known."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from verdict_samples import (
    APPROVALS,
    approval_of,
    broken_glass_verdict,
    clean_verdict,
    given_verdict,
    large_verdict,
    needed_verdict,
    partly_given_verdict,
    rich_verdict,
    tag_finding,
)

from costguard.model.finding import Code, Level, State
from costguard.model.verdict import ApproverGroup, BudgetNote, CostNote, Outcome, RequiredApproval
from costguard.reports import agreement
from costguard.reports.headline import budget_sentence
from costguard.reports.listing import listed
from costguard.reports.sorting import gravest, gravest_first, rule_notes, sections_of
from costguard.reports.wording import (
    by_level,
    cost_sentence,
    count,
    groups,
    members,
    verdict_sentence,
    verdict_word,
)


@pytest.mark.parametrize(
    ("cost", "sentence"),
    [
        (CostNote(), ""),
        (
            CostNote(monthly_before=Decimal(10), monthly_after=Decimal(4), monthly_delta=Decimal(-6), complete=True),
            "-6.00 USD a month, from 10.00 to 4.00",
        ),
        (
            CostNote(monthly_after=Decimal("1234.567"), monthly_delta=Decimal("1234.567")),
            "at least +1,234.57 USD a month, from an unknown amount to at least 1,234.57",
        ),
        (CostNote(currency="EUR", monthly_after=Decimal(4), complete=True), "4.00 EUR a month"),
        (CostNote(monthly_delta=Decimal(4), complete=True), "+4.00 USD a month"),
        (
            CostNote(monthly_delta=Decimal(0), unpriced=("a", "b", "c", "d")),
            "at least +0.00 USD a month; without a price: a, b, c and 1 more",
        ),
    ],
)
def test_a_cost_says_what_is_known(cost, sentence):
    assert cost_sentence(cost) == sentence


def test_numbers_agree_with_their_nouns():
    assert [count(number, "finding") for number in (0, 1, 1234)] == ["0 findings", "1 finding", "1,234 findings"]


def test_long_lists_are_counted():
    assert (listed("ab"), listed("abcd")) == ("a, b", "a, b, c and 1 more")
    assert (listed("ab", most=1), listed("abcd", most=4)) == ("a and 1 more", "a, b, c, d")


def test_people_who_are_not_named_are_counted():
    group = ApproverGroup("finops", 2, tuple(f"p{number}" for number in range(1, 23)))
    assert members([group]).endswith(", p19, p20 and 2 more")


def test_a_group_that_two_rules_ask_for_is_named_once():
    asked = (ApproverGroup("finops", 1), ApproverGroup("platform", 1), ApproverGroup("finops", 2))
    assert groups(asked) == "finops (2), platform (1)"


def test_levels_are_counted_strictest_first():
    assert by_level(rich_verdict().findings) == "8 deny, 2 approval, 3 advise, 1 debt"


def test_every_finding_is_in_one_section():
    found = sections_of(rich_verdict().findings)
    assert [len(part) for part in (found.violations, found.undecided, found.waived, found.debt)] == [10, 2, 1, 1]


def test_a_waived_debt_is_waived():
    finding = tag_finding("aws_instance.a", "Owner", Code.MISSING, "m", state=State.WAIVED, level=Level.DEBT)
    assert sections_of([finding]).waived == (finding,)


def test_the_gravest_come_first_and_what_is_certain_before_what_is_not():
    def finding(state, level):
        return tag_finding("aws_instance.a", "Owner", Code.MISSING, "m", state=state, level=level)

    ordered = [
        finding(State.VIOLATION, Level.DENY),
        finding(State.UNDECIDED, Level.DENY),
        finding(State.VIOLATION, Level.APPROVAL),
        finding(State.VIOLATION, Level.ADVISE),
        finding(State.VIOLATION, Level.DEBT),
        finding(State.WAIVED, Level.DENY),
    ]
    assert gravest_first(reversed(ordered)) == ordered


def test_of_many_findings_the_gravest_are_chosen_and_keep_their_order():
    findings = large_verdict(10).findings
    chosen = gravest(findings, lambda _: None, per_group=3, total=100)
    assert chosen == [findings[0], findings[1], findings[9]]


def test_a_rule_without_words_has_no_note():
    assert [note.rule for note in rule_notes(rich_verdict().findings)] == [
        "required-tags",
        "small-instances-outside-prod",
        "volumes-have-a-ceiling",
    ]


@pytest.mark.parametrize(
    ("sample", "word"),
    [
        ("needed", "APPROVAL NEEDED"),
        ("partly_given", "APPROVAL NEEDED"),
        ("given", "APPROVED"),
        ("refused", "APPROVAL NEEDED"),
        ("broken_glass", "GLASS BROKEN"),
    ],
)
def test_a_change_is_approved_only_when_everybody_agreed(sample, word):
    assert verdict_word(APPROVALS[sample]()) == word


def test_a_denial_stays_one_whoever_agreed():
    assert verdict_word(replace(given_verdict(), outcome=Outcome.DENY)) == "DENIED"
    assert verdict_word(replace(broken_glass_verdict(), outcome=Outcome.DENY)) == "DENIED"


def test_where_nobody_had_to_agree_nothing_was_approved():
    assert verdict_word(clean_verdict()) == "PASS"
    assert verdict_word(replace(clean_verdict(), required=(RequiredApproval("r", (), ()),))) == "PASS"


def test_a_sentence_names_only_the_people_who_are_still_missing():
    assert verdict_sentence(needed_verdict()).startswith("by finops (1), payments-owners (1); ")
    assert verdict_sentence(partly_given_verdict()).startswith("by payments-owners (1); ")


def test_an_approval_ends_with_the_first_of_those_it_is_made_of():
    given = [approval_of("finops", "ana"), approval_of("owners", "bo")]
    short = replace(given[1], expires=given[1].at + timedelta(hours=1))
    required = RequiredApproval("r", (), (), given=(given[0], short))
    assert agreement.givers([required]) == "ana (finops), bo (owners), until 2026-11-23 11:00 UTC"


def test_of_several_rules_the_least_fulfilled_tells_how_far_a_group_is():
    def rule(number, *names):
        return RequiredApproval(
            "r", (ApproverGroup("finops", number),), (), given=tuple(approval_of("finops", name) for name in names)
        )

    assert agreement.tally([rule(1, "ana"), rule(3, "ana", "bo")]) == "finops 2/3"
    assert agreement.tally([rule(2), rule(1)]) == "finops 0/2"
    assert agreement.tally([]) == ""


@pytest.mark.parametrize(
    ("projected", "bounds", "sentence"),
    [
        ("50", {}, "50 % used (50.00 of 100.00 USD a month), 50 % left"),
        ("50", {"may_rise": True}, "at least 50 % used (50.00 of 100.00 USD a month), at most 50 % left"),
        ("50", {"may_fall": True}, "at most 50 % used (50.00 of 100.00 USD a month), at least 50 % left"),
        ("130", {"may_rise": True}, "at least 130 % used (130.00 of 100.00 USD a month), overrun by at least 30 %"),
    ],
)
def test_a_budget_says_what_is_left_and_which_way_it_may_move(projected, bounds, sentence):
    note = BudgetNote("b", Decimal(100), Decimal(projected), **({"may_rise": False, "may_fall": False} | bounds))
    assert budget_sentence(note, "USD") == sentence


def test_a_budget_of_nothing_has_no_share():
    note = BudgetNote("b", Decimal(0), Decimal(5), may_rise=False, may_fall=False, owner="ana")
    assert budget_sentence(note, "USD") == "nothing granted (5.00 of 0.00 USD a month); owner: ana"
