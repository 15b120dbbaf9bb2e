"""Money: what people write as an amount, and how an amount a month is said."""

from decimal import Decimal

import pytest

from costguard.model.money import monthly, read_usd


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500", Decimal(1500)),
        ("0", Decimal(0)),
        ("1500.5", Decimal("1500.5")),
        ("1500.50", Decimal("1500.50")),
        ("9" * 15, Decimal("9" * 15)),
    ],
)
def test_an_amount_is_digits_and_at_most_two_after_the_point(text, amount):
    assert read_usd(text) == amount


@pytest.mark.parametrize(
    "text",
    ["", "-1", "+1", "1,500", "1_500", "1e3", ".5", "1.", "1.505", "9" * 16, "٣", "1\n", " 1", "NaN", "Infinity"],
)
def test_what_can_be_read_in_two_ways_is_no_amount(text):
    assert read_usd(text) is None


@pytest.mark.parametrize(
    ("amount", "sign", "said"),
    [
        (Decimal("1234.5"), "-", "1,234.50 USD a month"),
        (Decimal("1234.5"), "+", "+1,234.50 USD a month"),
        (Decimal("-0.005"), "+", "-0.01 USD a month"),
        (Decimal("0.005"), "-", "0.01 USD a month"),
    ],
)
def test_an_amount_a_month_is_said_to_the_cent(amount, sign, said):
    assert monthly(amount, sign=sign) == said
