"""Sentences that every report shares say neither more nor less than is known."""

from decimal import Decimal

import pytest
from verdict_samples import large_verdict, rich_verdict, tag_finding

from costguard.model.finding import Code, Level, State
from costguard.model.verdict import ApproverGroup, CostNote
from costguard.reports.sorting import gravest, gravest_first, rule_notes, sections_of
from costguard.reports.wording import by_level, cost_sentence, count, groups, listed, short_digest


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


def test_a_group_that_two_rules_ask_for_is_named_once():
    asked = (ApproverGroup("finops", 1), ApproverGroup("platform", 1), ApproverGroup("finops", 2))
    assert groups(asked) == "finops (2), platform (1)"


def test_digests_are_short_enough_to_compare_by_eye():
    assert short_digest("sha256:0123456789abcdef") == "sha256:0123456789ab"


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
