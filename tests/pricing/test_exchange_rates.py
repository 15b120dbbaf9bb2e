"""Rates for showing amounts in other currencies."""

from decimal import Decimal

import pytest

from costguard.model.errors import BadInput
from costguard.pricing.exchange_rates import rate_of


@pytest.fixture
def rates(tmp_path):
    path = tmp_path / "rates.yaml"
    path.write_text("as_of: 2026-11-20\nrates: {EUR: 0.92, JPY: 0}\n")
    return str(path)


def test_a_rate_has_its_file_and_date_for_a_source(rates):
    rate = rate_of("EUR", rates)
    assert (rate.amount, rate.source) == (Decimal("0.92"), "rates.yaml of 2026-11-20")


def test_two_rates_of_one_currency_are_refused(tmp_path):
    (tmp_path / "rates.yaml").write_text("rates: {EUR: 0.92, EUR: 9.2}\n")
    with pytest.raises(BadInput, match=r"rates\.yaml:1:20 is no YAML \(`EUR` is there twice\)"):
        rate_of("EUR", str(tmp_path / "rates.yaml"))


@pytest.mark.parametrize(
    ("currency", "why"),
    [("EUE", "has no rate of EUE; did you mean `EUR`?"), ("JPY", "the rate of JPY is 0; it is a number above zero")],
)
def test_a_currency_without_a_usable_rate_is_refused(rates, currency, why):
    with pytest.raises(BadInput) as told:
        rate_of(currency, rates)
    assert why in str(told.value)
