"""Increases over days: many small changes are asked for as one large one would be."""

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from cost_samples import NOW, bill, change, cost, past
from hypothesis import given
from hypothesis import strategies as st
from test_increases import POLICY

from costguard.engine.cost_rules import judge_cost
from costguard.engine.increases import increases_of
from costguard.model.approval import PastIncrease
from costguard.model.finding import Level, State
from costguard.policy.policy_set import ApprovalRule, Threshold, ThresholdKind

WEEK, MONTH = ThresholdKind.INCREASE_OVER_7_DAYS, ThresholdKind.INCREASE_OVER_30_DAYS
LIMIT = Decimal(1000)


def judged(changes, earlier, *, kind=WEEK, by="owner", project="", now=NOW, **fields):
    rule = ApprovalRule("split", (Threshold(kind, LIMIT, by=by),), (), **fields)
    policy = msgspec.structs.replace(POLICY, approvals=(rule,))
    return judge_cost(bill(*changes), policy, project=project, past=earlier, now=now).findings


def states(*args, **options):
    return [(each.key.removeprefix("increase_over_7_days").strip(), each.state) for each in judged(*args, **options)]


def raises(amount, owner: str | None = "Web", address="x.a", **about):
    return change(None, cost(amount, {"Owner": owner} if owner is not None else {}, **about), address)


def of(owner, *amounts):
    return tuple(past(amount, owner, days=place % 7, digest=f"{owner}{place}") for place, amount in enumerate(amounts))


def test_ten_small_changes_are_one_large_one():
    (finding,) = judged([raises(150)], of("Web", *[100] * 9))
    assert (finding.state, finding.level, finding.key) == (
        State.VIOLATION, Level.APPROVAL, "increase_over_7_days Web",
    )  # fmt: skip
    assert finding.message == (
        "`owner` `Web`: 1,050.00 USD a month more in 7 days, by this change and 9 before it, "
        "above the limit of 1,000.00 USD a month"
    )


def test_one_large_change_needs_none_before_it():
    (finding,) = judged([raises(1001)], ())
    assert finding.message.startswith("`owner` `Web`: 1,001.00 USD a month more in 7 days, by this change alone, above")


def test_a_change_that_cost_nothing_is_not_counted_among_them():
    (finding,) = judged([raises(1001)], (past(0), past(-5, by="")))
    assert "by this change alone" in finding.message


def test_each_owner_has_a_sum_of_its_own():
    assert states([raises(500), raises(500, "data", "x.b")], of("Web", 400)) == []
    assert states([raises(500), raises(500, "data", "x.b")], of("data", 600)) == [("data", State.VIOLATION)]


def test_the_sum_is_net():
    assert states([raises(900)], of("Web", 900, -900)) == []


def test_who_costs_no_more_by_this_change_is_not_asked_about():
    assert states([change(cost(50, {"Owner": "Web"}), cost(10, {"Owner": "Web"}))], of("Web", 5000)) == []


@pytest.mark.parametrize(
    ("kind", "days", "counts"), [(WEEK, 6.99, True), (WEEK, 7.01, False), (MONTH, 29.9, True), (MONTH, 30.1, False)]
)
def test_what_lies_further_back_than_the_days_does_not_count(kind, days, counts):
    assert bool(judged([raises(200)], (past(900, "Web", days=days),), kind=kind)) is counts


def test_a_change_from_a_clock_that_is_ahead_counts():
    assert states([raises(200)], (past(900, "Web", days=-1),)) == [("Web", State.VIOLATION)]


def test_without_the_time_of_day_the_days_begin_with_the_policys_day():
    today = past(900, "Web", days=0)
    midnight = msgspec.structs.replace(today, at=NOW.replace(year=2026, month=10, day=25, hour=0))  # POLICY: 2026-11-01
    assert states([raises(200)], (midnight,), now=None) == [("Web", State.VIOLATION)]
    earlier = msgspec.structs.replace(midnight, at=midnight.at - timedelta(seconds=1))
    assert states([raises(200)], (earlier,), now=None) == []


def test_what_was_applied_twice_counts_once():
    twice = (past(600, "Web", days=1, digest="d"), past(600, "Web", days=2, digest="d"))
    assert states([raises(300)], twice) == []
    assert states([raises(300)], (*twice, past(600, "Web", days=2, digest="e"))) == [("Web", State.VIOLATION)]


def test_what_was_taken_away_and_applied_anew_counts_again():
    story = (
        past(600, "Web", days=3, digest="d"),
        past(-600, "Web", days=2, digest="e"),
        past(600, "Web", days=1, digest="d"),
    )
    assert states([raises(500)], story) == [("Web", State.VIOLATION)]
    assert states([raises(500)], story[:2]) == []


def test_changes_without_a_digest_are_each_their_own():
    nameless = tuple(msgspec.structs.replace(past(400, "Web", days=day), digest="") for day in (1, 1, 2))
    assert states([raises(1)], nameless) == [("Web", State.VIOLATION)]


