"""Reads the file of exchange rates that amounts are shown by; prices themselves stay in US dollars."""

from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path

import msgspec

from costguard.model.errors import BadInput
from costguard.model.money import CURRENCY
from costguard.pricing.yaml_file import read_yaml


class ExchangeRate(msgspec.Struct, frozen=True):
    """Units of a currency to one US dollar, and where that was read."""

    amount: Decimal
    source: str


def rate_of(currency: str, path: str) -> ExchangeRate:
    """The rate of a currency in a file: `rates: {EUR: 0.92}` and `as_of: 2026-11-20`. Raises BadInput."""
    _, document = read_yaml(path, "--rates")
    rates = document.get("rates")
    if not isinstance(rates, dict):
        raise BadInput(f"{path} has no `rates`; write the units of each currency to one US dollar, as in EUR: 0.92")
    if currency == CURRENCY and currency not in rates:
        return ExchangeRate(Decimal(1), "")
    if currency not in rates:
        close = get_close_matches(currency, [str(name) for name in rates], n=1)
        meant = f"; did you mean `{close[0]}`?" if close else ""
        raise BadInput(f"{path} has no rate of {currency}{meant} (it has {', '.join(str(name) for name in rates)})")
    try:
        amount = Decimal(str(rates[currency]))
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or not 0 < amount < Decimal(10) ** 6:
        raise BadInput(f"{path}: the rate of {currency} is {rates[currency]!r}; it is a number above zero")
    as_of = document.get("as_of")
    return ExchangeRate(amount, f"{Path(path).name}{f' of {as_of}' if as_of else ''}")
