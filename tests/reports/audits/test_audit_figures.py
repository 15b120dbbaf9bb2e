"""Figures of an audit are never better than what is true."""

from decimal import Decimal

import pytest
from audit_samples import gap
from hypothesis import given
from hypothesis import strategies as st

from costguard.reports.audits.figures import dollars, gap_cost, minute, share


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_share_is_never_more_than_it_is_and_less_by_a_tenth_at_most(part, rest):
    whole = part + rest
    shown = share(part, whole)
    if not whole:
        assert shown == "–"
        return
    percent, exact = Decimal(shown.removesuffix(" %")), Decimal(part) * 100 / whole
    assert exact - Decimal("0.1") < percent <= exact
    assert (shown == "100 %") == (part == whole)


@given(st.decimals(0, 10**12, places=6), st.decimals("0.000001", 10**12, places=6))
def test_a_share_of_money_that_is_not_all_is_not_a_hundred(part, rest):
    assert share(part, part + rest) != "100 %"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0", "0"), ("0.000001", "under 1"), ("0.99", "under 1"), ("1", "1"), ("1.5", "2"), ("1234567.49", "1,234,567")],
)
def test_money_is_told_in_whole_dollars_and_less_than_one_is_not_nothing(amount, shown):
    assert dollars(Decimal(amount)) == shown


def test_a_gap_of_which_nothing_is_priced_has_no_cost():
    assert gap_cost(gap("Owner missing", "t", 2, "0", 2)) == "cost not known"


@pytest.mark.parametrize(
    ("time", "shown"), [("2026-11-22T02:00:03.5Z", "2026-11-22 02:00 UTC"), ("", ""), ("\x1b[0m", "\\x1b[0m")]
)
def test_a_time_is_told_to_the_minute(time, shown):
    assert minute(time) == shown