class TestNobody:
    """What has no owner that one knows hides from nobody's sum."""

    def test_it_has_a_sum_of_its_own(self):
        assert states([raises(600, None)], of("", 600)) == [("", State.VIOLATION)]

    def test_half_with_the_tag_and_half_without_is_open_and_asks(self):
        (finding,) = judged([raises(600)], of("", 600))
        assert (finding.state, finding.level) == (State.UNDECIDED, Level.APPROVAL)
        assert finding.message == (
            "`owner` `Web`: 600.00 USD a month more in 7 days, by this change alone, and 600.00 USD a month of which "
            "nobody knows the `owner`: whether that is above the limit of 1,000.00 USD a month depends on what has no "
            "`owner`"
        )

    def test_the_tag_left_off_this_time_is_open_too(self):
        (finding,) = judged([raises(600, None)], of("Web", 300, 300))
        assert (finding.state, finding.level) == (State.UNDECIDED, Level.APPROVAL)
        assert finding.message == (
            "without a known `owner`: 600.00 USD a month more in 7 days, by this change alone; it may be of `Web`, "
            "with 600.00 USD a month more: whether that is above the limit of 1,000.00 USD a month depends on whose it "
            "is, as it has no `owner`"
        )

    def test_in_one_change_both_are_open(self):
        assert states([raises(600), raises(600, None, "x.b")], ()) == [
            ("", State.UNDECIDED),
            ("Web", State.UNDECIDED),
        ]

    def test_it_is_quiet_while_even_the_sum_of_both_is_within_the_limit(self):
        assert states([raises(300, None)], of("Web", 700)) == []

    def test_what_nobody_owns_and_goes_away_is_to_nobodys_credit(self):
        assert states([raises(600)], (*of("Web", 600), *of("", -5000))) == [("Web", State.VIOLATION)]

    def test_an_earlier_change_that_tells_nothing_of_owners_is_of_nobody(self):
        assert states([raises(600, None)], (past(600, by=""),)) == [("", State.VIOLATION)]

    def test_an_invented_owner_is_nobody(self):
        assert states([raises(600, "nonesuch")], of("", 600)) == [("", State.VIOLATION)]

    def test_a_project_whose_owner_the_policy_knows_has_no_unknown_ones(self):
        assert states([raises(600, None)], of("Web", 600), project="web-eu") == [("Web", State.VIOLATION)]


def test_all_together_are_summed_where_no_dimension_is_named():
    (finding,) = judged([raises(300), raises(300, None, "x.b")], (*of("data", 300), *of("Web", 300)), by="")
    assert finding.message.startswith("1,200.00 USD a month more in 7 days, by this change and 2 before it, above")
    assert finding.key == "increase_over_7_days"


def test_what_has_no_price_may_raise_the_sum_above_the_limit():
    (finding,) = judged([raises(1, unpriced="no price")], of("Web", 500))
    assert (finding.state, finding.level) == (State.UNDECIDED, Level.APPROVAL)
    assert finding.message.startswith("`owner` `Web`: at least 501.00 USD a month more in 7 days")


def test_an_approval_may_only_advise_of_open_sums():
    (finding,) = judged([raises(600)], of("", 600), on_unknown=Level.ADVISE)
    assert finding.level is Level.ADVISE


def test_without_a_ledger_the_sum_is_open_and_one_is_told_so():
    (finding,) = judged([raises(600), raises(100, "data", "x.b")], None)
    assert (finding.state, finding.level) == (State.UNDECIDED, Level.ADVISE)
    assert finding.message == (
        "700.00 USD a month more by this change: whether that is above the limit of 1,000.00 USD a month depends on "
        "earlier changes, and no ledger was given (--ledger)"
    )


def test_without_a_ledger_a_change_that_raises_nothing_is_quiet():
    assert judged([change(cost(50, {"Owner": "Web"}), cost(10, {"Owner": "Web"}))], None) == ()


@pytest.mark.parametrize(("elsewhere", "counts"), [("prod-us", True), ("", True), ("dev", False)])
def test_the_sum_is_of_the_projects_that_the_approval_speaks_of(elsewhere, counts):
    earlier = (past(900, "Web", project=elsewhere),)
    found = states([raises(200)], earlier, project="prod-eu", projects=("prod-*",))
    assert bool(found) is counts


OWNERS = st.sampled_from(["Web", "data", ""])
PAST = st.lists(
    st.builds(
        past,
        st.integers(-900, 900),
        OWNERS,
        days=st.integers(-1, 9),
        digest=st.sampled_from(["a", "b", "c", "d", ""]),
        project=st.sampled_from(["", "prod-eu", "dev"]),
    ),
    max_size=6,
)
CHANGES = st.lists(st.tuples(st.integers(0, 900), st.sampled_from(["Web", "data", None])), min_size=1, max_size=4)


def _plan(parts):
    return [raises(amount, owner, f"x.{place}") for place, (amount, owner) in enumerate(parts)]


@given(CHANGES, PAST.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_no_order_of_earlier_changes_changes_what_is_found(parts, orders):
    first, second = (judged(_plan(parts), tuple(order), projects=("prod-*",), project="prod-eu") for order in orders)
    assert first == second


def _applied(parts, digest) -> PastIncrease:
    """The parts as the ledger holds them once they were applied."""
    return PastIncrease(NOW - timedelta(hours=1), digest, "", increases_of(bill(*_plan(parts)), POLICY, ""))


@given(CHANGES, CHANGES, PAST)
def test_splitting_a_change_in_parts_never_asks_for_less(first, last, earlier):
    """What the last part is asked for is what the whole would be, of those whose cost the last part raises."""
    known = tuple({each.digest: each for each in earlier if each.digest}.values())
    whole = {each.key: each for each in judged(_plan([*first, *last]), known)}
    parts = {each.key: each for each in judged(_plan(last), (*known, _applied(first, "first")))}
    raised = {f"increase_over_7_days {owner or ''}".rstrip() for amount, owner in last if amount}
    for key in raised & set(whole):
        assert parts[key].state is whole[key].state
        assert parts[key].level is whole[key].level
